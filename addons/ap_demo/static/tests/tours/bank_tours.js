/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { rpc } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";

const tours = registry.category("web_tour.tours");

// Words differ by language: steps name buttons and fields; labels are the bank's own.
const ACCOUNT = "Crédit mutualiste du Sud";
const current = (state) =>
    `.o_statusbar_status button[data-value="${state}"].o_arrow_button_current`;

// The client loads once for several screens: it takes longer than the steps on them.
export const goTo = (action) => ({
    content: `Go to ${action}`,
    trigger: "body:not(:has(.modal))",
    async run() {
        const { action: service } = odoo.__WOWL_DEBUG__.root.env.services;
        await service.doAction(action, { clearBreadcrumbs: true });
    },
});
// What a job does at night, and after each import.
export const matchLines = {
    content: "The lines are matched",
    trigger: "body",
    async run() {
        const [model, method] = ["ap.bank.match", "match_company"];
        const args = [user.activeCompany.id];
        await rpc(`/web/dataset/call_kw/${model}/${method}`, { model, method, args, kwargs: {} });
    },
};
const press = (name) => ({
    content: `Press ${name}`,
    trigger: `.o_form_view .o_statusbar_buttons button[name=${name}]`,
    run: "click",
});
const open = (label) => ({
    content: `Open ${label}`,
    trigger: `.o_list_view .o_data_row:contains(${label}) .o_data_cell[name=label]`,
    run: "click",
});
const choose = (name, inside, text, value) => [
    {
        content: `Type ${name}`,
        trigger: `${inside} .o_field_widget[name=${name}] input`,
        run: `edit ${text}`,
    },
    {
        content: `Choose ${value}`,
        trigger: `.o-autocomplete--dropdown-item:contains(${value}) a`,
        run: "click",
    },
];

// A statement file, dropped on the card of its account: shown first, then applied.
const importFile = [
    {
        content: "A file is dragged over the card of the account",
        trigger: `.o_kanban_record:contains(${ACCOUNT})`,
        run({ anchor }) {
            anchor.dispatchEvent(new DragEvent("dragenter", { bubbles: true }));
        },
    },
    {
        content: "It is dropped there",
        trigger: `.o_kanban_record:contains(${ACCOUNT}) .o_drop_area.drag_to_card`,
        async run({ anchor }) {
            const answer = await fetch("/ap_demo_tour/statement.sta");
            const data = new DataTransfer();
            data.items.add(new File([await answer.blob()], "tour.sta", { type: "text/plain" }));
            anchor.dispatchEvent(
                new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: data })
            );
        },
    },
    {
        content: "What it would bring is shown",
        trigger: ".o_form_view .o_field_widget[name=row_ids] .o_data_row:contains(COTISATION CARTE)",
    },
    press("action_apply"),
    { content: "It counts", trigger: current("applied") },
];

// One proposal accepted; one line without any booked by a rule made of it.
const bookLines = [
    open("COLIS EXPRESS"),
    {
        content: "The entry is shown before it is posted",
        trigger: ".o_form_view .o_field_widget[name=entry_html] table",
    },
    press("action_accept"),
    { content: "It is matched", trigger: current("done") },
    {
        content: "Back to the queue",
        trigger: ".o_control_panel .o_back_button",
        run: "click",
    },
    open("FRAIS TENUE DE COMPTE"),
    { content: "Nothing is proposed", trigger: current("none") },
    press("action_make_rule"),
    ...choose("account_id", ".modal", "627", "627"),
    {
        content: "Save the rule",
        trigger: ".modal .o_form_button_save",
        run: "click",
    },
    {
        content: "The dialog is gone",
        trigger: "body:not(:has(.modal))",
    },
    press("action_match_again"),
    { content: "The rule proposes it", trigger: current("suggested") },
    press("action_accept"),
    { content: "It is booked", trigger: current("done") },
];

const prepare = [
    {
        content: "A new reconciliation statement",
        trigger: ".o_list_button_add",
        run: "click",
    },
    ...choose("journal_id", ".o_form_view", "Cr", ACCOUNT),
    press("action_compute"),
    {
        content: "Ledger, bank and what lies between",
        trigger: ".o_form_view .o_field_widget[name=line_ids] .o_data_row:nth-child(4)",
    },
    press("action_prepare"),
    { content: "It is prepared", trigger: current("prepared") },
];

tours.add("ap_bank_accountant", {
    steps: () => [
        ...importFile,
        matchLines,
        goTo("ap_treasury.ap_bank_match_action"),
        ...bookLines,
        goTo("ap_treasury.ap_bank_reconciliation_action"),
        ...prepare,
    ],
});

tours.add("ap_bank_sign", {
    steps: () => [
        {
            content: "Open the newest one",
            trigger: `.o_list_view .o_data_row:first:contains(${ACCOUNT}) .o_data_cell[name=journal_id]`,
            run: "click",
        },
        press("action_approve"),
        { content: "It is signed", trigger: current("approved") },
    ],
});
