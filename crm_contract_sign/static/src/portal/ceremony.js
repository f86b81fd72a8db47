import { Component, useState } from "@odoo/owl";
import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { NameAndSignature } from "@web/core/signature/name_and_signature";
import { redirect } from "@web/core/utils/urls";

/**
 * The signatory's way, one thing at a time: read, prove who you are, sign; or decline.
 */
export class ContractCeremony extends Component {
    static template = "crm_contract_sign.Ceremony";
    static components = { NameAndSignature };
    static props = {
        baseUrl: String,
        signerName: String,
        maskedEmail: String,
        companyName: String,
        contractName: String,
        sha256: String,
        isIdentified: Boolean,
    };

    setup() {
        this.state = useState({
            step: "read",
            isBusy: false,
            error: "",
            code: "",
            reason: "",
            goal: "sign",
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
            fontColor: "#0b3b66",
            displaySignatureRatio: 2.2,
            mode: "draw",
            noInputName: true,
        };
    }

    /** Ask the server; shows its error, or resolves to its answer. */
    async ask(route, params = {}) {
        this.state.isBusy = true;
        this.state.error = "";
        try {
            const answer = await rpc(`${this.props.baseUrl}/${route}`, params);
            if (answer.error) {
                this.state.error = answer.error;
                return null;
            }
            return answer;
        } finally {
            this.state.isBusy = false;
        }
    }

    async start(goal) {
        this.state.goal = goal;
        if (this.props.isIdentified) {
            this.state.step = goal;
        } else if (await this.ask("code")) {
            this.state.step = "identify";
        }
    }

    async sendCodeAgain() {
        this.state.code = "";
        await this.ask("code");
    }

    async identify() {
        if (await this.ask("identify", { code: this.state.code })) {
            this.state.step = this.state.goal;
        }
    }

    async sign() {
        const signature = this.signature.getSignatureImage().split(",")[1];
        const answer = await this.ask("accept", { signature, sha256: this.props.sha256 });
        if (answer) {
            redirect(answer.redirect);
        }
    }

    async decline() {
        const answer = await this.ask("decline", { reason: this.state.reason });
        if (answer) {
            redirect(answer.redirect);
        }
    }

    goBack() {
        this.state.error = "";
        this.state.step = "read";
    }
}

registry.category("public_components").add("crm_contract_sign.ceremony", ContractCeremony);
