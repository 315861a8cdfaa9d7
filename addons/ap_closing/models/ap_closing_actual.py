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
from odoo.addons.ap_purchase.rules.story import paid

from . import later_documents

# Each posted accrual beside each bill of it, in the order of the bills; figures are text,
# for Decimal. Accruals without a bill have one row. Bills of the month itself count when
# they were linked after the accrual was posted: `known` is what was billed then.
ACTUALS = """
SELECT line.id, line.kind,
       line.amount_untaxed::text AS untaxed,
       line.amount_computed::text AS computed,
       line.amount::text AS amount, line.quantity::text AS quantity,
       (SELECT SUM(earlier.quantity) FROM ap_closing_line earlier
         WHERE earlier.run_id = line.run_id
           AND earlier.source_key = line.source_key
           AND earlier.state = 'posted'
           AND earlier.posting < line.posting)::text AS before,
       line.explanation_values ->> 'total' AS total,
       pol.product_qty::text AS ordered,
       (SELECT first.explanation_values ->> 'billed' FROM ap_closing_line first
         WHERE first.run_id = line.run_id AND first.source_key = line.source_key
           AND first.state = 'posted'
         ORDER BY first.posting LIMIT 1) AS known,
       item.balance::text AS billed_amount, item.date AS billed_on,
       item.date > line.date_end AS is_later,
       (sign(item.balance) * abs(item.quantity)
        * COALESCE(uom.factor, 1)::numeric
        / COALESCE(own.factor, 1)::numeric)::text AS billed
  FROM ap_closing_line line
  LEFT JOIN purchase_order_line pol
         ON line.source_model = 'purchase.order.line'
        AND pol.id = line.source_id
  LEFT JOIN account_move_line item
         ON item.parent_state = 'posted' AND item.display_type = 'product'
        AND (item.purchase_line_id = pol.id
             OR line.source_model = 'account.move.line'
            AND item.id = line.source_id)
  LEFT JOIN uom_uom uom ON uom.id = item.product_uom_id
  LEFT JOIN uom_uom own ON own.id = pol.product_uom_id
 WHERE line.state = 'posted' AND line.kind IN ('received', 'draft_bill')
   AND (line.source_model = 'purchase.order.line'
        AND line.source_id = ANY(%s)
        OR line.source_model = 'account.move.line'
        AND line.source_id = ANY(%s))
 ORDER BY line.id, item.date, item.id
"""

FIGURES = ("untaxed", "computed", "amount", "quantity", "before", "total", "ordered")
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

    def _meet_bills(self, bills, order_line_ids=()) -> None:
        """Write actual amount and variance on the posted accruals of these bills, and
        of these order lines: a bill may have left them."""
        bills.flush_recordset()
        self.flush_model()
        self.env["account.move.line"].flush_model()
        self._write_actuals(
            self._read_actuals(
                [*bills.invoice_line_ids.purchase_line_id.ids, *order_line_ids],
                bills.invoice_line_ids.ids,
            )
        )

    def _meet_bills_again(self) -> None:
        """A difference posted later meets the bills that are there already."""
        sources = self.grouped("source_model")
        ids = [
            sources.get(model, self.browse()).mapped("source_id")
            for model in ("purchase.order.line", "account.move.line")
        ]
        self.flush_model()
        self.env["account.move.line"].flush_model()
        self._write_actuals(self._read_actuals(*ids))

    def _write_actuals(self, found: list[dict]) -> None:
        """Settle accruals with the bills beside them, one statement."""
        settled = [
            (line_id, *_settled(rows))
            for line_id, rows in groupby(found, key=lambda row: row["id"])
        ]
        if not settled:
            return
        self.env.cr.execute(SQL(MEET, *map(list, zip(*settled, strict=True))))
        self.browse({row["id"] for row in found}).invalidate_recordset()

    def _read_actuals(self, order_line_ids, item_ids) -> list[dict]:
        return self.env.execute_query_dict(SQL(ACTUALS, order_line_ids, item_ids))


def _settled(rows):
    """(actual amount, its quantity, variance, estimate of it, has actual, first day) of
    one accrual and the bills that came after it."""
    bills = [row for row in rows if row["billed_amount"] is not None]
    if not bills:
        return 0.0, 0.0, 0.0, 0.0, False, None
    line = {
        name: Decimal(bills[0].get(name) or 0)
        for name in FIGURES
    }
    estimate = line["untaxed"]
    if line["computed"]:
        estimate = scaled(line["untaxed"], line["computed"], line["amount"])
    if bills[0]["kind"] == "draft_bill":
        actual, units = _settled_bill(bills, line)
    else:
        before = line["before"] + _known_units(bills, line)
        actual, units = settled_part(_paid(bills, line), line["quantity"], before)
    later = [row for row in bills if row.get("is_later", True)]
    if not later and not units:
        return 0.0, 0.0, 0.0, 0.0, False, None
    gap = variance(estimate, line["quantity"], actual, units)
    figures = tuple(map(float, (actual, units, gap, actual - gap)))
    return *figures, True, (later or bills)[0]["billed_on"]


def _paid(bills, line) -> list[tuple[Decimal, Decimal]]:
    """The units that each bill pays for, and its amount."""
    came = [(Decimal(row["billed"]), Decimal(row["billed_amount"])) for row in bills]
    if line["quantity"] and line["ordered"]:
        return paid(came, line["untaxed"] / line["quantity"], line["ordered"])
    return came


def _known_units(bills, line) -> Decimal:
    """The units of the month's own bills that the accrual was posted beside; what was
    linked since settles it."""
    early = [row for row in bills if not row.get("is_later", True)]
    total = sum((units for units, _amount in _paid(early, line)), Decimal(0))
    known = bills[0].get("known")
    if known is None:
        return total
    known = Decimal(known)
    return known if (total - known) * total > 0 else total


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
