/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { registry } from "@web/core/registry";
import { inputFiles } from "@web/../tests/utils";

const tours = registry.category("web_tour.tours");
const FILE = "/ap_demo_tour/list.csv";

// Words differ by language: steps name buttons and fields; numbers are the story's own.
const current = (state) =>
    `.o_statusbar_status button[data-value="${state}"].o_arrow_button_current`;
const press = (name) => ({
    content: `Press ${name}`,
    trigger: `.o_form_view .o_statusbar_buttons button[name=${name}]`,
    run: "click",
});
const open = (text, field) => ({
    content: `Open ${text}`,
    trigger: `.o_list_view .o_data_row:contains(${text}) .o_data_cell[name=${field}]`,
    run: "click",
});
const menu = (name) => [
    {
        content: "The folder of suppliers",
        trigger: ".o_menu_sections [data-menu-xmlid='ap_base.menu_suppliers']",
        run: "click",
    },
    {
        content: `Choose ${name}`,
        trigger: `.o-dropdown--menu [data-menu-xmlid='ap_supplier.${name}']`,
        run: "click",
    },
];

// A supplier's list loaded, explained, sent back to it, and signed.
const statement = [
    {
        content: "Load a list",
        trigger: ".o_list_view .o_control_panel button[name=action_load]",
        run: "click",
    },
    {
        content: "Whose it is",
        trigger: ".o_form_view .o_field_widget[name=ap_partner_id] input",
        run: "edit Transports Ker",
    },
    {
        content: "Choose the supplier",
        trigger: ".o-autocomplete--dropdown-item:contains(Transports Kerouac) a",
        run: "click",
    },
    {
        content: "The file as it came",
        trigger: ".o_form_view .o_field_widget[name=file]",
        async run() {
            const answer = await fetch(FILE);
            const file = new File([await answer.blob()], "list.csv", { type: "text/csv" });
            await inputFiles(".o_form_view .o_field_widget[name=file] input[type=file]", [file]);
        },
    },
    {
        content: "It is there",
        trigger: ".o_form_view .o_field_widget[name=file] input.o_input",
    },
    press("action_dry_run"),
    {
        content: "Its rows are shown before anything counts",
        trigger: ".o_field_widget[name=row_ids] .o_data_row:contains(KE-49999)",
    },
    press("action_apply"),
    { content: "It counts", trigger: current("applied") },
    {
        content: "What it became",
        trigger: ".oe_stat_button[name=action_open_records]",
        run: "click",
    },
    open("Kerouac", "partner_id"),
    {
        content: "The bill that is missing here, with its reason",
        trigger: ".o_field_widget[name=line_ids] .o_data_row:contains(KE-49999):contains(450)",
    },
    press("action_ask_supplier"),
    {
        content: "The message names what is missing, in the supplier's language",
        trigger: ".modal .o_field_widget[name=body]:contains(KE-49999):contains(relevé)",
    },
    {
        content: "Send it",
        trigger: ".modal button.o_mail_send:enabled, .modal button[name=action_send_mail]:enabled",
        run: "click",
    },
    {
        content: "It is kept with the statement",
        trigger: "body:not(:has(.modal)) .o-mail-Message:contains(KE-49999)",
    },
    press("action_review"),
    { content: "It is signed", trigger: current("reviewed") },
];

// A question answered from the books.
const request = [
    ...menu("ap_supplier_request_menu"),
    open("AP-118", "name"),
    {
        content: "The draft stands beside what the books say",
        trigger: ".o_form_view:has(.o_field_widget[name=facts]:contains(AP-118)) .o_field_widget[name=answer]:contains(AP-118)",
    },
    press("action_send"),
    { content: "It is answered", trigger: current("answered") },
];

// An account looked at, and signed.
const review = [
    ...menu("ap_supplier_review_menu"),
    open("Agence Papillon", "partner_id"),
    {
        content: "What is open, line by line",
        trigger: ".o_form_view .o_field_widget[name=items_html]:contains(AP-118)",
    },
    {
        content: "The ageing as a graph",
        trigger: ".o_form_view .o_field_widget[name=graph] canvas",
    },
    {
        content: "Its figures: a narrow screen keeps the last ones under More",
        trigger: ".o_form_view .o-form-buttonbox",
        run: () => document.querySelector(".o-form-buttonbox .o_button_more")?.click(),
    },
    {
        content: "What it asked",
        trigger: "[name=action_open_requests] .o_stat_value:contains(1)",
    },
    press("sign"),
    { content: "It is signed", trigger: current("signed") },
];

tours.add("ap_supplier_day", { steps: () => [...statement, ...request, ...review] });

// The second person approves what the apprentice has verified.
tours.add("ap_supplier_bank", {
    steps: () => [
        open("Imprimerie Garance", "name"),
        {
            content: "Evidence, call-back and the bank's answer are there",
            trigger: ".o_form_view:has(.o_field_widget[name=call_note]:contains(Fournier)) .o_field_widget[name=payee_sent]:contains(Garance)",
        },
        press("action_approve"),
        { content: "It cools off", trigger: current("approved") },
    ],
});
