import { signDocument } from "@crm_contract_sign/portal/signing";
import { describe, expect, test } from "@odoo/hoot";

describe.current.tags("headless");

const ANSWERS = {
    challenge: { number: 7, challenge: "Y2hhbGxlbmdl" },
    prepare: { attributes: "YXR0cmlidXRlcw==" },
    finish: { redirect: "/signed" },
    accept: { redirect: "/signed" },
};

/** A server that answers as told, and remembers what it was asked. */
function makeServer(answers = {}) {
    const asked = [];
    const ask = async (route, params) => {
        asked.push({ route, params });
        return route in answers ? answers[route] : ANSWERS[route];
    };
    return { ask, asked, routes: () => asked.map(({ route }) => route) };
}

/** A browser whose key signs by naming what it signed. */
function makeScope({ fails = false } = {}) {
    const pair = { publicKey: "public", privateKey: "private" };
    const encode = (text) => new TextEncoder().encode(text);
    const subtle = {
        generateKey: async (_algorithm, isExtractable) => {
            if (fails) {
                throw new DOMException("no entropy", "OperationError");
            }
            expect.step(`extractable: ${isExtractable}`);
            return pair;
        },
        exportKey: async (format, key) => encode(`${format} of ${key}`),
        sign: async (_name, key, data) =>
            encode(`${new TextDecoder().decode(data)} signed with ${key}`),
    };
    return { isSecureContext: true, crypto: { subtle } };
}

const FILE = new TextEncoder().encode("the file").buffer;

const signing = (values) => ({
    getDocument: async () => FILE,
    keyPolicy: "preferred",
    sha256: "digest",
    consent: "consent",
    signature: "drawing",
    scope: makeScope(),
    ...values,
});

test("a browser's key signs the challenge, then what the server prepared", async () => {
    const server = makeServer();
    const answer = await signDocument(signing({ ask: server.ask }));
    expect(answer).toEqual(ANSWERS.finish);
    expect.verifySteps(["extractable: false"]);
    expect(server.asked).toEqual([
        { route: "challenge", params: { sha256: "digest" } },
        {
            route: "prepare",
            params: {
                number: 7,
                public_key: btoa("spki of public"),
                proof: btoa("challenge signed with private"),
                signature: "drawing",
            },
        },
        {
            route: "finish",
            params: {
                number: 7,
                value: btoa("attributes signed with private"),
                detached: btoa("the file signed with private"),
                consent: "consent",
            },
        },
    ]);
});

test("what is being done is told in order", async () => {
    const stages = [];
    const { ask } = makeServer();
    await signDocument(signing({ ask, onProgress: (stage) => stages.push(stage) }));
    expect.verifySteps(["extractable: false"]);
    expect(stages).toEqual(["key", "document", "signature"]);
});

for (const route of ["challenge", "prepare", "finish"]) {
    test(`a server that refuses at “${route}” is asked nothing more`, async () => {
        const server = makeServer({ [route]: null });
        expect(await signDocument(signing({ ask: server.ask }))).toBe(null);
        expect.verifySteps(["extractable: false"]);
        expect(server.routes().at(-1)).toBe(route);
        expect(server.routes()).not.toInclude("accept");
    });
}

test("without the file that was shown, nothing is begun", async () => {
    const server = makeServer();
    const getDocument = async () => null;
    expect(await signDocument(signing({ ask: server.ask, getDocument }))).toBe(null);
    expect.verifySteps(["extractable: false"]);
    expect(server.asked).toEqual([]);
});

test("a browser without Web Crypto lets the server's key sign, and says why", async () => {
    const server = makeServer();
    const scope = { isSecureContext: true, crypto: {} };
    expect(await signDocument(signing({ ask: server.ask, scope }))).toEqual(ANSWERS.accept);
    expect(server.asked[0].params.fallback).toBe("no_web_crypto");
});

test("plain http lets the server's key sign, and says why", async () => {
    const server = makeServer();
    const scope = { ...makeScope(), isSecureContext: false };
    await signDocument(signing({ ask: server.ask, scope }));
    expect(server.routes()).toEqual(["accept"]);
    expect(server.asked[0].params.fallback).toBe("insecure_context");
});

test("a browser that fails to make a key lets the server's key sign, and says why", async () => {
    const server = makeServer();
    await signDocument(signing({ ask: server.ask, scope: makeScope({ fails: true }) }));
    expect(server.routes()).toEqual(["accept"]);
    expect(server.asked[0].params.fallback).toBe("key_failed");
});

test("a company that wants no browser's keys gets none", async () => {
    const server = makeServer();
    await signDocument(signing({ ask: server.ask, keyPolicy: "never" }));
    expect(server.routes()).toEqual(["accept"]);
    expect(server.asked[0].params.fallback).toBe(null);
});
