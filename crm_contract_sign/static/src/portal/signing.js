import { BrowserKey, findObstacle } from "./keys";

/**
 * Sign the document: with a key of this browser's own, or, where the company allows it and the
 * browser makes none, with a one-time key of the server.
 *
 * @param {Object} signing
 * @param {(route: string, params: Object) => Promise<Object|null>} signing.ask asks the server;
 *  resolves to null when the server refuses (and has said why)
 * @param {() => Promise<ArrayBuffer|null>} signing.getDocument gives the file that the signatory
 *  saw; null when it can't be had (and has said why)
 * @param {"required"|"preferred"|"never"} signing.keyPolicy
 * @param {string} signing.sha256 digest of the document that the signatory saw
 * @param {string} signing.consent digest of the text to which they agreed
 * @param {string} signing.signature the drawn signature: PNG in base64
 * @param {(stage: "key"|"document"|"signature") => void} [signing.onProgress]
 * @param {Window} [signing.scope]
 * @returns {Promise<Object|null>} the server's answer
 */
export async function signDocument(signing) {
    const { keyPolicy, onProgress = () => {}, scope = window } = signing;
    if (keyPolicy === "never") {
        return signOnServer(signing);
    }
    let obstacle = findObstacle(scope);
    if (!obstacle) {
        onProgress("key");
        let key;
        try {
            key = await BrowserKey.create(scope.crypto.subtle);
        } catch {
            obstacle = "key_failed";
        }
        if (key) {
            return signInBrowser(key, signing).finally(() => key.forget());
        }
    }
    // The server decides whether this is allowed; it refuses where browsers' keys are required.
    return signOnServer(signing, obstacle);
}

async function signInBrowser(key, signing) {
    const { ask, getDocument, sha256, consent, signature, onProgress = () => {} } = signing;
    onProgress("document");
    const file = await getDocument();
    if (!file) {
        return null;
    }
    const opened = await ask("challenge", { sha256 });
    if (!opened) {
        return null;
    }
    const { number } = opened;
    const prepared = await ask("prepare", {
        number,
        public_key: await key.exportPublicKey(),
        proof: await key.sign(opened.challenge),
        signature,
    });
    if (!prepared) {
        return null;
    }
    onProgress("signature");
    return ask("finish", {
        number,
        value: await key.sign(prepared.attributes),
        detached: await key.signBytes(file),
        consent,
    });
}

function signOnServer({ ask, sha256, consent, signature, onProgress = () => {} }, fallback) {
    onProgress("signature");
    return ask("accept", { sha256, consent, signature, fallback: fallback || null });
}
