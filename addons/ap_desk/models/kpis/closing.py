# SPDX-License-Identifier: AGPL-3.0-or-later
"""The month: how good its estimates were, how long it took, what moved after it."""

from .figure import Figure

# Estimates whose bill has come: what was right of them, over what was billed.
ACCRUALS = """
SELECT line.id AS res_id, line.partner_id,
       GREATEST(ABS(line.actual_amount) - ABS(line.variance), 0) AS numerator,
       ABS(line.actual_amount) AS denominator
  FROM ap_closing_line line
 WHERE line.company_id = %(company)s AND line.state = 'posted' AND line.has_actual
   AND line.date_end BETWEEN %(first)s AND %(last)s AND line.actual_amount <> 0
"""

DAYS_TO_CLOSE = """
SELECT closing.id AS res_id, NULL::int AS partner_id,
       closing.days_to_close::numeric AS numerator, 1::numeric AS denominator
  FROM ap_closing closing
 WHERE closing.company_id = %(company)s AND closing.is_closed
   AND closing.date_end BETWEEN %(first)s AND %(last)s
"""

# Documents that came into a month, or moved in it, after it was closed.
AFTER_CLOSE = """
SELECT closing.id AS res_id, NULL::int AS partner_id,
       (SELECT COUNT(*) FROM ap_closing_change change
         WHERE change.closing_id = closing.id)::numeric AS numerator,
       1::numeric AS denominator
  FROM ap_closing closing
 WHERE closing.company_id = %(company)s AND closing.is_closed
   AND closing.date_end BETWEEN %(first)s AND %(last)s
"""

FIGURES = [
    Figure("accrual_accuracy", "ap.closing.line", ACCRUALS),
    Figure("days_to_close", "ap.closing", DAYS_TO_CLOSE),
    Figure("changed_after_close", "ap.closing", AFTER_CLOSE),
]
