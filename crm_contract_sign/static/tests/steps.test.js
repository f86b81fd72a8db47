import { Steps } from "@crm_contract_sign/portal/steps";
import { describe, expect, test } from "@odoo/hoot";

describe.current.tags("headless");

test("whoever comes from a link reads, proves who they are, and signs", () => {
    const steps = new Steps(false);
    expect(steps.path).toEqual(["read", "identify", "sign"]);
    expect(steps.current).toBe("read");
    steps.begin("sign");
    expect(steps.current).toBe("identify");
    steps.identify();
    expect(steps.current).toBe("sign");
    expect(steps.position).toBe(2);
});

test("whoever has proved who they are reads and signs", () => {
    const steps = new Steps(true);
    expect(steps.path).toEqual(["read", "sign"]);
    steps.begin("sign");
    expect(steps.current).toBe("sign");
});

test("whoever does not want to sign proves who they are all the same", () => {
    const steps = new Steps(false);
    steps.begin("decline");
    expect(steps.current).toBe("identify");
    expect(steps.path).toEqual(["read", "identify", "decline"]);
    steps.identify();
    expect(steps.current).toBe("decline");
});

test("whoever goes back to the document proves who they are but once", () => {
    const steps = new Steps(false);
    steps.begin("decline");
    steps.identify();
    steps.goBack();
    expect(steps.current).toBe("read");
    steps.begin("sign");
    expect(steps.current).toBe("sign");
});

test("whoever goes back before proving who they are must still do so", () => {
    const steps = new Steps(false);
    steps.begin("sign");
    steps.goBack();
    steps.begin("sign");
    expect(steps.current).toBe("identify");
});
