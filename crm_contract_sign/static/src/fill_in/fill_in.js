import { Component, useState } from "@odoo/owl";
import { FormSheet, makeDraft } from "@crm_contract_sign/form/form_sheet";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/**
 * The dialog in which a colleague fills in their part of a contract before anybody signs.
 */
export class FillIn extends Component {
    static template = "crm_contract_sign.FillIn";
    static components = { FormSheet };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.form = this.props.action.params;
        this.draft = makeDraft(this.form);
        this.state = useState({ isBusy: false, error: "" });
        this.label = _t("Done");
    }

    get documentUrl() {
        return `/web/content/crm.contract.document/${this.form.document_id}/content`;
    }

    /** @returns {Promise<Object|null>} sentences by the name of the field */
    async send({ given, initials }) {
        Object.assign(this.state, { isBusy: true, error: "" });
        try {
            const args = [[this.form.contract_id], given, initials, this.form.sha256];
            const faults = await this.orm.silent.call("crm.contract", "action_fill_in", args);
            if (!Object.keys(faults).length) {
                await this.close();
            }
            return faults;
        } catch (error) {
            this.state.error = error.data?.message || _t("The server can't be reached. Try again.");
            return null;
        } finally {
            this.state.isBusy = false;
        }
    }

    async close() {
        await this.action.doAction({ type: "ir.actions.act_window_close" });
        await this.action.doAction({ type: "ir.actions.client", tag: "soft_reload" });
    }
}

registry.category("actions").add("crm_contract_sign.fill_in", FillIn);
