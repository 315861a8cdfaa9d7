# SPDX-License-Identifier: AGPL-3.0-or-later
"""Counterparts that pay no open item: rules, transfers, returns, instalments of loans."""

from decimal import Decimal

from odoo.exceptions import UserError

from odoo.addons.ap_base.arithmetic.money import to_decimal
from odoo.addons.ap_loan.models import bookings, schedule_store
from odoo.addons.ap_loan.rules import entries
from odoo.addons.ap_loan.rules.entries import Role

from .match_part import ZERO, Part, Wanted, left_of, new_part, partner_of

OF_PARTIES = ("liability_payable", "asset_receivable")


def of_rule(line, proposal) -> Wanted:
    """Return what the rule books the line on."""
    rule = line.env["ap.bank.rule"].sudo().browse(proposal.source).exists()
    if not rule.account_id or rule.company_id != line.company_id:
        raise UserError(
            line.env._(
                "The rule for %(line)s is gone: match the line again.", line=line.payment_ref
            )
        )
    part = new_part(
        line, "rule", f"rule:{rule.id}", rule.account_id, rule.partner_id or partner_of(line),
        line.payment_ref or rule.name, distribution=rule.analytic_distribution or False,
    )  # fmt: skip
    return Wanted(part, left_of(line)[0], "line")


def of_transfer(line) -> Wanted:
    """Return a side of an internal transfer: on its way until the other side is booked."""
    account = line.company_id.transfer_account_id
    if not account:
        raise UserError(
            line.env._(
                "%(company)s has no account of internal transfers (58): choose it in the "
                "settings of accounting.",
                company=line.company_id.display_name,
            )
        )
    nobody = line.env["res.partner"]
    part = new_part(line, "transfer", "transfer", account, nobody, line.payment_ref or "/")
    return Wanted(part, left_of(line)[0], "line")


def of_return(line, proposal) -> Wanted:
    """Return the payment that is taken back: on the account and the party that it paid."""
    payment = line.env["account.bank.statement.line"].browse(proposal.source).exists()
    paid = paid_by(payment)
    fees = sum((split.amount for split in proposal.splits), ZERO)
    amount = left_of(line)[0] - fees
    same = payment.company_id == line.company_id and -_booked(paid, payment) == amount
    if not same or len(paid.account_id) != 1 or len(paid.partner_id) > 1:
        raise UserError(
            line.env._(
                "What %(line)s takes back is not booked on one supplier: match that line "
                "first, or book this one by hand.",
                line=line.payment_ref,
            )
        )
    part = new_part(
        line, "return", f"return:{payment.id}", paid.account_id, paid.partner_id,
        line.payment_ref or "/",
    )  # fmt: skip
    return Wanted(part, amount, "line")


def paid_by(line):
    """Return the items of parties that a bank line paid: its counterparts, or those of the
    payments that it cleared."""
    counterparts = line._seek_for_lines()[2] if line else line.env["account.move.line"]
    direct = counterparts.filtered(lambda one: one.account_id.account_type in OF_PARTIES)
    if direct:
        return direct
    cleared = opposite(counterparts)
    return cleared.move_id.filtered("origin_payment_id").line_ids.filtered(
        lambda one: one.account_id.account_type in OF_PARTIES
    )


def opposite(items):
    """Return the items that these are reconciled with."""
    return items.matched_debit_ids.debit_move_id | items.matched_credit_ids.credit_move_id


def _booked(items, payment) -> Decimal:
    """Return what the items are worth in the currency of the account, as on it."""
    own = payment.company_id.currency_id
    name = "balance" if payment.currency_id == own else "amount_currency"
    return sum((-to_decimal(item[name]) for item in items), ZERO)


def of_loan(line, proposal) -> list[Part]:
    """Return the instalment as the schedule has it, on the accounts of the loan."""
    record = line.env["ap.loan.row"].browse(proposal.source).exists()
    if not record or record.move_id or not record.is_current:
        raise UserError(
            line.env._(
                "%(line)s: the instalment is booked already or replaced. Match it again.",
                line=line.payment_ref,
            )
        )
    loan = record.loan_id
    row = _row_of(loan, record)
    booked = entries.instalment(row)
    items = bookings.items_of(loan, booked, line.date, bookings.row_label(loan, row))
    roles = [one.role for one in booked] + [Role.FEES] * (len(items) - len(booked))
    return [
        Part(
            role.value, f"loan:{record.id}", item.account_id, item.partner_id, item.label,
            item.balance, item.currency_id, item.amount_currency, row_id=record.id,
            distribution=item.distribution,
        )
        for role, item in zip(roles, items, strict=True)
        if role != Role.BANK
    ]  # fmt: skip


def _row_of(loan, record):
    version = schedule_store.in_force(loan)[loan.id]
    pairs = zip(version.schedule.rows, version.stored, strict=True)
    return next(row for row, stored in pairs if stored["id"] == record.id)
