import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/**
 * One PIN, many contracts: each is signed in a request and a transaction of its own, so that what
 * is signed stays signed whatever happens to the rest, and the dialog can be opened again later.
 */
export class SignSeveral extends Component {
    static template = "crm_contract_sign.SignSeveral";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        useAutofocus();
        const { contracts, asks_pin, key } = this.props.action.params;
        this.asksPin = asks_pin;
        this.key = key;
        this.state = useState({
            contracts: contracts.map((contract) => ({
                ...contract,
                chosen: true,
                status: "waiting",
                reason: "",
            })),
            pin: "",
            running: false,
            stopped: false,
            error: "",
        });
    }

    get pending() {
        return this.state.contracts.filter(
            (contract) => contract.chosen && contract.status !== "signed",
        );
    }

    get signedCount() {
        return this.count("signed");
    }

    get failedCount() {
        return this.count("failed");
    }

    get chosenCount() {
        return this.state.contracts.filter((contract) => contract.chosen).length;
    }

    get percentage() {
        const done = this.signedCount + this.failedCount;
        return this.chosenCount ? Math.round((100 * done) / this.chosenCount) : 0;
    }

    get signLabel() {
        const count = this.pending.length;
        return this.failedCount
            ? _t("Try %(count)s Again", { count })
            : _t("Sign %(count)s Contracts", { count });
    }

    get progress() {
        const values = {
            signed: this.signedCount,
            total: this.chosenCount,
            failed: this.failedCount,
        };
        return values.failed
            ? _t("%(signed)s of %(total)s signed, %(failed)s could not be", values)
            : _t("%(signed)s of %(total)s signed", values);
    }

    count(status) {
        return this.state.contracts.filter((contract) => contract.status === status).length;
    }

    documentUrl(contract) {
        return `/web/content/crm.contract.document/${contract.document_id}/content`;
    }

    toggle(contract) {
        contract.chosen = !contract.chosen;
    }

    stop() {
        this.state.stopped = true;
    }

    async sign() {
        if (this.state.running || !this.pending.length || (this.asksPin && !this.state.pin)) {
            return;
        }
        const queue = this.pending;
        Object.assign(this.state, { running: true, stopped: false, error: "" });
        try {
            // A wrong PIN is told once, and costs one attempt rather than one for each contract.
            const ids = queue.map(({ id }) => id);
            await this.call("action_check_pin", [ids, this.state.pin]);
            for (const contract of queue) {
                if (this.state.stopped) {
                    break;
                }
                await this.signOne(contract);
            }
        } catch (error) {
            this.state.error = this.explain(error);
        }
        this.state.running = false;
        if (!this.pending.length) {
            this.state.pin = "";
        }
    }

    async signOne(contract) {
        contract.status = "signing";
        try {
            await this.call("action_sign", [[contract.id], this.state.pin, contract.sha256]);
            Object.assign(contract, { status: "signed", reason: "" });
        } catch (error) {
            Object.assign(contract, { status: "failed", reason: this.explain(error) });
        }
    }

    call(method, args) {
        const kwargs = { context: { contract_remember_key: true } };
        return this.orm.silent.call("crm.contract", method, args, kwargs);
    }

    explain(error) {
        return error.data?.message || _t("The server can't be reached. Try again.");
    }

    async close() {
        this.state.pin = "";
        await this.action.doAction({ type: "ir.actions.act_window_close" });
        await this.action.doAction({ type: "ir.actions.client", tag: "soft_reload" });
    }
}

registry.category("actions").add("crm_contract_sign.sign_several", SignSeveral);
