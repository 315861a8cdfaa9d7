# SPDX-License-Identifier: AGPL-3.0-or-later
"""The days that lines of credit notes are for, by the bills that they credit."""

from odoo.addons.ap_base.arithmetic.calendar import Period
from odoo.addons.ap_base.arithmetic.credited import credited_period
from odoo.addons.ap_base.arithmetic.deferral import Terms
from odoo.addons.ap_base.arithmetic.money import to_decimal
from odoo.addons.ap_base.arithmetic.proration import Convention


def periods_of(lines) -> dict:
    """By line its period, the lines of the bill that it credits, for those that have
    one: those lines bear one period, and the rule finds the credit's days in it."""
    origins = lines.move_id.reversed_entry_id
    dated = origins.invoice_line_ids.filtered(_is_dated)
    if not dated:
        return {}
    notes = lines.env["account.move"].search(
        [("reversed_entry_id", "in", origins.ids), ("state", "=", "posted")]
    )
    ended = {
        deferral.line_id.id: deferral.date_ended
        for deferral in lines.env["ap.deferral"].search([("line_id", "in", dated.ids)])
    }
    found: dict = {}
    for line in lines:
        billed = _billed(line, dated)
        if billed:
            before = (notes - line.move_id).invoice_line_ids.filtered(_is_dated)
            period = _period(line, billed, before, found, ended)
            if period:
                found[line] = period, billed
    return found


def _is_dated(line) -> bool:
    return bool(line.deferred_start_date and line.deferred_end_date)


def _billed(line, dated):
    """The lines of the credited bill that a line credits: of the same account, product
    and text, else of fewer of them; empty when their periods differ."""
    of_bill = dated.filtered(lambda one: one.move_id == line.move_id.reversed_entry_id)
    for names in (("account_id", "product_id", "name"), ("account_id", "product_id"), ("account_id",)):
        same = of_bill.filtered(
            lambda one, names=names: all(one[name] == line[name] for name in names)
        )
        alone = same.filtered(lambda one: not one.balance + line.balance)[:1]
        if alone or len(set(map(_days, same))) == 1:
            return alone or same
        if same:
            return same[:0]
    return of_bill[:0]


def _period(line, billed, before, found, ended) -> Period | None:
    amount, credit = (to_decimal(sum(one.mapped("balance"))) for one in (billed, line))
    if amount * credit >= 0:
        return None
    sign = 1 if amount > 0 else -1
    bill = _terms(billed[0], _days(billed[0]), sign * amount, ended.get(billed[0].id))
    earlier = [
        _terms(one, _days(one), sign * to_decimal(one.balance))
        for one in before
        if one.move_id.reversed_entry_id == billed.move_id and _same_cost(one, line)
    ]
    earlier += [
        _terms(one, period, sign * to_decimal(one.balance))
        for one, (period, of_bill) in found.items()
        if of_bill == billed
    ]
    move = line.move_id
    day = move.invoice_date or move.date or line.company_id._company_today()
    return credited_period(bill, earlier, -sign * credit, day)


def _same_cost(one, line) -> bool:
    return one.account_id == line.account_id and one.product_id == line.product_id


def _terms(line, period, amount, ended=None) -> Terms:
    company = line.company_id
    convention = line.deferred_convention or company.ap_prepaid_convention
    step = to_decimal(company.currency_id.rounding)
    return Terms(amount, period, Convention(convention), ended or None, step)


def _days(line) -> Period:
    return Period(line.deferred_start_date, line.deferred_end_date)
