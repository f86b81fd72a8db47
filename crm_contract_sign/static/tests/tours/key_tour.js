import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { inputFiles } from "@web/../tests/utils";

/** A colleague without a key signs with one that a trust service has given them. */
registry.category("web_tour.tours").add("crm_contract_salesperson_imports_key", {
    steps: () => [
        {
            content: "Sign",
            trigger: "button[name=action_open_sign]",
            run: "click",
        },
        {
            content: "There is a file already",
            trigger: ".modal button[name=action_import]",
            run: "click",
        },
        {
            content: "Choose it",
            trigger: ".modal [name=file] button",
            async run() {
                const [{ name, description }] = await rpc(
                    "/web/dataset/call_kw/ir.attachment/search_read",
                    {
                        model: "ir.attachment",
                        method: "search_read",
                        args: [[["name", "=", "key.p12"]], ["name", "description"]],
                        kwargs: {},
                    },
                );
                const bytes = Uint8Array.from(atob(description), (letter) => letter.charCodeAt(0));
                await inputFiles(".modal [name=file] input", [new File([bytes], name)]);
            },
        },
        {
            content: "It is chosen",
            trigger: ".modal [name=file]:contains(key.p12)",
        },
        {
            content: "Its password",
            trigger: ".modal [name=password] input",
            run: "edit of the file",
        },
        {
            content: "A PIN for it",
            trigger: ".modal [name=pin] input",
            run: "edit a PIN for Elsewhere",
        },
        {
            content: "Import it",
            trigger: ".modal button[name=action_import]:contains(Import)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The contract can be signed",
            trigger: "body:not(:has(.modal)) button[name=action_open_sign]",
        },
    ],
});
