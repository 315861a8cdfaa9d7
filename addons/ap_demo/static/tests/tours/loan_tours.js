/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

// Words differ by language: steps name buttons and fields.
const current = (state) =>
    `.o_statusbar_status button[data-value="${state}"].o_arrow_button_current`;
const type = (name, value) => ({
    content: `Type ${name}`,
    trigger: `.o_form_view .o_field_widget[name=${name}] input`,
    run: `edit ${value}`,
});
const press = (name) => ({
    content: `Press ${name}`,
    trigger: `.o_form_view .o_statusbar_buttons button[name=${name}]`,
    run: "click",
});

// From the contract to the drawdown entry, then what the bank is owed.
tours.add("ap_loan_new", {
    steps: () => [
        {
            content: "A new loan",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "Its name",
            trigger: ".o_form_view .o_field_widget[name=name] input",
            run: "edit Tour loan",
        },
        {
            content: "Its lender",
            trigger: ".o_form_view .o_field_widget[name=partner_id] input",
            run: "edit Banque du Nord",
        },
        {
            content: "Choose it",
            trigger: ".o-autocomplete--dropdown-item:contains(Banque du Nord) a",
            run: "click",
        },
        type("principal", "12000"),
        type("date_drawdown", "15/10/2026"),
        type("instalments", "12"),
        type("rate_percent", "3"),
        press("action_compute"),
        {
            content: "The schedule is there",
            trigger: ".o_notebook .nav-link[name=rows]",
            run: "click",
        },
        {
            content: "Twelve instalments",
            trigger: ".o_field_widget[name=row_ids] .o_data_row:nth-child(12)",
        },
        press("action_start"),
        {
            content: "The drawdown entry is shown before it is posted",
            trigger: ".modal .o_field_widget[name=preview] table tfoot",
        },
        {
            content: "Start",
            trigger: ".modal .modal-footer button[name=action_start]",
            run: "click",
        },
        { content: "It runs", trigger: current("active") },
        press("action_book_rows"),
        {
            content: "Nothing is due any more",
            trigger: `.o_form_view:not(:has(.o_statusbar_buttons button[name=action_book_rows]))`,
        },
    ],
});
