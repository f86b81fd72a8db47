/* global pdfjsLib */

import { Component, onMounted, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";
import { loadJS } from "@web/core/assets";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

const LIBRARY = "/web/static/lib/pdfjs/build/pdf.js";
const WORKER = "/web/static/lib/pdfjs/build/pdf.worker.js";
const ZOOM_STEP = 1.25;
const MAXIMUM_ZOOM = 4;
// Sharper than this costs a phone's memory and shows nothing more.
const MAXIMUM_DENSITY = 2.5;
// Narrower than this, the blank margins beside the text are left out of sight.
const NARROW = 600;
const MARGIN_LEFT = 8;

/**
 * The document to read, page below page: on a phone the text fills the width of the screen.
 *
 * Each page is drawn when it comes near the screen, with its text above the picture, so that it
 * can be selected, searched and read aloud.
 */
export class Reader extends Component {
    static template = "crm_contract_sign.Reader";
    static props = { url: String, pageCount: Number };

    setup() {
        this.root = useRef("root");
        this.pages = useRef("pages");
        this.state = useState({ zoom: 1, page: 1, isLoading: true, hasFailed: false, sheets: [] });
        this.drawn = new Map();
        onMounted(() => this.open());
        onWillUnmount(() => this.close());
        useEffect(
            (count) => {
                if (count) {
                    this.watch();
                }
            },
            () => [this.state.sheets.length],
        );
    }

    get pageText() {
        return _t("Page %(page)s of %(count)s", {
            page: this.state.page,
            count: this.props.pageCount,
        });
    }

    async open() {
        try {
            await loadJS(LIBRARY);
            pdfjsLib.GlobalWorkerOptions.workerSrc = WORKER;
            this.task = pdfjsLib.getDocument({ url: this.props.url, isEvalSupported: false });
            const pdf = await this.task.promise;
            this.sheets = await Promise.all(
                Array.from({ length: pdf.numPages }, (_, index) => pdf.getPage(index + 1)),
            );
            this.textBounds = await this.findTextBounds();
        } catch {
            this.state.hasFailed = true;
            return;
        } finally {
            this.state.isLoading = false;
        }
        this.state.sheets = this.sheets.map(({ pageNumber, view }) => ({
            number: pageNumber,
            ratio: (view[2] - view[0]) / (view[3] - view[1]),
        }));
    }

    close() {
        this.nearby?.disconnect();
        this.inSight?.disconnect();
        this.sizes?.disconnect();
        this.task?.destroy();
    }

    /** Where the text of the first pages begins and ends, as parts of the page's width. */
    async findTextBounds() {
        let [left, right] = [1, 0];
        for (const page of this.sheets.slice(0, 2)) {
            const width = page.view[2] - page.view[0];
            const { items } = await page.getTextContent();
            for (const item of items.filter((each) => each.str?.trim())) {
                left = Math.min(left, item.transform[4] / width);
                right = Math.max(right, (item.transform[4] + item.width) / width);
            }
        }
        return left < right ? { left, right: Math.min(right, 1) } : { left: 0, right: 1 };
    }

    watch() {
        const elements = [...this.pages.el.children];
        this.nearby = new IntersectionObserver(
            (entries) =>
                entries
                    .filter((entry) => entry.isIntersecting)
                    .forEach((entry) => this.draw(entry.target)),
            { rootMargin: "100% 0px" },
        );
        this.inSight = new IntersectionObserver(
            (entries) => {
                const entry = entries.find((each) => each.isIntersecting);
                if (entry) {
                    this.state.page = Number(entry.target.dataset.page);
                }
            },
            { rootMargin: "-45% 0px -45% 0px" },
        );
        elements.forEach((element) => {
            this.nearby.observe(element);
            this.inSight.observe(element);
        });
        this.sizes = new ResizeObserver(() => this.fit());
        this.sizes.observe(this.root.el);
    }

    /** Lay the pages out anew for the width there is; those near the screen are drawn again. */
    fit() {
        const width = this.root.el.clientWidth;
        if (!width || (width === this.width && this.state.zoom === this.fittedZoom)) {
            return;
        }
        [this.width, this.fittedZoom] = [width, this.state.zoom];
        const { left, right } = width < NARROW ? this.textBounds : { left: 0, right: 1 };
        const margin = width < NARROW ? MARGIN_LEFT : 0;
        const textWidth = (width - 2 * margin) * this.state.zoom;
        const pageWidth = textWidth / (right - left);
        const keptPage = this.pages.el.children[this.state.page - 1];
        const isAway = keptPage?.getBoundingClientRect().top < 0;
        this.pages.el.style.width = `${pageWidth}px`;
        this.root.el.scrollLeft = left * pageWidth - margin;
        if (isAway) {
            keptPage.scrollIntoView();
        }
        for (const element of this.pages.el.children) {
            this.nearby.unobserve(element);
            this.nearby.observe(element);
        }
    }

    async draw(element) {
        const width = element.clientWidth;
        if (this.drawn.get(element) === width) {
            return;
        }
        this.drawn.set(element, width);
        const page = this.sheets[element.dataset.page - 1];
        const scale = width / page.getViewport({ scale: 1 }).width;
        const density = Math.min(window.devicePixelRatio || 1, MAXIMUM_DENSITY);
        const viewport = page.getViewport({ scale: scale * density });
        const canvas = document.createElement("canvas");
        Object.assign(canvas, { width: viewport.width, height: viewport.height });
        await page.render({ canvasContext: canvas.getContext("2d"), viewport }).promise;
        if (this.drawn.get(element) !== width || !element.isConnected) {
            return;
        }
        const text = document.createElement("div");
        text.className = "o_crm_contract_text";
        text.style.setProperty("--scale-factor", scale);
        element.replaceChildren(canvas, text);
        await new pdfjsLib.TextLayer({
            textContentSource: page.streamTextContent(),
            container: text,
            viewport: page.getViewport({ scale }),
        }).render();
    }

    zoom(direction) {
        const zoom = this.state.zoom * ZOOM_STEP ** direction;
        this.state.zoom = Math.min(Math.max(zoom, 1), MAXIMUM_ZOOM);
        this.fit();
    }
}

registry.category("public_components").add("crm_contract_sign.reader", Reader);
