import {
    BrowserKey,
    digest,
    findObstacle,
    fromBase64,
    toBase64,
} from "@crm_contract_sign/portal/keys";
import { after, describe, expect, test } from "@odoo/hoot";

describe.current.tags("headless");

const ALGORITHM = "RSASSA-PKCS1-v1_5";

/** The browser's own Web Crypto: that of this window is HOOT's, which knows no keys. */
function getWebCrypto() {
    const frame = document.createElement("iframe");
    document.head.appendChild(frame);
    after(() => frame.remove());
    return frame.contentWindow.crypto.subtle;
}

describe("base64", () => {
    test("gives back the bytes that it was given, each of the 256", () => {
        const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
        expect([...fromBase64(toBase64(bytes))]).toEqual([...bytes]);
    });

    test("is that of RFC 4648, with its padding", () => {
        const encode = (text) => toBase64(new TextEncoder().encode(text));
        expect(["", "f", "fo", "foo", "foob"].map(encode)).toEqual([
            "",
            "Zg==",
            "Zm8=",
            "Zm9v",
            "Zm9vYg==",
        ]);
    });

    test("takes the buffers that Web Crypto gives", () => {
        expect(toBase64(new Uint8Array([251, 255]).buffer)).toBe("+/8=");
    });

    test("refuses what is not base64", () => {
        expect(() => fromBase64("not base64!")).toThrow();
    });
});

describe("the digest of a file", () => {
    test("is SHA-256, as FIPS 180-4 has it of “abc”", async () => {
        const bytes = new TextEncoder().encode("abc");
        expect(await digest(bytes, getWebCrypto())).toBe(
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        );
    });
});

describe("what keeps a browser from making a key", () => {
    const subtle = {};

    test("nothing, on https or localhost with Web Crypto", () => {
        expect(findObstacle({ isSecureContext: true, crypto: { subtle } })).toBe("");
    });

    test("plain http, even where Web Crypto claims to be there", () => {
        const scope = { isSecureContext: false, crypto: { subtle } };
        expect(findObstacle(scope)).toBe("insecure_context");
    });

    test("no Web Crypto", () => {
        expect(findObstacle({ isSecureContext: true, crypto: {} })).toBe("no_web_crypto");
        expect(findObstacle({ isSecureContext: true })).toBe("no_web_crypto");
    });
});

describe("the signatory's key", () => {
    test("can't be taken out of the browser", async () => {
        const subtle = getWebCrypto();
        const key = await BrowserKey.create(subtle);
        const { privateKey } = key.pair;
        expect(privateKey.extractable).toBe(false);
        expect(privateKey.usages).toEqual(["sign"]);
        await expect(subtle.exportKey("pkcs8", privateKey)).rejects.toThrow();
    });

    test("is RSA with 3072 bits, its public half a SubjectPublicKeyInfo", async () => {
        const subtle = getWebCrypto();
        const key = await BrowserKey.create(subtle);
        const spki = fromBase64(await key.exportPublicKey());
        // SEQUENCE, and 422 bytes: 384 of the modulus, the rest says what it is.
        expect(spki[0]).toBe(0x30);
        expect(spki.length).toBe(422);
        expect(key.pair.publicKey.algorithm.modulusLength).toBe(3072);
    });

    test("signs what whoever has the public half can check", async () => {
        const subtle = getWebCrypto();
        const key = await BrowserKey.create(subtle);
        const data = new TextEncoder().encode("the signed attributes");
        const signature = fromBase64(await key.signBytes(data));
        const algorithm = { name: ALGORITHM, hash: "SHA-256" };
        const publicKey = await subtle.importKey(
            "spki",
            fromBase64(await key.exportPublicKey()),
            algorithm,
            false,
            ["verify"],
        );
        expect(await subtle.verify(algorithm, publicKey, signature, data)).toBe(true);
        data[0] ^= 1;
        expect(await subtle.verify(algorithm, publicKey, signature, data)).toBe(false);
    });

    test("signs nothing once it is forgotten", async () => {
        const subtle = getWebCrypto();
        const key = await BrowserKey.create(subtle);
        key.forget();
        await expect(key.sign("AAAA")).rejects.toThrow();
    });
});
