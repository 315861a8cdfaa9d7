# SPDX-License-Identifier: AGPL-3.0-or-later
"""What regular suppliers bring into a month: the bills that should be there."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from odoo import models
from odoo.tools import SQL

from odoo.addons.ap_base.arithmetic.calendar import (
    add_months,
    month_number,
    month_start,
)
from odoo.addons.ap_base.arithmetic.line_tax import VatMode
from odoo.addons.ap_base.arithmetic.money import to_decimal
from odoo.addons.ap_base.arithmetic.recurrence import expected, missing_months
from odoo.addons.ap_base.models.line_taxes import LineTaxes

from ..closing_values import Kind, ProposedLine
from .ap_recurring_learn import _first_day, as_billed

ZERO = Decimal(0)
WINDOW = 24  # months of bills that are looked at, as when they were learned

# Bills that are in the books at the day, or that the draft bills bring there.
BILLS = """
SELECT partner.commercial_partner_id AS partner_id, line.account_id,
       COALESCE(move.invoice_date, move.date) AS month,
       line.deferred_start_date AS first, line.deferred_end_date AS last,
       line.balance::text AS amount,
       move.state = 'draft' OR move.date >= %(start)s AS fresh
  FROM account_move move
  JOIN account_move_line line ON line.move_id = move.id
  JOIN res_partner partner ON partner.id = move.partner_id
 WHERE move.company_id = %(company)s
   AND move.move_type IN ('in_invoice', 'in_receipt')
   AND partner.commercial_partner_id = ANY(%(partners)s)
   AND line.account_id = ANY(%(accounts)s)
   AND line.display_type = 'product'
   AND (move.state = 'posted' AND move.date <= %(day)s
        OR move.state IN ('draft', 'posted')
           AND COALESCE(move.invoice_date, move.date) <= %(day)s)
   AND (COALESCE(move.invoice_date, move.date) >= %(since)s
        OR line.deferred_end_date >= %(since)s)
"""

# What earlier closings did for each: (recurrence, closing date, months, decision).
EARLIER = """
SELECT source_id, date_end, SUM(amount) <> 0 AS accrued,
       BOOL_OR(is_overridden OR excluded_code = 'ordered') AS decided,
       (array_agg(explanation_values ORDER BY id DESC))[1] -> 'missing' AS months
  FROM ap_closing_line
 WHERE state = 'posted' AND source_model = 'ap.recurring' AND source_id = ANY(%s)
   AND date_end < %s
 GROUP BY source_id, date_end
"""


class Before(NamedTuple):
    """What earlier closings did for one recurrence."""

    waiting: set[int]  # months that the closing before accrued
    skipped: set[int]  # months for which a person, or an order, wants nothing


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
        missing = self._recurring_missing(active, company, day)
        return self._recurring_lines(closing, day, missing, cache)

    def _recurring_missing(self, records, company, day) -> dict:
        """The months that no bill has paid at the day, of the recurrences that have
        some: two statements for any number of them."""
        if not records:
            return {}
        bills = self._recurring_bills(records, company, day)
        before = self._recurring_before(records, day)
        found = {record: _missing(record, day, bills, before) for record in records}
        return {record: months for record, months in found.items() if months}

    def _recurring_bills(self, active, company, day) -> dict[tuple, list]:
        """The bills of the recurrences' suppliers and accounts, one statement."""
        for model in ("account.move", "account.move.line"):
            self.env[model].flush_model()
        rows = self.env.execute_query_dict(
            SQL(
                BILLS,
                company=company.id,
                day=day,
                start=month_start(day),
                since=month_start(add_months(day, -WINDOW)),
                partners=active.partner_id.ids,
                accounts=active.account_id.ids,
            )
        )
        found = defaultdict(list)
        for row in rows:
            pair = (row["partner_id"], row["account_id"])
            found[pair].append(as_billed(row, row["fresh"]))
        return found

    def _recurring_before(self, active, day) -> dict[int, Before]:
        self.env["ap.closing.line"].flush_model()
        last_end = month_number(day) - 1
        found = {record.id: Before(set(), set()) for record in active}
        for source, end, accrued, decided, months in self.env.execute_query(
            SQL(EARLIER, active.ids, day)
        ):
            ranks = {month_number(date.fromisoformat(f"{one}-01")) for one in months or ()}
            if accrued and month_number(end) == last_end:
                found[source].waiting.update(ranks)
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
        ordered = self._ordered_pairs(closing, day, cache)
        assets = self.env["ap.closing.accounts"]._asset_accounts(
            company, {record.account_id.id for record in missing}
        )
        counterparts = {
            True: company.ap_accrued_asset_account_id.id,
            False: company.ap_accrued_expense_account_id.id,
        }
        step = to_decimal(company.currency_id.rounding)
        proposed = []
        for record, months in missing.items():
            cost = expected(
                to_decimal(record.amount), int(record.interval), len(months), step
            )
            amount = taxes.amount_of_base(
                tuple(record.tax_ids.ids), cost, step=step
            ).in_mode(VatMode(closing.vat_mode))
            line = _proposed(record, months, amount, day)._replace(
                counterpart_account_id=counterparts[record.account_id.id in assets]
            )
            if taxes.doubtful(tuple(record.tax_ids.ids)):
                line = line._replace(review_code="tax_nature")
            if (record.partner_id.id, record.account_id.id) in ordered:
                line = line._replace(excluded_code="ordered", review_code=None)
            proposed.append(line)
        return proposed

    def _ordered_pairs(self, closing, day, cache) -> set[tuple]:
        """Suppliers and accounts for which receipts on orders are accrued already."""
        scene = self._order_scene(closing, day, cache)
        pairs = set()
        for row, gap in scene.rows:
            if gap.to_accrue:
                account = scene.accounts.get(row.line_id)
                pairs.add((row.commercial_partner_id, account))
        return pairs

    def _explain_recurring(self, line, words) -> str:
        months = words.get("missing") or []
        if not months:
            return ""
        recurring = self.env["ap.recurring"]
        parts = [
            self.env._(
                "No bill for %(months)s. %(evidence)s.",
                months=recurring._months_in_words(months),
                evidence=recurring._words(words, line.currency_id).rstrip("."),
            )
        ]
        parts.append(self._expectation(line, words, len(months)))
        if line.excluded_code == "ordered":
            parts.append(
                self.env._("Not accrued: receipts on an order of this supplier are, already.")
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


def _missing(record, day, bills, before) -> tuple[int, ...]:
    """The months of a recurrence that no bill has paid at the day."""
    until = month_number(day)
    if record.date_last:
        until = min(until, month_number(record.date_last))
    pair, known = (record.partner_id.id, record.account_id.id), before[record.id]
    return missing_months(
        record._rhythm(),
        until,
        bills.get(pair, ()),
        max(month_number(record.date_first), month_number(day) - WINDOW),
        known.waiting,
        known.skipped,
    )


def _proposed(record, months, amount, day) -> ProposedLine:
    """One recurrence as a proposal: months are its quantity."""
    interval, since = int(record.interval), _first_day(months[0])
    review = None
    if len(months) > 2 * interval:
        review = "silent"
    elif record.source == "learned" and not record.is_steady:
        review = "irregular"
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
        price_unit=to_decimal(record.amount) / interval,
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
        review_code=review,
        explanation_values={
            **(record.evidence or {}),
            "missing": month_codes(months),
            "interval": record.interval,
            "expected": str(to_decimal(record.amount)),
        },
    )
