# SPDX-License-Identifier: AGPL-3.0-or-later
"""Counterparts into the entry of a bank line, and out of it again, part by part."""

from odoo import Command
from odoo.exceptions import UserError

from odoo.addons.ap_base.arithmetic.money import to_decimal

from .match_parts import Part


def refuse_locked(line) -> None:
    """Refuse a line of a locked period: its entry would change after the fact."""
    locks = line.company_id._get_violated_lock_dates(line.date, False, line.journal_id)
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
    refuse_locked(line)
    liquidity, suspense, _others = line._seek_for_lines()
    before = line.line_ids
    partners = {part.partner_id for part in parts if part.partner_id}
    commands = [_suspense_left(line, suspense, parts)]
    commands += [Command.create(_item_values(line, part)) for part in parts]
    if len(partners) == 1 and not line.partner_id:
        commands.append(Command.update(liquidity.id, {"partner_id": partners.pop()}))
    _write(line, commands)
    return (line.line_ids - before).sorted("id")


def _write(line, commands) -> None:
    entry = line.move_id.with_context(force_delete=True, skip_readonly_check=True)
    entry.write({"line_ids": commands})


def _suspense_left(line, suspense, parts):
    whole = to_decimal(suspense.balance)
    left = whole - sum(part.balance for part in parts)
    if not left:
        return Command.delete(suspense.id)
    rate = to_decimal(suspense.amount_currency) / whole if whole else 1
    in_currency = suspense.currency_id.round(float(left * rate))
    return Command.update(
        suspense.id, {"balance": float(left), "amount_currency": in_currency}
    )


def _item_values(line, part) -> dict:
    return {
        "name": part.label,
        "account_id": part.account_id,
        "partner_id": part.partner_id or False,
        "balance": float(part.balance),
        "currency_id": part.currency_id,
        "amount_currency": float(part.amount_currency),
        "analytic_distribution": part.distribution or False,
        "tax_ids": False,
    }


def take_out(line, items) -> None:
    """Take these counterparts out of the entry of the line: what they paid is open again,
    and their amount is back on the suspense account."""
    refuse_locked(line)
    items.remove_move_reconcile()
    suspense = line._seek_for_lines()[1]
    balance = sum(items.mapped("balance"))
    commands = [Command.delete(item.id) for item in items]
    if suspense:
        rate = suspense.amount_currency / suspense.balance if suspense.balance else 1.0
        commands.append(Command.update(suspense.id, {
            "balance": suspense.balance + balance,
            "amount_currency": suspense.currency_id.round(
                suspense.amount_currency + balance * rate
            ),
        }))  # fmt: skip
    else:
        commands.append(Command.create(_suspense_values(line, balance)))
    _write(line, commands)


def _suspense_values(line, balance) -> dict:
    """As Odoo makes it, for the part of the line that is open again."""
    values = line._prepare_move_line_default_vals()[1]
    whole = values["debit"] - values["credit"]
    share = balance / whole if whole else 1.0
    currency = line.env["res.currency"].browse(values["currency_id"])
    return {
        "name": values["name"],
        "account_id": values["account_id"],
        "partner_id": values["partner_id"],
        "currency_id": values["currency_id"],
        "balance": balance,
        "amount_currency": currency.round(values["amount_currency"] * share),
    }
