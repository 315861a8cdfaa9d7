# SPDX-License-Identifier: AGPL-3.0-or-later
"""A counterpart of a bank line, as values, before it is booked."""

from decimal import Decimal
from typing import NamedTuple

from odoo.addons.ap_base.arithmetic.money import to_decimal
from odoo.addons.ap_base.models.engine_pass import Pass

ZERO = Decimal(0)
# While parts are matched with what they pay: analytic distributions by item, for the
# differences of exchange that this makes.
BORNE = Pass("ap_treasury.distributions")


class Part(NamedTuple):
    """A counterpart of a bank line: ``balance`` in the currency of the company, debit
    positive; ``item``: the open item that it pays, ``row``: of a loan; ``taxes``: values
    that make it count in the VAT return. Parts of one ``unit`` are undone together."""

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
    taxes: dict | bool = False


class Wanted(NamedTuple):
    """A part whose balance is not known yet: ``amount`` signed as on the account; ``kind``
    as of `match_shares.Share`."""

    part: Part
    amount: Decimal
    kind: str


def new_part(line, role, unit, account, partner, label, **more) -> Part:
    """Return a part of the line, in the currency of its account."""
    return Part(
        role, unit, account.id, partner.id, label, ZERO, currency_of(line).id, ZERO, **more
    )  # fmt: skip


def currency_of(line):
    """Return the currency of the bank account of the line."""
    return line.journal_id.currency_id or line.company_id.currency_id


def partner_of(line):
    """Return the party of the line, empty where nobody knows it."""
    return line.partner_id.commercial_partner_id


def left_of(line) -> tuple[Decimal, Decimal]:
    """Return what is left of a line: in the currency of its journal, and of the company."""
    suspense = line._seek_for_lines()[1]
    home = sum((-to_decimal(one.balance) for one in suspense), ZERO)
    if line.foreign_currency_id or currency_of(line) == line.company_id.currency_id:
        own = home if currency_of(line) == line.company_id.currency_id else to_decimal(line.amount)
        return own, home
    return sum((-to_decimal(one.amount_currency) for one in suspense), ZERO), home


def distribution_of(move) -> dict | bool:
    """Return the analytic distribution of a bill as a whole: that of its lines, weighted
    by their amounts; False where they have none."""
    lines = [
        line for line in move.line_ids if line.display_type == "product" and line.balance
    ]
    whole = sum((abs(to_decimal(line.balance)) for line in lines), ZERO)
    found: dict[str, Decimal] = {}
    for line in lines:
        for key, share in (line.analytic_distribution or {}).items():
            part = to_decimal(share) * abs(to_decimal(line.balance)) / whole
            found[key] = found.get(key, ZERO) + part
    return {key: float(round(share, 2)) for key, share in found.items()} or False
