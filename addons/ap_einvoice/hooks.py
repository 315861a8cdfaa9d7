# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stood in another add-on before this one was cut out of it (19.0.2)."""

from odoo.addons.ap_base.takeover import Takeover, restore, take_over

TAKEN = Takeover(
    giver="l10n_fr_ap_extras",
    receiver="ap_einvoice",
    models=(
        "ap.bill.document", "ap.einvoice.rule", "ap.einvoice.term",
    ),
    fields={
        "account.move": (
            "ap_document_ids", "ap_file_syntax", "ap_draft_differs", "ap_instalments",
        ),
        "res.partner": (
            "ap_made_by_import",
        ),
        "res.company": (
            "ap_einvoice_draft",
        ),
        "res.config.settings": (
            "ap_einvoice_draft",
        ),
    },
    records=(
        "access_bill_document_auditor", "access_bill_document_apprentice",
        "access_einvoice_term_user", "access_einvoice_rule_user",
        "ap_bill_document_view_form", "ap_bill_document_view_list",
        "ap_bill_document_view_search", "ap_bill_document_action",
        "ap_bill_document_table", "view_move_form_einvoice",
        "res_config_settings_view_form_einvoice", "view_partner_form_einvoice",
        "ap_bill_document_rule_company", "ap_bill_document_cron",
        "ap_control_bill_file_problem", "ap_control_einvoice_difference",
        "ap_control_einvoice_amount", "ap_control_einvoice_arithmetic",
        "ap_control_einvoice_favour", "ap_control_einvoice_field",
        "ap_control_einvoice_buyer", "ap_control_supplier_made_by_import",
        "ap_control_bill_account_unknown", "ap_control_bill_file_problem_external",
        "ap_control_bill_file_problem_doctype", "ap_control_bill_file_problem_many",
        "ap_control_bill_file_problem_encoding", "ap_control_bill_file_problem_xml",
        "ap_control_bill_file_problem_large", "ap_control_bill_file_problem_heavy",
        "ap_control_bill_file_problem_encrypted", "ap_control_bill_file_problem_pdf",
        "ap_control_bill_file_problem_large_inside", "ap_control_bill_file_problem_empty",
        "ap_control_bill_file_problem_old", "ap_control_bill_file_problem_syntax",
        "ap_control_bill_file_problem_archive", "ap_control_bill_file_problem_unread",
        "ap_control_einvoice_amount_empty", "ap_control_einvoice_difference_number",
        "ap_control_einvoice_difference_issue", "ap_control_einvoice_difference_due",
        "ap_control_einvoice_amount_credit", "ap_control_einvoice_amount_debit",
        "ap_control_einvoice_amount_currency", "ap_control_einvoice_amount_supplier",
        "ap_control_einvoice_difference_untaxed", "ap_control_einvoice_difference_vat",
        "ap_control_einvoice_amount_total", "ap_control_einvoice_difference_base",
        "ap_control_einvoice_difference_rate_vat", "ap_control_einvoice_difference_lines",
        "ap_control_einvoice_amount_prepaid", "ap_control_einvoice_amount_payable",
        "ap_control_einvoice_difference_days",
        "ap_control_einvoice_difference_vat_accounts",
        "ap_control_einvoice_amount_unread_amount",
        "ap_control_einvoice_amount_unread_large",
        "ap_control_einvoice_amount_unread_currency",
        "ap_control_einvoice_amount_unread_missing",
        "ap_control_einvoice_amount_unread_pro_forma",
        "ap_control_einvoice_amount_unread_negative_credit",
        "ap_control_einvoice_amount_unread_paid",
        "ap_control_einvoice_amount_unread_advance",
        "ap_control_einvoice_field_unread_amount",
        "ap_control_einvoice_field_unread_large", "ap_control_einvoice_field_unread_day",
        "ap_control_einvoice_field_unread_missing", "ap_control_einvoice_arithmetic_line",
        "ap_control_einvoice_arithmetic_line_sum",
        "ap_control_einvoice_arithmetic_allowance_sum",
        "ap_control_einvoice_arithmetic_charge_sum",
        "ap_control_einvoice_arithmetic_untaxed_sum",
        "ap_control_einvoice_arithmetic_base_sum",
        "ap_control_einvoice_arithmetic_vat_amount",
        "ap_control_einvoice_arithmetic_vat_sum",
        "ap_control_einvoice_arithmetic_total_sum",
        "ap_control_einvoice_arithmetic_due_sum", "ap_control_einvoice_favour_line",
        "ap_control_einvoice_favour_vat_amount", "ap_control_einvoice_buyer_message",
        "ap_control_supplier_made_by_import_message",
        "ap_control_bill_account_unknown_unknown", "ap_control_bill_account_unknown_other",
        "ap_einvoice_term_bt_1", "ap_einvoice_term_bt_2", "ap_einvoice_term_bt_3",
        "ap_einvoice_term_bt_5", "ap_einvoice_term_bt_9", "ap_einvoice_term_bt_23",
        "ap_einvoice_term_bt_72", "ap_einvoice_term_bt_73", "ap_einvoice_term_bt_74",
        "ap_einvoice_term_bt_92", "ap_einvoice_term_bt_99", "ap_einvoice_term_bt_106",
        "ap_einvoice_term_bt_107", "ap_einvoice_term_bt_108", "ap_einvoice_term_bt_109",
        "ap_einvoice_term_bt_110", "ap_einvoice_term_bt_111", "ap_einvoice_term_bt_112",
        "ap_einvoice_term_bt_113", "ap_einvoice_term_bt_114", "ap_einvoice_term_bt_115",
        "ap_einvoice_term_bt_116", "ap_einvoice_term_bt_117", "ap_einvoice_term_bt_119",
        "ap_einvoice_term_bt_129", "ap_einvoice_term_bt_131", "ap_einvoice_term_bt_134",
        "ap_einvoice_term_bt_135", "ap_einvoice_term_bt_136", "ap_einvoice_term_bt_141",
        "ap_einvoice_term_bt_146", "ap_einvoice_term_bt_149", "ap_einvoice_term_bt_152",
        "ap_einvoice_term_bt_x_274",
    ),
)  # fmt: skip


def pre_init(env):
    """Take the records over before they are loaded, so that none is made twice."""
    take_over(env, TAKEN)


def post_init(env):
    """What a person had set on them stays as it was set."""
    restore(env, TAKEN)
