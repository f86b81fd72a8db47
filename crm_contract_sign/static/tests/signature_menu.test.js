import { beforeEach, expect, test } from "@odoo/hoot";
import { click, queryAllTexts, waitFor } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels, start, startServer } from "@mail/../tests/mail_test_helpers";
import { mockService, mountWithCleanup, onRpc, serverState } from "@web/../tests/web_test_helpers";
import { SignatureMenu } from "@crm_contract_sign/systray/signature_menu";

defineMailModels();

const SUPPLY = { id: 7, name: "Supply of office chairs", customer: "Azure Interior" };
const LEASE = { id: 8, name: "Lease of a hall", customer: "Deco Addict" };
let awaiting;

beforeEach(() => {
    awaiting = { count: 2, contracts: [SUPPLY, LEASE] };
    onRpc("has_group", () => true);
    onRpc("res.users", "get_contracts_awaiting", () => {
        expect.step("ask");
        return awaiting;
    });
});

async function openMenu() {
    await click(".o_crm_contract_systray");
    await animationFrame();
}

test("number of contracts to sign is on the icon", async () => {
    await mountWithCleanup(SignatureMenu);
    expect(".o_crm_contract_systray .badge").toHaveText("2");
    expect.verifySteps(["ask"]);
});

test("icon bears no number when nothing awaits a signature", async () => {
    awaiting = { count: 0, contracts: [] };
    await mountWithCleanup(SignatureMenu);
    expect(".o_crm_contract_systray .badge").toHaveCount(0);
    await openMenu();
    expect(".o-dropdown--menu").toHaveText("Nothing awaits your signature.");
    expect.verifySteps(["ask", "ask"]);
});

test("who has nothing to do with contracts sees no icon, and the server is not asked", async () => {
    onRpc("has_group", () => false);
    await mountWithCleanup(SignatureMenu);
    expect(".o_crm_contract_systray").toHaveCount(0);
    expect.verifySteps([]);
});

test("menu lists contracts with their customers, and asks anew when opened", async () => {
    await mountWithCleanup(SignatureMenu);
    awaiting = { count: 1, contracts: [LEASE] };
    await openMenu();
    expect(queryAllTexts(".o-dropdown-item")).toEqual(["Lease of a hall\nDeco Addict"]);
    expect.verifySteps(["ask", "ask"]);
});

test("a contract opens its signing dialog, and what awaits is asked anew after it", async () => {
    mockService("action", {
        doActionButton({ resModel, resId, name, onClose }) {
            expect.step(`${resModel} ${resId} ${name}`);
            onClose();
        },
    });
    await mountWithCleanup(SignatureMenu);
    await openMenu();
    await click(".o-dropdown-item:first");
    await animationFrame();
    expect.verifySteps(["ask", "ask", "crm.contract 7 action_open_sign", "ask"]);
});

test("more than the menu holds is one click further", async () => {
    awaiting = { count: 12, contracts: [SUPPLY, LEASE] };
    mockService("action", { doAction: (action) => expect.step(action) });
    await mountWithCleanup(SignatureMenu);
    await openMenu();
    await click(".o-dropdown-item:last");
    expect.verifySteps(["ask", "ask", "crm_contract_sign.crm_contract_action_my_turn"]);
});

test("number follows the server without a click", async () => {
    const pyEnv = await startServer();
    await start();
    await waitFor(".o_crm_contract_systray .badge:contains(2)");
    awaiting = { count: 3, contracts: [SUPPLY, LEASE] };
    const [partner] = pyEnv["res.partner"].read(serverState.partnerId);
    pyEnv["bus.bus"]._sendone(partner, "crm_contract_sign.awaiting", {});
    await waitFor(".o_crm_contract_systray .badge:contains(3)");
    expect.verifySteps(["ask", "ask"]);
});
