import { collectGiven, isAsked, makeInitials } from "@crm_contract_sign/form/conditions";
import { describe, expect, test } from "@odoo/hoot";

describe.current.tags("headless");

const tick = { name: "tick", kind: "checkbox", condition: null };
const number = { name: "number", kind: "text", condition: { field: "tick", value: null } };
const note = { name: "note", kind: "text", condition: { field: "number", value: null } };
const way = { name: "way", kind: "choice", condition: null };
const port = { name: "port", kind: "text", condition: { field: "way", value: "ship" } };
const fields = [tick, number, note, way, port];

test("a field is asked where its condition holds", () => {
    expect(isAsked(tick, fields, {})).toBe(true);
    expect(isAsked(number, fields, {})).toBe(false);
    expect(isAsked(number, fields, { tick: true })).toBe(true);
    expect(isAsked(port, fields, { way: "ship" })).toBe(true);
    expect(isAsked(port, fields, { way: "road" })).toBe(false);
});

test("a field that depends on one that is not asked is not asked either", () => {
    expect(isAsked(note, fields, { tick: true, number: "1" })).toBe(true);
    expect(isAsked(note, fields, { tick: false, number: "1" })).toBe(false);
    expect(isAsked(note, fields, { tick: true, number: "  " })).toBe(false);
});

test("what is not asked is not sent, and stays with who typed it", () => {
    const values = { tick: false, number: "PO-1", way: "road" };
    expect(collectGiven(fields, values)).toEqual({ tick: false, way: "road" });
    values.tick = true;
    expect(collectGiven(fields, values)).toEqual({
        tick: true,
        number: "PO-1",
        note: "",
        way: "road",
    });
});

test("initials are the first letters of a name, or a name without spaces", () => {
    expect(makeInitials("Clara  de Customer ")).toBe("C.D.C.");
    expect(makeInitials("émile")).toBe("É.");
    expect(makeInitials("王小明")).toBe("王小明");
    expect(makeInitials(" ")).toBe("");
});
