/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

// Words differ by language: steps name buttons, fields and figures.
const row = (bill) => `.o_list_view .o_data_row:has(.o_data_cell[name=bill_ref]:contains(${bill}))`;
const open = [
    {
        content: "What differs is held, with its cause in words",
        trigger: `${row("ER-7790")} .o_data_cell[name=cause_text]:contains(489):contains(474)`,
    },
    {
        content: "Open the comparison",
        trigger: `${row("ER-7790")} .o_data_cell[name=bill_ref]`,
        run: "click",
    },
    {
        content: "Billed beside ordered, in the unit of the order: 13 dozens at 489 for 474",
        trigger:
            ".o_form_view .o_field_widget[name=line_ids] .o_data_row:contains(489):contains(474)",
    },
];

tours.add("ap_desk_matching", {
    steps: () => [
        ...open,
        {
            content: "What is recommended is the one button in colour: confirm the price",
            trigger: ".o_statusbar_buttons button.btn-primary[name=action_do]",
            run: "click",
        },
        {
            content: "What it comes to is said first",
            trigger: ".modal .o_field_widget[name=summary]:contains(195)",
        },
        {
            content: "Say why",
            trigger: ".modal .o_field_widget[name=reason] input",
            run: "edit New price list",
        },
        {
            content: "Accept",
            trigger: ".modal .modal-footer button[name=action_apply].btn-primary",
            run: "click",
        },
        {
            content: "It matches, and the payment is free",
            trigger:
                ".o_form_view:not(:has(.ribbon:visible)) .o_statusbar_status button[data-value=matched].o_arrow_button_current",
        },
    ],
});

tours.add("ap_desk_matching_apprentice", {
    steps: () => [
        ...open,
        {
            content: "An apprentice compares again, or asks the buyer, and does not accept",
            trigger:
                ".o_form_view:has(button.btn-primary[name=action_do]):has(button[name=action_match]):not(:has(button[name=action_ask_accept]))",
        },
    ],
});
