/**
 * Which fields of a form are asked, by what was filled in so far; the server decides it again.
 */

/**
 * @param {Object} field
 * @param {Object[]} fields all of the same person
 * @param {Object} values by the name of the field
 * @returns {boolean}
 */
export function isAsked(field, fields, values) {
    const { condition } = field;
    if (!condition) {
        return true;
    }
    const other = fields.find((each) => each.name === condition.field);
    const value = values[condition.field];
    const holds = condition.value === null ? isFilled(value) : value === condition.value;
    return Boolean(other) && holds && isAsked(other, fields, values);
}

function isFilled(value) {
    return typeof value === "string" ? value.trim() !== "" : Boolean(value);
}

/**
 * What is sent: the values of those fields that are asked.  What was typed into others is kept,
 * in case they are asked again.
 *
 * @returns {Object} by the name of the field
 */
export function collectGiven(fields, values) {
    const asked = fields.filter((field) => isAsked(field, fields, values));
    return Object.fromEntries(
        asked.map(({ name, kind }) => [name, values[name] ?? (kind === "checkbox" ? false : "")]),
    );
}

/**
 * The letters that stand for a name: “C.C.” for “Clara Customer”.  Names that are written without
 * spaces between their parts stand for themselves.
 */
export function makeInitials(name) {
    const words = name.trim().split(/\s+/).filter(Boolean);
    if (words.length < 2 && /[\u2e80-\u9fff\uac00-\ud7af]/.test(name)) {
        return name.trim();
    }
    return words.map((word) => `${[...word][0].toUpperCase()}.`).join("");
}
