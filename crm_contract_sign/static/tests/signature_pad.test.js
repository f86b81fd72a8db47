import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { SignaturePad } from "@crm_contract_sign/portal/signature_pad";
import { allowTranslations } from "@web/../tests/web_test_helpers";

describe.current.tags("headless");
beforeEach(allowTranslations);

/** The picture of a typed name in a box. */
function typeName(text, width = 440, height = 200) {
    const pad = { props: { signatureType: "signature", fontColor: "#0b3b66" } };
    const address = SignaturePad.prototype.getSVGText.call(pad, "", text, width, height);
    return decodeURIComponent(address.slice(address.indexOf(",") + 1));
}

test("a name in ideographs keeps its shape", () => {
    expect(typeName("李青")).not.toInclude("textLength");
});

test("a name in ideographs that is too long is squeezed into the box", () => {
    expect(typeName("欧阳司马诸葛")).toInclude("textLength");
});

test("a name in letters is laid out as Odoo does", () => {
    expect(typeName("Clara")).toInclude("textLength");
});

test("a number sign in a name does not end the picture's address", () => {
    const pad = { props: { signatureType: "signature", fontColor: "#0b3b66" } };
    expect(SignaturePad.prototype.getSVGText.call(pad, "", "A#B", 440, 200)).not.toInclude("#");
});
