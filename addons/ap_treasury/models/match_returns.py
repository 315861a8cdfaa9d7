# SPDX-License-Identifier: AGPL-3.0-or-later
"""Payments that the bank took back: what they paid is open again, the account in doubt."""

from odoo.tools import format_date

from ..rules.import_rows import facts_of
from .match_parts_others import opposite, paid_by

# Reasons of ISO 20022 that speak against the account: closed, wrong, blocked.
OF_ACCOUNTS = ("AC", "RC")


def open_again(line, proposal, counterpart) -> list:
    """Open what the payment paid; the return takes its place. Returns what was matched
    with what, as [[item that paid, [items that it paid]]]."""
    payment = line.env["account.bank.statement.line"].browse(proposal.source)
    paid = paid_by(payment).filtered(lambda one: one.account_id == counterpart.account_id)
    opened = [[one.id, _bills(one).ids] for one in paid]
    paid.remove_move_reconcile()
    line.env["account.move.line"]._reconcile_plan([paid | counterpart])
    _doubt_account(line, payment, counterpart.partner_id)
    return opened


def _bills(item):
    """What an item paid, without what was booked for exchange differences."""
    partials = item.matched_debit_ids | item.matched_credit_ids
    return opposite(item).filtered(lambda one: one.move_id not in partials.exchange_move_id)


def close_again(env, opened) -> None:
    """The return is taken back: what the payment paid is paid, as far as it is open."""
    items = env["account.move.line"]
    plan = []
    for number, ids in opened or []:
        both = items.browse([number, *ids]).exists()
        both = both.filtered(lambda one: not one.reconciled and one.parent_state == "posted")
        if len(both) > 1 and number in both.ids:
            plan.append(both)
    if plan:
        items._reconcile_plan(plan)


def _doubt_account(line, payment, partner) -> None:
    """Nothing more is paid to an account that the bank refused until somebody looked."""
    reason = facts_of(line.transaction_details or {}).return_reason
    if not reason.startswith(OF_ACCOUNTS):
        return
    accounts = partner.commercial_partner_id.sudo().bank_ids
    used = accounts.filtered(
        lambda one: one.sanitized_acc_number == (payment.account_number or "").replace(" ", "")
    )
    doubtful = used or (accounts if len(accounts) == 1 else accounts.browse())
    doubtful._ap_forget_trust(
        line.env._(
            "the bank returned a payment to it on %(day)s (%(reason)s)",
            day=format_date(line.env, line.date),
            reason=reason,
        )
    )
