import { registry } from "@web/core/registry";
import { OPEN_FROM_ACTIVITY } from "./activity_steps";

const LOOK_AT_APPROVAL = [
    ...OPEN_FROM_ACTIVITY,
    {
        content: "Look at the approval",
        trigger: ".o_notebook .nav-link[name=approval]",
        run: "click",
    },
    {
        content: "The tree says in words what it asked and what it makes of it",
        trigger: "[name=decision_explanation] li:contains(/discount.*40/i)",
    },
];

/** From the activity to an approved contract. */
registry.category("web_tour.tours").add("crm_contract_approver_approves", {
    steps: () => [
        ...LOOK_AT_APPROVAL,
        {
            content: "Approve",
            trigger: "button[name=action_approve]",
            run: "click",
        },
        {
            content: "It is approved, and the decision is on record",
            trigger: "[name=state] .o_arrow_button_current[data-value=approved]",
        },
        {
            trigger: "[name=decision_ids] .o_data_row:contains(Approve)",
        },
    ],
});

/** From the activity to a contract that goes back to its salesperson, with a reason. */
registry.category("web_tour.tours").add("crm_contract_approver_rejects", {
    steps: () => [
        ...LOOK_AT_APPROVAL,
        {
            content: "Reject",
            trigger: "button[name=action_reject]",
            run: "click",
        },
        {
            content: "Say why",
            trigger: ".modal [name=reason] textarea",
            run: "edit A discount of 40 percent needs a better reason.",
        },
        {
            trigger: ".modal button[name=action_reject]",
            run: "click",
        },
        {
            content: "It is a draft again, and the reason is in the discussion",
            trigger: "[name=state] .o_arrow_button_current[data-value=draft]",
        },
        {
            trigger: ".o-mail-Message:contains(A discount of 40 percent needs a better reason)",
        },
    ],
});
