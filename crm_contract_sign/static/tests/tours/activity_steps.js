/** From the top bar to the contract on which an activity waits. */
export const OPEN_FROM_ACTIVITY = [
    {
        content: "An activity waits",
        trigger: ".o_menu_systray .o-mail-ActivityMenu-counter",
        run: "click",
    },
    {
        content: "…on a contract",
        trigger: ".o-mail-ActivityGroup:contains(Contract)",
        run: "click",
    },
    {
        content: "Open the contract",
        trigger: ".o_data_row:contains(Clara Customer) [name=name]",
        run: "click",
    },
];
