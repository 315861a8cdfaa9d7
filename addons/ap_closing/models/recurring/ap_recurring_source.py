# SPDX-License-Identifier: AGPL-3.0-or-later
"""What regular suppliers bring into a month: the bills that should be there."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from odoo import models
from odoo.tools import SQL

from odoo.addons.ap_base.arithmetic.calendar import month_number
from odoo.addons.ap_base.arithmetic.contracts import Short, short_of, short_of_weeks
from odoo.addons.ap_base.arithmetic.line_tax import VatMode
from odoo.addons.ap_base.arithmetic.money import to_decimal
from odoo.addons.ap_base.arithmetic.recurrence import expected, missing_months
from odoo.addons.ap_base.models.line_taxes import LineTaxes

from ...rules.ownership import expectation
from ..closing_values import Kind, ProposedLine
from ..cost_owners import with_reviews
from ..pending_bills import PendingBills
from .ap_recurring_learn import _first_day
from .recurring_bills import WINDOW, recurring_bills

ZERO = Decimal(0)
WEEKLY = 4  # bills a month: they may come every week

# What earlier closings did for each: (recurrence, closing date, months, decision).
EARLIER = """
SELECT source_id, date_end, SUM(amount) <> 0 AS accrued,
       BOOL_OR(is_overridden OR excluded_code = 'ordered') AS decided,
       (array_agg(explanation_values ORDER BY id DESC))[1] -> 'missing' AS months,
       (array_agg(explanation_values ORDER BY id DESC))[1] -> 'short' AS short
  FROM ap_closing_line
 WHERE state = 'posted' AND source_model = 'ap.recurring' AND source_id = ANY(%s)
   AND date_end < %s
 GROUP BY source_id, date_end
"""


class Before(NamedTuple):
    """What earlier closings did for one recurrence."""

    waiting: set[int]  # months that the closing before accrued as a whole
    short: set[int]  # months of which the closing before accrued the rest
    skipped: set[int]  # months for which a person, or an order, wants nothing


class Missing(NamedTuple):
    """What is expected and did not come: whole months, and the rest of others."""

    months: tuple[int, ...]
    rest: Short
    is_guessed: bool = False  # which month a bill pays that came in the first days


class ApClosingKind(models.AbstractModel):
    _inherit = "ap.closing.kind"

    def _kinds(self):
        kinds = {}
        for code, kind in super()._kinds().items():
            kinds[code] = kind
            if code == "draft_bill":
                kinds["recurring"] = Kind(
                    "recurring", 1, "ap_accrued_expense_account_id", True
                )
        return kinds

    def _labels(self):
        return {**super()._labels(), "recurring": self.env._("Regular bills missing")}

    def _propose_recurring(self, closing, day, cache) -> list[ProposedLine]:
        """The expected amount of regular suppliers for the months without a bill.

        What an order or a draft bill brings is not accrued twice: a draft counts as a
        bill, and what was received on an order of the same supplier and account takes
        the place of the expected amount.
        """
        company = closing.company_id
        active = self.env["ap.recurring"].sudo().search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "active"),
                ("date_first", "<=", day),
            ],
            order="id",
        )
        pending = self._owners(closing, day, cache).pending if active else None
        missing = self._recurring_missing(active, company, day, pending)
        return self._recurring_lines(closing, day, missing, cache)

    def _recurring_missing(self, records, company, day, pending=None) -> dict:
        """What no bill has paid at the day, of the recurrences of which something is
        missing: a few statements for any number of them."""
        if not records:
            return {}
        pending = pending or PendingBills(self.env, company, day)
        bills = recurring_bills(self.env, records, company, day, pending)
        before = self._recurring_before(records, day)
        found = {
            record: _missing(record, day, bills.get(record.id, []), before[record.id])
            for record in records
        }
        return {record: one for record, one in found.items() if one.months or one.rest.amount}

    def _recurring_before(self, active, day) -> dict[int, Before]:
        self.env["ap.closing.line"].flush_model()
        last_end = month_number(day) - 1
        found = {record.id: Before(set(), set(), set()) for record in active}
        for source, end, accrued, decided, months, short in self.env.execute_query(
            SQL(EARLIER, active.ids, day)
        ):
            ranks, parts = _ranks(months), _ranks(short)
            if accrued and month_number(end) == last_end:
                found[source].waiting.update(ranks)
                found[source].short.update(parts)
            elif decided and not accrued:
                found[source].skipped.update(ranks)
        return found

    def _recurring_lines(self, closing, day, missing, cache) -> list[ProposedLine]:
        if not missing:
            return []
        company = closing.company_id
        taxes = LineTaxes(self.env, company).load(
            {tuple(record.tax_ids.ids) for record in missing}
        )
        ordered = self._ordered_values(closing, day, cache)
        assets = self.env["ap.closing.accounts"]._asset_accounts(
            company, {record.account_id.id for record in missing}
        )
        counterparts = {
            True: company.ap_accrued_asset_account_id.id,
            False: company.ap_accrued_expense_account_id.id,
        }
        step, proposed = to_decimal(company.currency_id.rounding), []
        for record, one in missing.items():
            cost = one.rest.amount + expected(
                to_decimal(record.amount), int(record.interval), len(one.months), step
            )
            pair = (record.partner_id.id, record.account_id.id)
            taken = ordered.pop(pair, ZERO)
            cost, why = expectation(cost, taken)
            ids = tuple(record.tax_ids.ids)
            amount = taxes.amount_of_base(ids, cost, step=step).in_mode(
                VatMode(closing.vat_mode)
            )
            codes = _questions(record, one, taken, taxes.doubtful(ids))
            line = _proposed(record, one, amount, day)._replace(
                counterpart_account_id=counterparts[record.account_id.id in assets],
                excluded_code=why,
            )
            if taken:
                line.explanation_values["ordered"] = str(taken)
            proposed.append(with_reviews(line, codes))
        return proposed

    def _ordered_values(self, closing, day, cache) -> dict[tuple, Decimal]:
        """What receipts on orders accrue, by supplier and account."""
        return {}

    def _explain_recurring(self, line, words) -> str:
        months, short = words.get("missing") or [], words.get("short") or []
        recurring, parts = self.env["ap.recurring"], []
        evidence = recurring._words(words, line.currency_id).rstrip(".")
        if months:
            parts.append(
                self.env._(
                    "No bill for %(months)s. %(evidence)s.",
                    months=recurring._months_in_words(months),
                    evidence=evidence,
                )
            )
            parts.append(self._expectation(line, words, len(months)))
        if short:
            parts.append(
                self.env._(
                    "Only a part was billed for %(months)s: %(rest)s of %(amount)s are "
                    "missing. %(evidence)s.",
                    months=recurring._months_in_words(short),
                    rest=self._amount(line, words.get("rest")),
                    amount=self._amount(line, words["expected"]),
                    evidence=evidence,
                )
            )
        if not parts:
            return ""
        if words.get("ordered"):
            parts.append(
                self.env._(
                    "Receipts on orders of this supplier accrue %(amount)s on the account "
                    "already.",
                    amount=self._amount(line, words["ordered"]),
                )
            )
        return self._with_remarks(parts, line, words)

    def _expectation(self, line, words, count) -> str:
        """What was expected, and for how much of it no bill has come."""
        terms = {
            "amount": self._amount(line, words["expected"]),
            "interval": words.get("interval"),
            "count": count,
        }
        if terms["interval"] != "1":
            return self.env._(
                "Expected: %(amount)s for %(interval)s months; %(count)s months are without "
                "a bill.",
                **terms,
            )
        if count == 1:
            return self.env._("Expected: %(amount)s a month.", **terms)
        return self.env._("Expected: %(amount)s a month, %(count)s months.", **terms)


class ApClosingLine(models.Model):
    _inherit = "ap.closing.line"

    def _selection_source(self):
        return [
            *super()._selection_source(),
            ("ap.recurring", self.env._("Supplier that bills regularly")),
        ]


def month_codes(ranks) -> list[str]:
    """Months as they are stored: 2026-10."""
    return [f"{_first_day(rank):%Y-%m}" for rank in ranks]


def _ranks(months) -> set[int]:
    return {month_number(date.fromisoformat(f"{one}-01")) for one in months or ()}


def _missing(record, day, bills, known) -> Missing:
    """What of a recurrence no bill has paid at the day."""
    until = month_number(day)
    if record.date_last:
        until = min(until, month_number(record.date_last))
    rhythm, since = record._rhythm(), month_number(record.date_first)
    months = missing_months(
        rhythm, until, bills, max(since, month_number(day) - WINDOW),
        known.waiting, known.skipped,
    )  # fmt: skip
    bills = [bill for bill in bills if rhythm.paid_by(bill).stop > since]
    rest = None
    if record.bill_count >= WEEKLY and until not in months:
        rest = short_of_weeks(bills, day.toordinal(), until)
    if rest is None:
        rest = short_of(
            rhythm, until, bills, record._contract(), known.waiting | known.short,
            known.skipped,
        )  # fmt: skip
    return Missing(months, rest, _is_guessed(record, rhythm, bills, until))


def _is_guessed(record, rhythm, bills, until) -> bool:
    """Whether monthly bills of the first days decide, and nobody said for which month."""
    return (
        rhythm.interval == 1
        and not record.is_billing_known
        and any(
            bill.early and not bill.is_dated and until - bill.month <= 1 for bill in bills
        )
    )


def _questions(record, one: Missing, taken, is_tax_doubtful) -> list[str]:
    """Why a person should look, beyond the amount."""
    codes = []
    if taken:
        codes.append("ordered")
    if one.rest.amount:
        codes.append("partial")
    if one.is_guessed:
        codes.append("period")
    if is_tax_doubtful:
        codes.append("tax_nature")
    if len(one.months) > 2 * int(record.interval):
        codes.append("silent")
    elif record.source == "learned" and not record.is_steady:
        codes.append("irregular")
    return codes


def _proposed(record, one: Missing, amount, day) -> ProposedLine:
    """One recurrence as a proposal: months are its quantity."""
    months = sorted({*one.months, *one.rest.months})
    since = _first_day(months[0])
    return ProposedLine(
        source_key=f"rec:{record.id}",
        source_model="ap.recurring",
        source_id=record.id,
        partner_id=record.partner_id.id,
        product_id=record.product_id.id or None,
        label=record.account_id.name or record.partner_id.name,
        account_id=record.account_id.id,
        counterpart_account_id=None,
        analytic_distribution=record.analytic_distribution or None,
        source_currency_id=record.currency_id.id,
        quantity=Decimal(len(months)),
        price_unit=to_decimal(record.amount) / int(record.interval),
        amount_untaxed=amount.base,
        amount_computed=amount.cost,
        tax_computed=amount.deductible,
        cost_in_currency=amount.cost,
        tax_in_currency=amount.deductible,
        date_source=since,
        age_days=max((day - since).days, 0),
        period_start=None,
        period_end=None,
        convention=None,
        excluded_code=None,
        review_code=None,
        explanation_values={
            **(record.evidence or {}),
            "missing": month_codes(one.months),
            **({"short": month_codes(one.rest.months)} if one.rest.months else {}),
            **({"rest": str(one.rest.amount)} if one.rest.amount else {}),
            "interval": record.interval,
            "expected": str(to_decimal(record.amount)),
        },
        whole_cost=max(to_decimal(record.amount), amount.cost),
    )
