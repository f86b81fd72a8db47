import { NameAndSignature } from "@web/core/signature/name_and_signature";

// Of a typed name, as Odoo lays it out: parts of the box's height and width.
const FONT_SIZE = 3 / 5;
const USABLE_WIDTH = 4 / 5;
const ACCEPTED_TYPES = ["image/png", "image/jpeg", "image/webp"];

/**
 * A signature drawn, typed or uploaded: Odoo's own, with fingers and small screens in mind.
 */
export class SignaturePad extends NameAndSignature {
    static template = "crm_contract_sign.SignaturePad";

    get acceptedTypes() {
        return ACCEPTED_TYPES.join(",");
    }

    /**
     * Override: the color's “#”, or one in a name, would end the picture's address.  A name in
     * ideographs keeps its shape where it fits: it is not squeezed to the width of as many letters.
     */
    getSVGText(font, text, width, height) {
        const [head, ...content] = super.getSVGText(font, text, width, height).split(",");
        let svg = decodeURI(content.join(","));
        const naturalWidth = [...text].length * height * FONT_SIZE;
        if (/\p{Script=Han}/u.test(text) && naturalWidth <= width * USABLE_WIDTH) {
            svg = svg.replace(/ (textLength|lengthAdjust)="[^"]*"/g, "");
        }
        return `${head},${encodeURIComponent(svg)}`;
    }

    /** Override: show the next handwriting at once; there is no list to open on a phone. */
    onClickSignAutoSelectStyle() {
        this.onSelectFont((this.currentFont + 1) % this.fonts.length);
    }

    /** Override: a file that only claims to be a picture is told from one. */
    async onChangeSignLoadInput(ev) {
        const file = ev.target.files[0];
        if (!file) {
            return;
        }
        this.state.loadIsInvalid = !ACCEPTED_TYPES.includes(file.type) || !(await isPicture(file));
        if (this.state.loadIsInvalid) {
            this.clear();
        } else {
            await super.onChangeSignLoadInput(ev);
        }
        // The same file may be chosen again after another one.
        ev.target.value = "";
    }

    /** Override: a box that is not on the screen has no size to draw in. */
    resizeSignature() {
        if (this.signatureRef.el.clientWidth) {
            super.resizeSignature();
        }
    }
}

async function isPicture(file) {
    try {
        (await createImageBitmap(file)).close();
        return true;
    } catch {
        return false;
    }
}
