/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { Component, onMounted, onWillStart, onWillUnmount, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { deserializeDate, serializeDate } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const WIDTH = 1000; // pixels of a picture
// What a value of the page is called in the bill.
const INTO = {
    supplier: "partner_id",
    number: "ref",
    date: "invoice_date",
    due: "invoice_date_due",
    currency: "currency_id",
    untaxed: "amount_untaxed",
    tax: "amount_tax",
    total: "amount_total",
    payable: "amount_total",
};
const DAYS = ["date", "due"];
const AMOUNTS = ["untaxed", "tax", "total", "payable"];
const HALF_A_CENT = 0.005;

/**
 * The page that a draft was read from, beside it: a box around each value, green where the
 * draft has it. A click on a box puts its value into the draft; a click on any other text puts
 * that into the field that was last worked on.
 */
export class CapturePage extends Component {
    static template = "ap_capture.CapturePage";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.root = useRef("root");
        this.state = useState({ files: [], pictures: {}, field: "number", file: 0 });
        this.onFocus = this.onFocus.bind(this);
        onWillStart(() => this.load());
        onMounted(() => {
            this.form = this.root.el.closest(".o_form_renderer") || document;
            this.form.addEventListener("focusin", this.onFocus);
            this.loadPictures();
        });
        onWillUnmount(() => this.form.removeEventListener("focusin", this.onFocus));
    }

    // What is shown ------------------------------------------------------------------------

    async load() {
        const { resId } = this.props.record;
        this.state.files = resId ? await this.orm.call("ap.capture", "pages_of_bill", [resId]) : [];
        const first = this.choices.find((one) => !this.isFilled(one.field));
        this.state.field = first ? first.field : "number";
    }

    get file() {
        return this.state.files[this.state.file];
    }

    async loadPictures() {
        const file = this.file;
        if (!file) {
            return;
        }
        for (const page of file.pages) {
            const key = `${file.id}-${page}`;
            if (!this.state.pictures[key]) {
                const picture = await this.orm.call("ap.capture", "page_picture", [
                    [file.id],
                    page,
                    WIDTH,
                ]);
                file.sizes = { ...file.sizes, [page]: picture };
                this.state.pictures[key] = `data:image/jpeg;base64,${picture.image}`;
            }
        }
    }

    get pages() {
        return this.file.pages
            .map((number) => ({ number, source: this.state.pictures[`${this.file.id}-${number}`] }))
            .filter((page) => page.source);
    }

    get choices() {
        return [
            { field: "supplier", label: _t("Supplier") },
            { field: "number", label: _t("Number") },
            { field: "date", label: _t("Bill date") },
            { field: "due", label: _t("Due date") },
            { field: "amount", label: _t("Price of the line") },
        ];
    }

    boxes(page) {
        return this.file.values
            .filter((one) => one.page === page && one.box.length)
            .map((one) => ({ ...one, style: this.place(page, one.box), state: this.stateOf(one) }));
    }

    /** Where a box stands, in percent of its page: whatever the size of the picture. */
    place(page, [left, top, right, bottom]) {
        const { width, height } = this.file.sizes[page];
        const part = (value, whole) => `${((100 * value) / whole).toFixed(2)}%`;
        return (
            `left:${part(left - 2, width)};top:${part(top - 1, height)};` +
            `width:${part(right - left + 4, width)};height:${part(bottom - top + 2, height)}`
        );
    }

    /** Whether the draft has a value (same), has another one (other), or takes none. */
    stateOf(value) {
        const name = INTO[value.field];
        if (!name || !(name in this.props.record.data)) {
            return "read";
        }
        const there = this.props.record.data[name];
        if (AMOUNTS.includes(value.field)) {
            const same = Math.abs(Math.abs(there) - Math.abs(Number(value.value))) < HALF_A_CENT;
            return same ? "same" : "other";
        }
        if (value.field === "supplier" || value.field === "currency") {
            return value.record && there && there.id === value.record.id ? "same" : "other";
        }
        const text = DAYS.includes(value.field) ? there && serializeDate(there) : there;
        return text === value.value ? "same" : "other";
    }

    isFilled(field) {
        const { data } = this.props.record;
        return field === "amount" ? data.amount_total : data[INTO[field]];
    }

    titleOf(box) {
        return [`${box.label}: ${box.shown}`, box.why].filter(Boolean).join("\n");
    }

    // What somebody does -------------------------------------------------------------------

    /** The field that one works on is the one that a click on the page fills. */
    onFocus(event) {
        const widget = event.target.closest(".o_field_widget[name]");
        if (!widget) {
            return;
        }
        const name = widget.getAttribute("name");
        const field = Object.keys(INTO).find((one) => INTO[one] === name);
        if (this.choices.some((one) => one.field === field)) {
            this.state.field = field;
        } else if (name === "price_unit") {
            this.state.field = "amount";
        }
    }

    get canWrite() {
        return this.props.record.data.state === "draft" && !this.props.readonly;
    }

    async takeBox(box) {
        if (AMOUNTS.includes(box.field)) {
            return this.put("amount", Number(box.value), box.record);
        }
        if (INTO[box.field]) {
            return this.put(box.field, box.value, box.record, box.shown);
        }
        const isText = this.state.field === "number" && box.field === "order";
        return isText ? this.put("number", box.value) : undefined;
    }

    async takeText(event, page) {
        if (!this.canWrite) {
            return;
        }
        const picture = event.currentTarget.getBoundingClientRect();
        const { width, height } = this.file.sizes[page];
        const x = ((event.clientX - picture.left) / picture.width) * width;
        const y = ((event.clientY - picture.top) / picture.height) * height;
        const found = await this.orm.call("ap.capture", "value_at", [
            [this.file.id],
            page,
            x,
            y,
            this.state.field,
        ]);
        if (found.text === undefined) {
            const label = this.choices.find((one) => one.field === this.state.field).label;
            this.say(_t("Nothing stands there that can be: %s", label));
            return;
        }
        await this.put(this.state.field, found.value, found.record, found.text);
    }

    async put(field, value, record, text) {
        if (!this.canWrite) {
            return;
        }
        const bill = this.props.record;
        if (field === "amount") {
            await this.putAmount(value);
        } else if (field === "supplier" || field === "currency") {
            if (!record) {
                this.say(_t("No card is named “%s”: choose or create it in the field.", text));
                return;
            }
            await bill.update({ [INTO[field]]: record });
        } else if (DAYS.includes(field)) {
            const terms = field === "due" ? { invoice_payment_term_id: false } : {};
            await bill.update({ ...terms, [INTO[field]]: deserializeDate(value) });
        } else {
            await bill.update({ [INTO[field]]: value });
        }
        this.goOn();
    }

    /** An amount is the price of the line that is being edited, else of a new one. */
    async putAmount(value) {
        const lines = this.props.record.data.invoice_line_ids;
        let line = lines.editedRecord;
        if (!line && lines.records.length === 1) {
            [line] = lines.records;
        }
        if (!line) {
            line = await lines.addNewRecord({ mode: "edit", position: "bottom" });
        }
        await line.update({ price_unit: Math.abs(value) });
    }

    /** The next field that is empty waits for the next click. */
    goOn() {
        const next = this.choices.find((one) => !this.isFilled(one.field));
        if (next) {
            this.state.field = next.field;
        }
    }

    say(text) {
        this.notification.add(text, { type: "warning" });
    }

    async choose(place) {
        this.state.file = place;
        await this.loadPictures();
    }
}

registry.category("view_widgets").add("ap_capture_page", { component: CapturePage });
