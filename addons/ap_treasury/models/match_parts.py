# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an answer books: the counterparts of a bank line, as values, before they are."""

from decimal import Decimal
from typing import NamedTuple

from odoo.exceptions import RedirectWarning, UserError

from odoo.addons.ap_base.arithmetic.money import to_decimal
from odoo.addons.ap_loan.models import bookings, schedule_store
from odoo.addons.ap_loan.rules import entries
from odoo.addons.ap_loan.rules.entries import Role

from ..rules.match_shares import Share, balances
from ..rules.match_values import GROUP, LOAN, RETURN, RULE, TRANSFER

ZERO = Decimal(0)
EXCHANGE = "exchange"


class Part(NamedTuple):
    """A counterpart of a bank line: ``balance`` in the currency of the company, debit
    positive; ``item``: the open item that it pays, ``row``: of a loan. Parts of one
    ``unit`` are undone together."""

    role: str
    unit: str
    account_id: int
    partner_id: int | bool
    label: str
    balance: Decimal
    currency_id: int
    amount_currency: Decimal
    item_id: int = 0
    row_id: int = 0
    distribution: dict | bool = False


class Wanted(NamedTuple):
    """A part whose balance is not known yet: ``amount`` signed as on the account."""

    part: Part
    amount: Decimal
    kind: str


def parts_of(line, proposal) -> list[Part]:
    """Return the counterparts that the proposal makes of what is left of the line.

    Raises UserError where an account is missing or where what is proposed is not there
    any more."""
    if proposal.kind == LOAN:
        return _of_loan(line, proposal)
    whole = proposal.kind != GROUP  # lines of a group leave the rest to each other
    wanted = [_of_item(line, one, whole) for one in proposal.allocations]
    wanted += [_of_split(line, one) for one in proposal.splits if one.role != EXCHANGE]
    if proposal.kind == RULE:
        wanted.append(_of_rule(line, proposal))
    elif proposal.kind == RETURN:
        wanted.insert(0, _of_return(line, proposal))
    elif proposal.kind == TRANSFER and not proposal.allocations:
        wanted.append(_of_transfer(line))
    return _balanced(line, wanted, proposal.rest if proposal.allocations else ZERO)


def left_of(line) -> tuple[Decimal, Decimal]:
    """What is left of a line: in the currency of its journal, and of the company."""
    suspense = line._seek_for_lines()[1]
    home = -to_decimal(sum(suspense.mapped("balance")))
    if line.foreign_currency_id or _currency(line) == line.company_id.currency_id:
        own = home if _currency(line) == line.company_id.currency_id else to_decimal(line.amount)
        return own, home
    return -to_decimal(sum(suspense.mapped("amount_currency"))), home


def _currency(line):
    return line.journal_id.currency_id or line.company_id.currency_id


def _balanced(line, wanted, rest) -> list[Part]:
    """Give the parts their balances, which make what is left of the line but the rest."""
    whole, home = left_of(line)
    step = to_decimal(line.company_id.currency_id.rounding)
    shares = [Share(one.amount, one.kind) for one in wanted]
    try:
        found = balances(shares, whole, home, rest, step)
    except ValueError:
        raise UserError(
            line.env._(
                "%(line)s: the parts do not make up the amount any more. Match it again.",
                line=line.payment_ref,
            )
        ) from None
    own = line.company_id.currency_id
    return [
        one.part._replace(
            balance=balance,
            amount_currency=balance if one.part.currency_id == own.id else -one.amount,
        )
        for one, balance in zip(wanted, found, strict=True)
    ]


def _part(line, role, unit, account, partner, label, **more) -> Part:
    return Part(
        role, unit, account.id, partner.id, label, ZERO, _currency(line).id, ZERO, **more
    )  # fmt: skip


def _of_item(line, allocation, whole) -> Wanted:
    item = line.env["account.move.line"].browse(allocation.item).exists()
    paid = to_decimal(allocation.amount)
    posted = item and item.parent_state == "posted" and not item.reconciled
    left = to_decimal(item.amount_residual_currency) if posted else ZERO
    same = left == paid + to_decimal(allocation.left)
    enough = abs(left) >= abs(paid) and left * paid > 0
    if not (same if whole else enough):
        raise UserError(
            line.env._(
                "%(item)s was paid or changed meanwhile: match the line again.",
                item=item.display_name or line.payment_ref,
            )
        )
    part = _part(
        line, "item", f"item:{item.id}", item.account_id, item.partner_id,
        line.payment_ref or item.move_id.name, item_id=item.id,
    )  # fmt: skip
    own, currency = line.company_id.currency_id, item.currency_id
    kind = "home" if currency == own else "line" if currency == _currency(line) else "other"
    return Wanted(part._replace(currency_id=currency.id), allocation.amount, kind)


def _of_split(line, split) -> Wanted:
    account = _account_of(line, split)
    part = _part(line, split.role, split.role, account, _partner(line), line.payment_ref or "/")
    return Wanted(part, split.amount, "line")


def _account_of(line, split):
    """The account of a difference, or a sentence that leads to it."""
    company = line.company_id
    gain = split.amount > 0
    field = {
        "fee": "ap_bank_fee_account_id",
        "discount": f"account_journal_early_pay_discount_{'gain' if gain else 'loss'}_account_id",
        "rounding": f"default_cash_difference_{'income' if gain else 'expense'}_account_id",
    }[split.role]
    if not company[field]:
        raise RedirectWarning(
            line.env._(
                "%(company)s has no “%(account)s”: choose it in the settings.",
                company=company.display_name,
                account=company._fields[field]._description_string(line.env),
            ),
            line.env["ir.actions.act_window"]._for_xml_id("base.action_res_company_form"),
            line.env._("Open the company"),
        )
    return company[field]


def _partner(line):
    return line.partner_id.commercial_partner_id


def _of_rule(line, proposal) -> Wanted:
    rule = line.env["ap.bank.rule"].sudo().browse(proposal.source).exists()
    if not rule.account_id or rule.company_id != line.company_id:
        raise UserError(
            line.env._(
                "The rule for %(line)s is gone: match the line again.", line=line.payment_ref
            )
        )
    part = _part(
        line, "rule", f"rule:{rule.id}", rule.account_id, rule.partner_id or _partner(line),
        line.payment_ref or rule.name, distribution=rule.analytic_distribution or False,
    )  # fmt: skip
    return Wanted(part, left_of(line)[0], "line")


def _of_transfer(line) -> Wanted:
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
    part = _part(line, "transfer", "transfer", account, nobody, line.payment_ref or "/")
    return Wanted(part, left_of(line)[0], "line")


def _of_return(line, proposal) -> Wanted:
    """The payment that is taken back: on the account and the party that it paid."""
    payment = line.env["account.bank.statement.line"].browse(proposal.source).exists()
    paid = payment._seek_for_lines()[2] if payment else line.env["account.move.line"]
    paid = paid.filtered(
        lambda one: one.account_id.account_type in ("liability_payable", "asset_receivable")
    )
    if not paid or len(paid.account_id) > 1 or len(paid.partner_id) > 1:
        raise UserError(
            line.env._(
                "What %(line)s takes back is not booked on one supplier: match that line "
                "first, or book this one by hand.",
                line=line.payment_ref,
            )
        )
    part = _part(
        line, "return", f"return:{payment.id}", paid.account_id, paid.partner_id,
        line.payment_ref or "/",
    )  # fmt: skip
    fees = sum((split.amount for split in proposal.splits), ZERO)
    return Wanted(part, left_of(line)[0] - fees, "line")


def _of_loan(line, proposal) -> list[Part]:
    """The instalment as the schedule has it, on the accounts of the loan."""
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
