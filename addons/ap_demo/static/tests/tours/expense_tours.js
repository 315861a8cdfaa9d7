/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { registry } from "@web/core/registry";
import { inputFiles } from "@web/../tests/utils";

const tours = registry.category("web_tour.tours");

// Words differ by language: steps name buttons and fields; the rows are the tool's own.
const FILE = [
    "ap_external_id;ap_type;ap_payment_method;ap_expense_date;ap_settlement_date;" +
        "ap_employee_id;ap_merchant;ap_category;ap_cost_centre;ap_gross_base;ap_receipt",
    "V1;card;card;2027-01-05;2027-01-06;E05;Papeterie du Tour;Fournitures;Siège;50.00;valid",
    "V2;card;card;2027-01-05;2027-01-06;E05;Fleuriste du Tour;Cadeaux;Siège;64.00;valid",
].join("\n");
const current = (state) =>
    `.o_statusbar_status button[data-value="${state}"].o_arrow_button_current`;
const press = (name) => ({
    content: `Press ${name}`,
    trigger: `.o_form_view .o_statusbar_buttons button[name=${name}]:enabled`,
    run: "click",
});
const above = (name) => ({
    content: `Press ${name} above the list`,
    trigger: `.o_control_panel button[name=${name}]`,
    run: "click",
});

// A file is tried, applied; the category that nobody knows gets its account.
tours.add("ap_expense_import", {
    steps: () => [
        above("action_import_screen"),
        {
            content: "Give the file",
            trigger: ".o_form_view .o_field_widget[name=file]",
            async run() {
                const file = new File([FILE], "tour.csv", { type: "text/csv" });
                await inputFiles(".o_field_widget[name=file] input[type=file]", [file]);
            },
        },
        {
            content: "It is there",
            trigger: ".o_form_view .o_field_widget[name=file] .o_clear_file_button",
        },
        press("action_dry_run"),
        {
            content: "What it would bring is shown",
            trigger: `.o_form_view:has(${current("validated")}) .o_field_widget[name=row_ids] .o_data_row:contains(Fleuriste du Tour)`,
        },
        press("action_apply"),
        { content: "It counts", trigger: current("applied") },
        {
            content: "Open what it brought",
            trigger: "button.oe_stat_button[name=action_open_records]",
            run: "click",
        },
        {
            content: "Open what nobody knows the account of",
            trigger: ".o_list_view .o_data_row:contains(Fleuriste du Tour) .o_data_cell[name=gross]",
            run: "click",
        },
        {
            content: "It says why it waits",
            trigger: `.o_form_view:has(${current("review")}) .alert-warning .o_field_widget[name=reason_text]`,
        },
        {
            content: "Type the account",
            trigger: ".o_form_view .o_field_widget[name=account_id] input",
            run: "edit 623800",
        },
        {
            content: "Choose it",
            trigger: ".o-autocomplete--dropdown-item:contains(623800) a",
            run: "click",
        },
        {
            content: "Save",
            trigger: ".o_form_button_save:visible",
            run: "click",
        },
        { content: "It is ready", trigger: current("ready") },
    ],
});

// The entries are shown before they are posted.
tours.add("ap_expense_book", {
    steps: () => [
        above("action_book_screen"),
        {
            content: "Each entry stands there, with its accounts",
            trigger: ".modal .o_field_widget[name=preview]:contains(623800):contains(517100) table",
        },
        {
            content: "Post them",
            trigger: ".modal .modal-footer button[name=action_book]",
            run: "click",
        },
        {
            content: "The entries follow",
            trigger: ".o_list_view .o_data_row:nth-child(3) .o_data_cell[name=name]",
        },
    ],
});

// Ledger and tool are the same; what stands behind the figure is one click away.
tours.add("ap_expense_tied", {
    steps: () => [
        {
            content: "Wallet and cards tie",
            trigger: ".o_list_view .o_data_row:not(.text-danger) button[name=action_open_right]",
        },
        {
            content: "What explains the cards",
            trigger: ".o_list_view .o_data_row:first button[name=action_open_right]",
            run: "click",
        },
        {
            content: "Payments without their expense, expenses without their payment",
            trigger: ".o_list_view .o_data_row .o_data_cell[name=employee_id]",
        },
    ],
});

// Who joined, moved, left: looked at, accepted, applied.
tours.add("ap_expense_organisation", {
    steps: () => [
        {
            content: "Open the update that waits",
            trigger: ".o_list_view .o_data_row:first .o_data_cell[name=date]",
            run: "click",
        },
        {
            content: "One moved, two joined, one is only in the tool",
            trigger: ".o_form_view .o_field_widget[name=line_ids]:contains(E07):contains(E39):contains(E41)",
        },
        press("action_accept_all"),
        press("action_apply"),
        {
            content: "Confirm",
            trigger: ".modal .modal-footer .btn-primary",
            run: "click",
        },
        { content: "It is applied", trigger: current("applied") },
        {
            content: "The tool gets its file",
            trigger: ".o_form_view .o_statusbar_buttons button[name=action_file]",
        },
    ],
});
