# SPDX-License-Identifier: AGPL-3.0-or-later
"""Counterparts into the entry of a bank line, and out of it again, part by part."""

from decimal import Decimal
from typing import NamedTuple

from odoo import Command
from odoo.exceptions import UserError

from odoo.addons.ap_base.arithmetic.money import to_decimal

from .match_part import ZERO, Part


class _Item(NamedTuple):
    """What a counterpart takes of a line."""

    balance: Decimal
    currency_id: int
    amount_currency: Decimal


def refuse_locked(line, has_tax=False) -> None:
    """Refuse a line of a locked period: its entry would change after the fact."""
    locks = line.company_id._get_violated_lock_dates(line.date, has_tax, line.journal_id)
    if locks:
        raise UserError(
            line.env._(
                "%(line)s of %(day)s is in a locked period (%(locks)s). The head of "
                "accounting can move the lock date (Closing ▸ Lock dates).",
                line=line.payment_ref,
                day=line.date.isoformat(),
                locks=line.company_id._format_lock_dates(locks),
            )
        )


def book(line, parts: list[Part]):
    """Put the parts in the place of what is left of the line; returns the items made, in
    the order of the parts. What the parts leave stays on the suspense account."""
    refuse_locked(line, has_tax=any(part.taxes for part in parts))
    liquidity, suspense, others = line._seek_for_lines()
    before = line.line_ids
    taken = [_Item(part.balance, part.currency_id, part.amount_currency) for part in parts]
    commands = [_left(line, suspense, _items(others) + taken)]
    commands += [Command.create(_item_values(part)) for part in parts]
    partners = {part.partner_id for part in parts if part.partner_id}
    if len(partners) == 1 and not line.partner_id:
        commands.append(Command.update(liquidity.id, {"partner_id": partners.pop()}))
    _write(line, commands)
    return (line.line_ids - before).sorted("id")


def take_out(line, items, forget_partner: bool) -> None:
    """Take these counterparts out of the entry of the line: what they paid is open again,
    and their amount is back on the suspense account. ``forget_partner``: matching named
    the party of the line, which nothing speaks for any more once nothing is booked."""
    refuse_locked(line, has_tax=bool(items.tax_ids or items.tax_repartition_line_id))
    items.remove_move_reconcile()
    liquidity, suspense, others = line._seek_for_lines()
    kept = others - items
    commands = [Command.delete(item.id) for item in items]
    commands.append(_left(line, suspense, _items(kept)))
    if forget_partner and not kept:
        commands.append(Command.update(liquidity.id, {"partner_id": False}))
        if suspense:
            commands.append(Command.update(suspense.id, {"partner_id": False}))
    _write(line, [command for command in commands if command])


def _write(line, commands) -> None:
    entry = line.move_id.with_context(
        force_delete=True, skip_readonly_check=True, skip_invoice_sync=True
    )  # all items are given, those of taxes too
    entry.write({"line_ids": commands})


def _items(records) -> list[_Item]:
    return [
        _Item(to_decimal(one.balance), one.currency_id.id, to_decimal(one.amount_currency))
        for one in records
    ]


def _left(line, suspense, counterparts):
    """The command that leaves on the suspense account what these do not take."""
    values = line._prepare_move_line_default_vals()[1]
    whole = -to_decimal(line._seek_for_lines()[0].balance)
    in_currency = to_decimal(values["amount_currency"])
    rate = in_currency / whole if whole else 1
    balance = whole - sum((one.balance for one in counterparts), ZERO)
    for one in counterparts:
        same = one.currency_id == values["currency_id"]
        in_currency -= one.amount_currency if same else one.balance * rate
    if not balance:
        return Command.delete(suspense.id) if suspense else None
    currency = line.env["res.currency"].browse(values["currency_id"])
    amounts = {
        "balance": float(balance), "amount_currency": currency.round(float(in_currency)),
    }  # fmt: skip
    if suspense:
        return Command.update(suspense.id, amounts)
    names = ("name", "account_id", "partner_id", "currency_id")
    return Command.create({**{name: values[name] for name in names}, **amounts})


def _item_values(part) -> dict:
    return {
        "name": part.label,
        "account_id": part.account_id,
        "partner_id": part.partner_id or False,
        "balance": float(part.balance),
        "currency_id": part.currency_id,
        "amount_currency": float(part.amount_currency),
        "analytic_distribution": part.distribution or False,
        **(part.taxes or {"tax_ids": False}),
    }
