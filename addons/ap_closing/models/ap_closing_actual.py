# SPDX-License-Identifier: AGPL-3.0-or-later
"""What comes after a proposal: late documents, and the bills that accruals waited for."""

from decimal import Decimal

from odoo import models
from odoo.tools import SQL, groupby

from odoo.addons.ap_base.arithmetic.accrual import (
    scaled,
    settled_part,
    variance,
)

from . import later_documents

# What is read of each posted accrual, for a statement that reads `line` beside `item`, a
# bill of it; figures are text, for Decimal. Accruals without a bill have one row.
ACCRUED = """
       line.id, line.kind,
       line.amount_untaxed::text AS untaxed,
       line.amount_computed::text AS computed,
       line.amount::text AS amount, line.quantity::text AS quantity,
       (SELECT SUM(earlier.quantity) FROM ap_closing_line earlier
         WHERE earlier.run_id = line.run_id
           AND earlier.source_key = line.source_key
           AND earlier.state = 'posted'
           AND earlier.posting < line.posting)::text AS before,
       line.explanation_values ->> 'total' AS total,
       item.balance::text AS billed_amount, item.date AS billed_on,
       item.date > line.date_end AS is_later
"""
# Bills that were not posted at the end of the month: they are posted themselves.
OF_BILLS = """
SELECT %(accrued)s
  FROM ap_closing_line line
  LEFT JOIN account_move_line item
         ON item.parent_state = 'posted' AND item.display_type = 'product'
        AND item.id = line.source_id
 WHERE line.state = 'posted' AND line.kind = 'draft_bill'
   AND line.source_model = 'account.move.line' AND line.source_id = ANY(%(ids)s)
 ORDER BY line.id, item.date, item.id
"""

FIGURES = ("untaxed", "computed", "amount", "quantity", "before", "total")
NOT_SETTLED = (0.0, 0.0, 0.0, 0.0, False, None)
MEET = """
UPDATE ap_closing_line line
   SET actual_amount = met.actual, actual_quantity = met.quantity,
       variance = met.variance, settled_estimate = met.estimate,
       has_actual = met.has_actual, date_actual = met.day
  FROM unnest(%s::int[], %s::numeric[], %s::numeric[], %s::numeric[], %s::numeric[],
              %s::bool[], %s::date[])
       AS met(id, actual, quantity, variance, estimate, has_actual, day)
 WHERE line.id = met.id
"""


class ApClosingRun(models.Model):
    _inherit = "ap.closing.run"

    def _mark_stale_of_moves(self, moves, kinds, cause, only_open=False) -> None:
        """Flag the runs of these kinds whose month the entries belong to, and name them."""
        for company, its in moves.grouped("company_id").items():
            days = {move: move.date for move in its}
            later_documents.note(company, days, kinds, cause, only_open)
            self._mark_stale(company, min(days.values()), kinds, only_open)

    def _mark_stale(self, company, day, kinds, only_open=False) -> None:
        """Flag the proposed and posted runs of months that end on `day` or later.

        Whoever calls it names the documents to `later_documents`.

        `only_open`: of the posted ones only the last: what changes now is caught up
        by the month that is open, earlier ones stay as they were posted.
        """
        self.flush_model(["state", "is_stale", "kind", "company_id", "date_end"])
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE ap_closing_run run SET is_stale = TRUE
                  FROM ap_closing closing
                 WHERE closing.id = run.closing_id AND closing.company_id = %s
                   AND closing.date_end >= %s AND run.kind = ANY(%s)
                   AND run.state IN ('proposed', 'reviewed', 'posted')
                   AND NOT COALESCE(run.is_stale, FALSE)
                   AND NOT (%s AND run.state = 'posted' AND EXISTS (
                       SELECT 1 FROM ap_closing_run later
                        WHERE later.company_id = closing.company_id
                          AND later.kind = run.kind AND later.state = 'posted'
                          AND later.date_end > closing.date_end))
             RETURNING run.id
                """,
                company.id,
                day,
                list(kinds),
                only_open,
            )
        )
        stale = self.browse([row[0] for row in rows])
        stale.invalidate_recordset(["is_stale"])
        stale.modified(["is_stale"])


class ApClosingLine(models.Model):
    _inherit = "ap.closing.line"

    def _meet_bills(self, bills, left=None) -> None:
        """Write actual amount and variance on the posted accruals of these bills.

        `left`: other sources, {model: ids}, that one of the bills has left.
        """
        bills.flush_recordset()
        sources = self._sources_of_bills(bills)
        for model, ids in (left or {}).items():
            sources[model] = [*sources.get(model, ()), *ids]
        self._meet(sources)

    def _meet_bills_again(self) -> None:
        """A difference posted later meets the bills that are there already."""
        grouped = self.grouped("source_model")
        self._meet({model: lines.mapped("source_id") for model, lines in grouped.items()})

    def _meet(self, sources: dict[str, list[int]]) -> None:
        self.flush_model()
        self.env["account.move.line"].flush_model()
        self._write_actuals(self._read_actuals(sources))

    def _sources_of_bills(self, bills) -> dict[str, list[int]]:
        """Ids by model: what accruals may have waited for these bills."""
        return {"account.move.line": bills.invoice_line_ids.ids}

    def _write_actuals(self, found: list[dict]) -> None:
        """Settle accruals with the bills beside them, one statement."""
        settled = [
            (line_id, *self._settled(rows))
            for line_id, rows in groupby(found, key=lambda row: row["id"])
        ]
        if not settled:
            return
        self.env.cr.execute(SQL(MEET, *map(list, zip(*settled, strict=True))))
        self.browse({row["id"] for row in found}).invalidate_recordset()

    def _read_actuals(self, sources: dict[str, list[int]]) -> list[dict]:
        """The posted accruals of these sources beside their bills."""
        ids = sources.get("account.move.line", [])
        query = SQL(OF_BILLS, accrued=SQL(ACCRUED), ids=ids)
        return self.env.execute_query_dict(query)

    def _settled(self, rows) -> tuple:
        """(actual amount, its quantity, variance, estimate of it, has actual, first day)
        of one accrual and the bills that came after it."""
        bills = [row for row in rows if row["billed_amount"] is not None]
        if not bills:
            return NOT_SETTLED
        line = {name: Decimal(bills[0].get(name) or 0) for name in FIGURES}
        estimate = line["untaxed"]
        if line["computed"]:
            estimate = scaled(line["untaxed"], line["computed"], line["amount"])
        actual, units = self._settled_part(bills, line)
        later = [row for row in bills if row.get("is_later", True)]
        if not later and not units:
            return NOT_SETTLED
        gap = variance(estimate, line["quantity"], actual, units)
        figures = tuple(map(float, (actual, units, gap, actual - gap)))
        return *figures, True, (later or bills)[0]["billed_on"]

    def _settled_part(self, bills, line) -> tuple[Decimal, Decimal]:
        """What the bills of one accrual say, and of how much of its quantity."""
        if bills[0]["kind"] == "draft_bill":
            return _settled_bill(bills, line)
        came = [(Decimal(row["billed"]), Decimal(row["billed_amount"])) for row in bills]
        return settled_part(came, line["quantity"], line["before"])


def _settled_bill(bills, line):
    """A bill that was captured before it was posted settles its accrual as a whole; of a
    service that goes on, in the proportion that the month bore. A later correction of
    the accrual has no quantity of its own, and settles with the first."""
    if not line["quantity"]:
        return Decimal(0), Decimal(0)
    actual = sum(Decimal(row["billed_amount"]) for row in bills)
    if line["total"] != line["untaxed"]:
        actual = scaled(line["untaxed"], line["total"], actual)
    return actual, line["quantity"]
