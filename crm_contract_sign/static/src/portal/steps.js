/**
 * The signatory's way through the page: read, prove who you are, fill in or sign; or decline.
 */
export class Steps {
    /**
     * @param {boolean} isIdentified whether the signatory has proved who they are already
     * @param {"fill"|"sign"} purpose what they came for
     */
    constructor(isIdentified, purpose = "sign") {
        this.isIdentified = isIdentified;
        this.hadToIdentify = !isIdentified;
        this.purpose = purpose;
        this.goal = purpose;
        this.current = "read";
    }

    /** The names of the steps to the present goal, in order. */
    get path() {
        return ["read", ...(this.hadToIdentify ? ["identify"] : []), this.goal];
    }

    /** @returns {number} how many steps are behind */
    get position() {
        return this.path.indexOf(this.current);
    }

    /**
     * Leave the document for what the signatory wants to do with it.
     *
     * @param {"fill"|"sign"|"decline"} goal
     */
    begin(goal) {
        this.goal = goal;
        this.current = this.isIdentified ? goal : "identify";
    }

    /** The signatory has proved who they are. */
    identify() {
        this.isIdentified = true;
        this.current = this.goal;
    }

    /** Back to the document; whoever has proved who they are need not do so again. */
    goBack() {
        this.goal = this.purpose;
        this.current = "read";
    }
}
