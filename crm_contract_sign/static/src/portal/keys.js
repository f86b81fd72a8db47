/**
 * The signatory's own key: made in this browser by Web Crypto, not extractable, used once.
 */

// What readers of signed PDFs accept everywhere: PKCS#1 v1.5 (RFC 8017, 8.2).
const ALGORITHM = {
    name: "RSASSA-PKCS1-v1_5",
    hash: "SHA-256",
    modulusLength: 3072,
    publicExponent: new Uint8Array([1, 0, 1]),
};

/**
 * @param {ArrayBuffer|Uint8Array} bytes
 * @returns {string} in base64 (RFC 4648, 4)
 */
export function toBase64(bytes) {
    return btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(""));
}

/**
 * @param {string} text in base64 (RFC 4648, 4)
 * @returns {Uint8Array}
 */
export function fromBase64(text) {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/**
 * Why a browser makes no key.
 *
 * @param {Window} [scope]
 * @returns {"insecure_context"|"no_web_crypto"|""} empty when it does
 */
export function findObstacle(scope = window) {
    if (!scope.isSecureContext) {
        return "insecure_context";
    }
    return scope.crypto?.subtle ? "" : "no_web_crypto";
}

/**
 * @param {ArrayBuffer} bytes
 * @param {SubtleCrypto} [subtle]
 * @returns {Promise<string>} the SHA-256 digest, in hexadecimal
 */
export async function digest(bytes, subtle = window.crypto.subtle) {
    const hash = new Uint8Array(await subtle.digest("SHA-256", bytes));
    return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class BrowserKey {
    /**
     * @param {SubtleCrypto} subtle
     * @param {CryptoKeyPair} pair
     */
    constructor(subtle, pair) {
        this.subtle = subtle;
        this.pair = pair;
    }

    /**
     * Make a key that nobody can take out of this page, scripts of this page included.
     *
     * @param {SubtleCrypto} [subtle]
     * @returns {Promise<BrowserKey>}
     */
    static async create(subtle = window.crypto.subtle) {
        const isExtractable = false;
        return new this(subtle, await subtle.generateKey(ALGORITHM, isExtractable, ["sign"]));
    }

    /**
     * @returns {Promise<string>} DER of the SubjectPublicKeyInfo (RFC 5280, 4.1.2.7), in base64
     */
    async exportPublicKey() {
        return toBase64(await this.subtle.exportKey("spki", this.pair.publicKey));
    }

    /**
     * @param {string} data what to sign, in base64
     * @returns {Promise<string>} the signature, in base64
     */
    sign(data) {
        return this.signBytes(fromBase64(data));
    }

    /**
     * @param {ArrayBuffer|Uint8Array} bytes what to sign
     * @returns {Promise<string>} the signature, in base64
     */
    async signBytes(bytes) {
        const { privateKey } = this.pair;
        return toBase64(await this.subtle.sign(ALGORITHM.name, privateKey, bytes));
    }

    /** Drop the key: whatever was not signed with it by now never is. */
    forget() {
        this.pair = null;
    }
}
