import { Component, onWillStart, onWillUnmount, useState } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";

// The same name in models/crm_contract_awaiting.py.
const AWAITING_CHANGED = "crm_contract_sign.awaiting";

/** What awaits the user's signature, one click away from anywhere. */
export class SignatureMenu extends Component {
    static template = "crm_contract_sign.SignatureMenu";
    static components = { Dropdown, DropdownItem };
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.bus = useService("bus_service");
        this.state = useState({ isVisible: false, count: 0, contracts: [] });
        onWillStart(async () => {
            this.state.isVisible = await user.hasGroup(
                "crm_contract_sign.crm_contract_sign_group_user",
            );
            if (this.state.isVisible) {
                await this.load();
                this.bus.subscribe(AWAITING_CHANGED, this.onAwaitingChanged);
            }
        });
        onWillUnmount(() => this.bus.unsubscribe(AWAITING_CHANGED, this.onAwaitingChanged));
    }

    onAwaitingChanged = () => this.load();

    async load() {
        Object.assign(this.state, await this.orm.call("res.users", "get_contracts_awaiting", []));
    }

    /** The document and the PIN at once; where there is no key yet, the dialog that makes one. */
    open(contract) {
        this.action.doActionButton({
            type: "object",
            name: "action_open_sign",
            resModel: "crm.contract",
            resId: contract.id,
            onClose: () => this.load(),
        });
    }

    openAll() {
        this.action.doAction("crm_contract_sign.crm_contract_action_my_turn");
    }
}

registry
    .category("systray")
    .add("crm_contract_sign.signature_menu", { Component: SignatureMenu }, { sequence: 22 });
