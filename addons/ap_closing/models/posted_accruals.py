# SPDX-License-Identifier: AGPL-3.0-or-later
"""The documents that posted accruals waited for: actual amount and variance."""

from collections.abc import Iterable
from decimal import Decimal

from odoo.tools import SQL, groupby

from odoo.addons.ap_base.arithmetic.accrual import scaled, variance

# What is read of each posted accrual, for a statement that reads `line` beside `item`, a
# bill of it; figures are text, for Decimal. Accruals without a bill have one row. A kind
# that counts by units adds `billed`, its units in text.
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
FIGURES = ("untaxed", "computed", "amount", "quantity", "before", "total")
COLUMNS = ("id", "kind", *FIGURES, "billed_amount", "billed_on", "is_later")
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


def meet(env, bills, sources) -> None:
    """Write actual amount and variance on the posted lines that waited for these bills,
    or have these sources ({model: ids}): one statement for any number."""
    env["ap.closing.line"].flush_model()
    env["account.move.line"].flush_model()
    kinds = env["ap.closing.kind"]._kinds()
    found = [
        row for kind in kinds.values() for row in kind.actuals(env, bills, sources)
    ]
    settled = [
        (line_id, *_settled(kinds[rows[0]["kind"]], rows))
        for line_id, rows in groupby(found, key=lambda row: row["id"])
    ]
    if not settled:
        return
    env.cr.execute(SQL(MEET, *map(list, zip(*settled, strict=True))))
    lines = env["ap.closing.line"].browse({row["id"] for row in found})
    lines.invalidate_recordset()


def _settled(kind, rows: Iterable[dict]) -> tuple:
    """(actual amount, its quantity, variance, estimate of it, has actual, first day) of
    one accrual and the bills that came after it."""
    bills = [row for row in rows if row["billed_amount"] is not None]
    if not bills:
        return NOT_SETTLED
    line = {name: Decimal(bills[0].get(name) or 0) for name in FIGURES}
    estimate = line["untaxed"]
    if line["computed"]:
        estimate = scaled(line["untaxed"], line["computed"], line["amount"])
    actual, units = kind.settled(bills, line)
    later = [row for row in bills if row.get("is_later", True)]
    if not later and not units:
        return NOT_SETTLED
    gap = variance(estimate, line["quantity"], actual, units)
    figures = tuple(map(float, (actual, units, gap, actual - gap)))
    return *figures, True, (later or bills)[0]["billed_on"]
