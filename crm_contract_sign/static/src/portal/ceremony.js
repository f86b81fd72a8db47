import { Component, useEffect, useRef, useState } from "@odoo/owl";
import { FormSheet, forgetDraft, makeDraft } from "@crm_contract_sign/form/form_sheet";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { ConnectionAbortedError, ConnectionLostError, rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { redirect } from "@web/core/utils/urls";
import { digest, findObstacle } from "./keys";
import { Reader } from "./reader";
import { SignaturePad } from "./signature_pad";
import { signDocument } from "./signing";
import { Steps } from "./steps";
import { useVisitEnd } from "./visit";

const CODE_LENGTH = 6;
const INK = "#0b3b66";

/**
 * The signatory's page, one thing at a time: read, prove who you are, fill in or sign; or decline.
 *
 * Nothing but what was filled in is kept in between: whoever reloads begins anew, and nothing is
 * signed.
 */
export class ContractCeremony extends Component {
    static template = "crm_contract_sign.Ceremony";
    static components = { FormSheet, Reader, SignaturePad };
    static props = {
        baseUrl: String,
        signerName: String,
        maskedEmail: String,
        companyName: String,
        contractName: String,
        contractReference: String,
        pageCount: Number,
        sha256: String,
        isIdentified: Boolean,
        canDelegate: Boolean,
        witness: String,
        visitPage: Number,
        answerBy: String,
        keyPolicy: String,
        consent: Object,
        filledIn: { type: Array, optional: true },
        form: { type: Object, optional: true },
    };

    setup() {
        this.panel = useRef("panel");
        const { baseUrl, form, isIdentified, visitPage } = this.props;
        useVisitEnd(baseUrl, visitPage);
        this.steps = useState(new Steps(isIdentified, form ? "fill" : "sign"));
        this.draft = form && makeDraft(form, this.draftKey);
        this.state = useState({
            isBusy: false,
            progress: "",
            error: "",
            code: "",
            isCodeSentAgain: false,
            reason: "",
            hasConsented: false,
        });
        this.signature = useState({
            name: this.props.signerName,
            getSignatureImage: () => "",
            resetSignature: () => {},
            isSignatureEmpty: true,
        });
        this.signatureProps = {
            signature: this.signature,
            fontColor: INK,
            displaySignatureRatio: 2.2,
            mode: "draw",
            noInputName: true,
        };
        useEffect(
            () => this.showStep(),
            () => [this.steps.current],
        );
    }

    /** A new step begins at the top of the screen, with the keyboard where it is needed. */
    showStep() {
        if (this.steps.current !== "read") {
            window.scrollTo({ top: 0 });
        }
        this.panel.el?.querySelector("[data-autofocus]")?.focus({ preventScroll: true });
    }

    /** Under what the tab keeps what was filled in; on a colleague's device it keeps nothing. */
    get draftKey() {
        const { baseUrl, sha256, witness } = this.props;
        return witness ? "" : `crm_contract_sign.form ${baseUrl} ${sha256}`;
    }

    get stepNames() {
        return {
            read: _t("Read"),
            identify: _t("Confirm it's you"),
            fill: _t("Fill In"),
            sign: _t("Sign"),
            decline: _t("Decline"),
        };
    }

    /** Sentences that name somebody or something. */
    get words() {
        const { signerName, witness, companyName, contractReference, maskedEmail } = this.props;
        return {
            hello: _t("Hello %(name)s,", { name: signerName }),
            welcome: witness
                ? _t(
                      "please read the document. You can sign it right here, while %(witness)s is with you.",
                      { witness },
                  )
                : _t("please read the document. You can sign it right here."),
            answerBy: this.props.answerBy
                ? _t("Please answer by %(date)s.", { date: this.props.answerBy })
                : "",
            fillIn: _t("please read the document, then fill in your part of it."),
            send: _t("Continue"),
            file: _t("%(reference)s: the file shown here, byte for byte. Its SHA-256 digest is", {
                reference: contractReference,
            }),
            code: _t("We have sent a code of six digits to %(address)s.", {
                address: maskedEmail,
            }),
            decline: _t("%(company)s will read your answer.", { company: companyName }),
            unfit: _t(
                "%(company)s wants your signing key to be made in your own browser, which this one can't do. Please open the link in a current browser, over https.",
                { company: companyName },
            ),
        };
    }

    get progressText() {
        return {
            key: _t("Making your key…"),
            document: _t("Preparing the document…"),
            signature: _t("Signing…"),
        }[this.state.progress];
    }

    /** Whether this browser can't sign, because the company wants a key that it can't make. */
    get isBrowserUnfit() {
        return this.props.keyPolicy === "required" && Boolean(findObstacle());
    }

    get isReadyToSign() {
        return !this.state.isBusy && !this.signature.isSignatureEmpty && this.state.hasConsented;
    }

    /**
     * Ask the server; shows its refusal.
     *
     * @returns {Promise<Object|null>} its answer, or null
     */
    async ask(route, params = {}) {
        this.state.error = "";
        try {
            const answer = await rpc(`${this.props.baseUrl}/${route}`, params, { silent: true });
            this.state.error = answer.error || "";
            return answer.error ? null : answer;
        } catch (error) {
            const isOffline =
                error instanceof ConnectionLostError || error instanceof ConnectionAbortedError;
            this.state.error = isOffline
                ? _t("There is no connection just now. Please try again in a moment.")
                : _t("Something went wrong, and nothing was signed. Please reload the page.");
            return null;
        }
    }

    /**
     * The very file that was shown; says so when another one, or none, arrives.
     *
     * @returns {Promise<ArrayBuffer|null>}
     */
    async getDocument() {
        this.state.error = "";
        try {
            const response = await browser.fetch(`${this.props.baseUrl}/document.pdf`);
            const file = response.ok ? await response.arrayBuffer() : null;
            if (file && (await digest(file)) === this.props.sha256) {
                return file;
            }
            this.state.error = _t(
                "The file is not the one that you were shown, and nothing was signed. Please reload the page.",
            );
        } catch {
            this.state.error = _t("There is no connection just now. Please try again in a moment.");
        }
        return null;
    }

    /** Do one thing at a time: a second tap while the first is under way does nothing. */
    async once(act) {
        if (this.state.isBusy) {
            return null;
        }
        this.state.isBusy = true;
        try {
            return await act();
        } finally {
            this.state.isBusy = false;
            this.state.progress = "";
        }
    }

    begin(goal) {
        return this.once(async () => {
            if (this.steps.isIdentified || (await this.ask("code"))) {
                this.steps.begin(goal);
            }
        });
    }

    sendCodeAgain() {
        this.state.code = "";
        return this.once(async () => {
            this.state.isCodeSentAgain = Boolean(await this.ask("code"));
        });
    }

    /** The code is sent off with its last digit. */
    onInputCode(ev) {
        this.state.code = ev.target.value.replace(/\D/g, "").slice(0, CODE_LENGTH);
        ev.target.value = this.state.code;
        if (this.isCodeComplete) {
            this.identify();
        }
    }

    get isCodeComplete() {
        return this.state.code.length === CODE_LENGTH;
    }

    identify() {
        return this.once(async () => {
            if (await this.ask("identify", { code: this.state.code })) {
                this.steps.identify();
            } else {
                this.state.code = "";
                this.state.isCodeSentAgain = false;
            }
        });
    }

    sign() {
        return this.once(async () => {
            const answer = await signDocument({
                ask: (route, params) => this.ask(route, params),
                getDocument: () => this.getDocument(),
                keyPolicy: this.props.keyPolicy,
                sha256: this.props.sha256,
                consent: this.props.consent.sha256,
                signature: this.signature.getSignatureImage().split(",")[1],
                onProgress: (stage) => (this.state.progress = stage),
            });
            await this.leave(answer);
        });
    }

    /** @returns {Promise<Object|null>} sentences by the name of the field */
    fillIn({ given, initials }) {
        return this.once(async () => {
            const { sha256 } = this.props;
            const answer = await this.ask("fill", { sha256, given, initials });
            if (answer?.redirect) {
                forgetDraft(this.draft);
                await this.leave(answer);
            }
            return answer?.faults || null;
        });
    }

    decline() {
        return this.once(async () => {
            await this.leave(await this.ask("decline", { reason: this.state.reason }));
        });
    }

    /** Go to the page that says what was done; stay busy until it is there. */
    leave(answer) {
        if (answer) {
            redirect(answer.redirect);
            return new Promise(() => {});
        }
    }

    goBack() {
        this.state.error = "";
        this.steps.goBack();
    }
}

registry.category("public_components").add("crm_contract_sign.ceremony", ContractCeremony);
