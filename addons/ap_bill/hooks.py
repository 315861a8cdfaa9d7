# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stood in another add-on before this one was cut out of it (19.0.2)."""

from odoo.addons.ap_base.takeover import Takeover, restore, take_over

TAKEN = Takeover(
    giver="ap_base",
    receiver="ap_bill",
    models=(
        "ap.payment.hold", "ap.post.ask", "ap.bill.duplicate", "ap.bill.rights",
    ),
    fields={
        "account.move": (
            "ap_bill_step", "ap_bill_rank", "ap_finding_first", "ap_amount_untaxed",
            "ap_amount_total", "ap_payment_hold", "ap_payment_hold_text",
            "ap_payment_hold_reason", "ap_payment_hold_user_id", "ap_payment_hold_date",
        ),
        "account.bank.statement.line": (
            "ap_bill_step", "ap_bill_rank", "ap_finding_first", "ap_amount_untaxed",
            "ap_amount_total", "ap_payment_hold", "ap_payment_hold_text",
            "ap_payment_hold_reason", "ap_payment_hold_user_id", "ap_payment_hold_date",
        ),
        "account.payment.register": (
            "ap_hold_text",
        ),
        "account.payment.method.line": (
            "ap_without_account",
        ),
        "res.partner.bank": (
            "ap_entered_by_id",
        ),
        "account.setup.bank.manual.config": (
            "ap_entered_by_id",
        ),
        "res.company": (
            "ap_require_trusted_bank", "ap_bills_by_desk",
        ),
        "res.config.settings": (
            "ap_require_trusted_bank",
        ),
        "ap.settings": (
            "ap_bills_by_desk",
        ),
    },
    constraints=(
        "account_move_ap_payment_hold_user_id_fkey", "res_partner_bank_ap_entered_by_id_fkey",
    ),
    records=(
        "access_ap_payment_hold_accountant", "access_ap_post_ask_invoicing",
        "access_res_partner_bank_accountant", "ap_bill_view_kanban",
        "ap_bill_action_view_list", "ap_bill_action_view_kanban",
        "ap_payment_hold_moves_view_kanban", "ap_payment_hold_moves_action_view_list",
        "ap_payment_hold_moves_action_view_kanban", "ap_bill_view_list",
        "ap_post_ask_view_form", "ap_bill_view_search", "ap_bill_action", "ap_bill_menu",
        "ap_payment_hold_view_form", "ap_payment_hold_action", "view_move_form_hold",
        "view_account_bill_filter_hold", "view_in_invoice_bill_tree_hold",
        "view_account_payment_register_form_hold", "view_account_journal_form_hold",
        "view_partner_bank_form_trust", "account_journal_dashboard_kanban_view_hold",
        "ap_bank_trust_view_list", "ap_bank_trust_view_search", "ap_bank_trust_action",
        "ap_bank_trust_menu", "ap_supplier_menu", "ap_payment_hold_moves_view_list",
        "ap_payment_hold_moves_action", "ap_payment_hold_menu",
        "ap_control_duplicate_bill", "ap_control_paid_on_hold",
        "ap_control_paid_while_held", "ap_control_duplicate_bill_number",
        "ap_control_duplicate_bill_file", "ap_control_duplicate_bill_alike",
        "ap_control_duplicate_bill_unnumbered", "ap_control_duplicate_bill_amount",
        "ap_control_duplicate_bill_order_line", "ap_control_duplicate_bill_total",
        "ap_control_paid_on_hold_message", "ap_control_paid_on_hold_entry",
        "ap_control_paid_while_held_message",
        "counter_bill_mend", "counter_bill_post", "counter_bill_look", "counter_bill_fill",
        "counter_payment_hold", "counter_bill_overdue", "counter_bill_due_week",
        "counter_bank_trust", "ap_payable_item_view_list", "ap_payable_item_action",
    ),
)  # fmt: skip
DPO = Takeover(
    giver="l10n_fr_ap_extras",
    receiver="ap_bill",
    models=(
        "ap.dpo",
    ),
    records=(
        "access_ap_dpo_auditor", "access_ap_dpo_apprentice", "ap_dpo_view_list",
        "ap_dpo_view_search", "ap_dpo_view_graph", "ap_dpo_view_pivot", "ap_dpo_action",
        "ap_dpo_table", "ap_dpo_rule_company",
    ),
)  # fmt: skip


def pre_init(env):
    """Take the records over before they are loaded, so that none is made twice."""
    for taken in (TAKEN, DPO):
        take_over(env, taken)


def post_init(env):
    """What a person had set on them stays as it was set."""
    restore(env, TAKEN)
