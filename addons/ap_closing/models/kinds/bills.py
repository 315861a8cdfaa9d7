# SPDX-License-Identifier: AGPL-3.0-or-later
"""What bills that are not in the books at the day bring into a month."""

from decimal import Decimal

from odoo.tools import SQL

from odoo.addons.ap_base.arithmetic.accrual import scaled
from odoo.addons.ap_base.arithmetic.line_tax import VatMode
from odoo.addons.ap_base.models.line_taxes import LineTaxes

from ...rules.ownership import Claim
from ..billed import billed_amount
from ..changed_months import BILLS
from ..closing_differences import nothing
from ..closing_values import ProposedLine
from ..cost_owners import with_reviews
from ..pending_bills import period_of
from ..posted_accruals import ACCRUED
from .bill_lines import line_of, scene_of
from .closing_kind import ClosingKind
from .explanation import (
    period_terms,
    shown_amount,
    shown_day,
    shown_total,
    with_remarks,
)

# Bills that were not posted at the end of the month: they are posted themselves.
OF_BILLS = """
SELECT %(accrued)s
  FROM ap_closing_line line
  LEFT JOIN account_move_line item
         ON item.parent_state = 'posted' AND item.display_type = 'product'
        AND item.id = line.source_id
 WHERE line.state = 'posted' AND line.kind = %(kind)s
   AND line.source_model = 'account.move.line' AND line.source_id = ANY(%(ids)s)
 ORDER BY line.id, item.date, item.id
"""


class DraftBill(ClosingKind):
    """Bills that concern the months up to the day and are in draft, or booked later.

    What each line brings, and which of them are left to an order or to nobody, is the
    rule of `rules.ownership`.
    """

    code, sequence = "draft_bill", 20
    counterpart = "ap_accrued_expense_account_id"
    asset_counterpart = "ap_accrued_asset_account_id"
    of_documents = True
    stale_on = frozenset({BILLS})
    tie_outs = ("accrued_expenses", "accrued_assets", "accrued_vat")

    def label(self, env):
        return env._("Bills not posted")

    def propose(self, closing, day, cache):
        env, company = closing.env, closing.company_id
        owners = env["ap.closing.kind"]._owners(closing, day, cache)
        pending, scene = owners.pending, scene_of(company, day)
        mode = VatMode(closing.vat_mode)
        taxes = LineTaxes(env, company).load(
            {row["tax_ids"] for row in pending.rows.values()}
        )
        assets = env["ap.closing.accounts"]._asset_accounts(
            company, {row["account_id"] for row in pending.rows.values()}
        )
        counterparts = {
            is_asset: self.counterpart_account(company, is_asset).id
            for is_asset in (True, False)
        }
        proposed = []
        for claim in owners.claims:
            row = pending.rows[claim.key]
            amount = billed_amount(taxes, row, claim.amount, scene.step).in_mode(mode)
            if not amount.total:
                continue
            account = counterparts[row["account_id"] in assets]
            line = line_of(scene, row, period_of(row), amount, account)
            if claim.is_read:
                read = pending.read[claim.key]
                line.explanation_values["read"] = [
                    read.start.isoformat(), read.end.isoformat(),
                ]  # fmt: skip
            if row.get("no_rate"):
                line = _without_amount(line, row)
            doubtful = taxes.doubtful(row["tax_ids"])
            proposed.append(_decided(line, claim, ["tax_nature"] if doubtful else []))
        return proposed

    def explain(self, line, words):
        env = line.env
        parts = [
            env._(
                "Bill %(reference)s of %(day)s was not posted at the closing date: "
                "%(total)s untaxed.",
                reference=words.get("reference") or words.get("document") or "—",
                day=shown_day(env, words.get("invoice_date")),
                total=shown_total(line, words),
            )
        ]
        if line.period_start:
            parts.append(
                env._(
                    "Service from %(start)s to %(end)s (%(convention)s): %(amount)s up to "
                    "the closing date.",
                    **period_terms(line, words),
                )
            )
        elif words.get("read"):
            parts.append(
                env._(
                    "Its text says from %(start)s to %(end)s: %(amount)s up to the "
                    "closing date.",
                    start=shown_day(env, words["read"][0]),
                    end=shown_day(env, words["read"][1]),
                    amount=shown_amount(line, words.get("amount")),
                )
            )
        return with_remarks(parts, line, words)

    def actuals(self, env, bills, sources):
        ids = [*bills.invoice_line_ids.ids, *sources.get("account.move.line", ())]
        query = SQL(OF_BILLS, accrued=SQL(ACCRUED), kind=self.code, ids=ids)
        return env.execute_query_dict(query)

    def settled(self, rows, line):
        """A bill that was captured before it was posted settles its accrual as a whole;
        of a service that goes on, in the proportion that the month bore. A later
        correction of the accrual has no quantity of its own, and settles with the first.
        """
        if not line["quantity"]:
            return Decimal(0), Decimal(0)
        actual = sum(Decimal(row["billed_amount"]) for row in rows)
        if line["total"] != line["untaxed"]:
            actual = scaled(line["untaxed"], line["total"], actual)
        return actual, line["quantity"]


def _without_amount(line: ProposedLine, row) -> ProposedLine:
    """The line of a bill of which nobody knows what it is worth."""
    total = [str(row["amount_currency"]), row["currency_name"]]
    words = {**line.explanation_values, "total_in_currency": total}
    return nothing(line)._replace(explanation_values=words)


def _decided(line: ProposedLine, claim: Claim, doubts) -> ProposedLine:
    """The line with what the rule says of it."""
    return with_reviews(line, [*claim.reviews, *doubts])._replace(
        excluded_code=claim.excluded
    )
