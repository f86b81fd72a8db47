import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

/**
 * The upload of the verification page: drop or tap, and no wait for a file that is too large.
 */
export class ContractUpload extends Interaction {
    static selector = ".o_crm_contract_upload";
    dynamicContent = {
        ".o_crm_contract_drop": {
            "t-on-dragover.prevent": () => this.setOver(true),
            "t-on-dragleave": () => this.setOver(false),
            "t-on-drop.prevent": this.onDrop,
            "t-att-class": () => ({ o_crm_contract_over: this.isOver }),
        },
        "#contract_file": { "t-on-change": this.onChange },
        ".o_crm_contract_file_name": { "t-out": () => this.fileName },
        ".o_crm_contract_too_large": { "t-att-class": () => ({ "d-none": !this.isTooLarge }) },
        "button[type=submit]": { "t-att-disabled": () => this.isTooLarge || this.isSent },
        _root: { "t-on-submit": this.onSubmit },
    };

    setup() {
        this.isOver = false;
        this.isTooLarge = false;
        this.isSent = false;
        this.fileName = "";
        this.input = this.el.querySelector("#contract_file");
    }

    setOver(isOver) {
        this.isOver = isOver;
    }

    onDrop(event) {
        this.isOver = false;
        if (event.dataTransfer.files.length) {
            this.input.files = event.dataTransfer.files;
            this.onChange();
        }
    }

    /** A chosen file is sent at once: there is nothing else to fill in. */
    onChange() {
        const file = this.input.files[0];
        this.fileName = file ? file.name : "";
        this.isTooLarge = Boolean(file) && file.size > Number(this.el.dataset.maximumBytes);
        if (file && !this.isTooLarge) {
            this.isSent = true;
            this.el.submit();
        }
    }

    onSubmit(event) {
        if (this.isTooLarge) {
            event.preventDefault();
        }
    }
}

registry.category("public.interactions").add("crm_contract_sign.contract_upload", ContractUpload);
