import { Component, onPatched, onWillUnmount, useRef, useState } from "@odoo/owl";
import { SignaturePad } from "@crm_contract_sign/portal/signature_pad";
import { collectGiven, isAsked, makeInitials } from "./conditions";

const INK = "#0b3b66";

/** Initials drawn, typed or uploaded; typed, they follow from the name. */
export class InitialsPad extends SignaturePad {
    getCleanedName() {
        return makeInitials(this.props.signature.name);
    }
}

/**
 * What somebody has filled in so far.  It outlives the sheet, and a reload of the page if it has a
 * key to be kept under in this browser's tab.
 *
 * @param {Object} form what is asked, as the server says it
 * @param {string} [key]
 */
export function makeDraft(form, key = "") {
    return {
        key,
        values: { ...form.values, ...recall(key) },
        faults: {},
        initials: {
            name: form.signerName,
            getSignatureImage: () => "",
            resetSignature: () => {},
            isSignatureEmpty: true,
        },
    };
}

function recall(key) {
    try {
        return JSON.parse((key && sessionStorage.getItem(key)) || "{}");
    } catch {
        return {}; // A browser that keeps nothing.
    }
}

function keep({ key, values }) {
    try {
        if (key) {
            sessionStorage.setItem(key, JSON.stringify(values));
        }
    } catch {
        // A browser that keeps nothing: what is on the page is not lost.
    }
}

/** Forget what was kept: it has been sent, or is not to be. */
export function forgetDraft({ key }) {
    try {
        sessionStorage.removeItem(key);
    } catch {
        // Nothing was kept.
    }
}

/**
 * The fields that one person fills in, in one column, and their initials where they are asked.
 */
export class FormSheet extends Component {
    static template = "crm_contract_sign.FormSheet";
    static components = { InitialsPad };
    static props = {
        form: Object,
        draft: Object,
        isBusy: Boolean,
        label: String,
        onSubmit: Function,
    };

    setup() {
        this.root = useRef("root");
        this.draft = useState(this.props.draft);
        this.padProps = {
            signature: this.draft.initials,
            fontColor: INK,
            displaySignatureRatio: 3,
            mode: "auto",
            noInputName: true,
        };
        this.isFocusWanted = false;
        onPatched(() => this.focusFault());
        onWillUnmount(() => {
            const { initials } = this.draft;
            initials.signatureImage = initials.isSignatureEmpty
                ? undefined
                : initials.getSignatureImage();
        });
    }

    get asked() {
        return this.props.form.fields.filter((field) =>
            isAsked(field, this.props.form.fields, this.draft.values),
        );
    }

    get faultCount() {
        return Object.keys(this.draft.faults).length;
    }

    getId(field) {
        return `crm_contract_field_${field.name}`;
    }

    getDescription(field) {
        const id = this.getId(field);
        const described = [
            field.help && `${id}_help`,
            this.draft.faults[field.name] && `${id}_fault`,
        ];
        return described.filter(Boolean).join(" ") || undefined;
    }

    getEarliest(field) {
        const days = [field.earliest, field.is_future && this.props.form.today].filter(Boolean);
        return days.sort().at(-1);
    }

    onInput(field, ev) {
        const { target } = ev;
        this.draft.values[field.name] = target.type === "checkbox" ? target.checked : target.value;
        delete this.draft.faults[field.name];
        keep(this.draft);
    }

    /** The first field that was refused gets the keyboard, and comes into sight. */
    focusFault() {
        if (this.isFocusWanted) {
            this.isFocusWanted = false;
            const faulty = this.root.el.querySelector("[aria-invalid=true], .o_crm_contract_fault");
            faulty?.focus({ preventScroll: true });
            faulty?.scrollIntoView({ block: "center" });
        }
    }

    async submit() {
        const { form, onSubmit } = this.props;
        const { initials, values } = this.draft;
        const faults = await onSubmit({
            given: collectGiven(form.fields, values),
            initials:
                form.asksInitials && !initials.isSignatureEmpty
                    ? initials.getSignatureImage().split(",")[1]
                    : null,
        });
        this.draft.faults = faults || {};
        this.isFocusWanted = this.faultCount > 0;
    }
}
