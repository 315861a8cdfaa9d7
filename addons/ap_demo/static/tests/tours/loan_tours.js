/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { registry } from "@web/core/registry";
import { goTo, matchLines } from "./bank_tours";
import { openClosing, reviewAndPost } from "./closing_tours";

const tours = registry.category("web_tour.tours");

// Words differ by language: steps name buttons and fields.
const current = (state) =>
    `.o_statusbar_status button[data-value="${state}"].o_arrow_button_current`;
const type = (name, value) => ({
    content: `Type ${name}`,
    trigger: `.modal .o_field_widget[name=${name}] input`,
    run: `edit ${value}`,
});
const press = (name) => ({
    content: `Press ${name}`,
    trigger: `.modal .modal-footer button[name=${name}]`,
    run: "click",
});

// From the contract to the drawdown entry, in one dialog.
const newLoan = [
    {
        content: "A new loan",
        trigger: ".o_control_panel button[name=action_new]",
        run: "click",
    },
    type("name", "Tour loan"),
    type("partner_id", "Banque du Nord"),
    {
        content: "Choose the lender",
        trigger: ".o-autocomplete--dropdown-item:contains(Banque du Nord) a",
        run: "click",
    },
    type("reference", "TOUR-2026-9"),
    type("principal", "12000"),
    type("date_drawdown", "15/11/2026"),
    type("instalments", "12"),
    type("rate_percent", "3"),
    press("action_next"),
    {
        content: "Twelve instalments",
        trigger: ".modal .o_field_widget[name=row_ids] .o_data_row:nth-child(12)",
    },
    press("action_next"),
    {
        content: "The drawdown entry is shown before it is posted",
        trigger: ".modal .o_field_widget[name=preview] table tfoot",
    },
    press("action_start"),
    { content: "It runs", trigger: current("active") },
    {
        content: "One instalment is due, and can be booked",
        trigger: ".o_statusbar_buttons button[name=action_book_rows].btn-primary",
    },
];

// The bank took the instalment: its line is booked as the schedule splits it.
const instalment = [
    {
        content: "The line of the bank, with its answer",
        trigger: ".o_list_view .o_data_row:contains(TOUR-2026-9) .o_data_cell[name=summary]",
        run: "click",
    },
    {
        content: "Accept",
        trigger: ".o_form_view .o_statusbar_buttons button[name=action_accept]",
        run: "click",
    },
    {
        content: "It is done, and the next line is shown, or none is left",
        trigger: ".o_form_view:not(:has(.o_field_widget[name=label]:contains(TOUR-2026-9))), .o_form_view .o_statusbar_status button[data-value=done].o_arrow_button_current, .o_list_view",
    },
];

// The month: accrued interest proposed and posted, 164 and 1648 that tie.
const closing = [
    openClosing,
    {
        content: "Propose the month",
        trigger: ".o_form_view .o_statusbar_buttons button[name=action_propose]",
        run: "click",
    },
    { content: "It waits for its review", trigger: current("proposed"), timeout: 60000 },
    ...reviewAndPost,
];

tours.add("ap_loan", {
    steps: () => [
        ...newLoan,
        matchLines,
        goTo("ap_treasury.ap_bank_match_action"),
        ...instalment,
        goTo("ap_closing.ap_closing_action"),
        ...closing,
    ],
});
