import { registry } from "@web/core/registry";

/** The salesperson's short way, on a phone: New Contract, Draft, Submit. */
registry.category("web_tour.tours").add("crm_contract_salesperson_on_a_phone", {
    steps: () => [
        {
            content: "The partner's buttons are behind one on a phone",
            trigger: ".o-form-buttonbox .o_button_more",
            run: "click",
        },
        {
            trigger: "button[name=action_new_contract]",
            run: "click",
        },
        {
            trigger: ".modal [name=template_id] input:value(Sale of Goods)",
        },
        {
            trigger: ".modal button[name=action_generate]",
            run: "click",
        },
        {
            content: "The draft is good",
            trigger: ".o_form_view .alert-success:visible",
        },
        {
            content: "The step that comes next is at hand, without a menu",
            trigger: ".o_form_view button[name=action_submit]:visible",
            run: "click",
        },
        {
            content: "In review",
            trigger: ".o_form_view .o_statusbar_status:contains(In Review)",
        },
    ],
});
