/* SPDX-License-Identifier: AGPL-3.0-or-later */
import { registry } from "@web/core/registry";
import { accessible } from "./accessible";
import { goTo } from "./bank_tours";

const tours = registry.category("web_tour.tours");

const LIST = ".o_list_view .o_list_renderer";
const FORM = ".o_form_view .o_form_sheet, .o_form_view .o_form_sheet_bg";

// Each screen by its action and by what shows that it is there.
const shown = (action, trigger = LIST) => [
    goTo(action),
    { content: `${action} is there`, trigger, timeout: 30000 },
    accessible(action),
];
const opened = (action, cell = ".o_data_row:first .o_data_cell:not(.o_many2one_avatar_user_cell):first") => [
    goTo(action),
    { content: `Open the first of ${action}`, trigger: `.o_list_view ${cell}`, run: "click" },
    { content: `It is open`, trigger: FORM, timeout: 30000 },
    accessible(`the form of ${action}`),
];

tours.add("ap_demo_accessible", {
    steps: () => [
        ...shown("ap_base.ap_desk_counter_action", ".o_ap_dashboard .o_kanban_record"),
        ...shown("ap_base.ap_finding_action"),
        ...shown("ap_bill.ap_bill_action"),
        ...opened("ap_bill.ap_bill_action"),
        ...shown("ap_purchase.ap_match_action"),
        ...opened("ap_purchase.ap_match_action"),
        ...opened("ap_capture.ap_capture_action"),
        ...shown("ap_purchase.ap_open_order_action"),
        ...shown("ap_closing.ap_closing_line_action"),
        ...opened("ap_closing.ap_closing_action"),
        ...shown("ap_closing.ap_deferral_action"),
        ...opened("ap_supplier.ap_supplier_review_action"),
        ...opened("ap_supplier.ap_supplier_statement_action"),
        ...opened("ap_supplier.ap_supplier_request_action"),
        ...shown("ap_expenses.ap_expense_action"),
        ...opened("ap_expenses.ap_expense_action"),
        ...shown("ap_treasury.ap_bank_match_action"),
        ...opened("ap_treasury.ap_bank_reconciliation_action"),
        ...opened("ap_loan.ap_loan_action"),
        ...shown("ap_desk.ap_kpi_action"),
        ...opened("ap_desk.ap_kpi_action"),
        ...shown("ap_desk.ap_desk_company_action", ".o_list_view"),
        ...shown("ap_desk.ap_desk_score_action", ".o_list_view"),
    ],
});
