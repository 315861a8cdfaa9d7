# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two sources that bring the same amount: a person is asked whether it is one cost.

The rule of ownership settles what the documents say of each other. What they cannot say
(a line typed in, a kind that another room adds) is found by its figures: the same
supplier, account and amount in two kinds of one month. Nothing is left out for that.
"""

from odoo.tools import SQL

from ..rules.ownership import TWIN

TWINS = """
WITH line AS (
    SELECT id, kind, state, partner_id, account_id, amount
      FROM ap_closing_line
     WHERE run_id = ANY(%(runs)s) AND state <> 'cancelled' AND amount > 0
       AND kind = ANY(%(kinds)s) AND account_id IS NOT NULL
), same AS (
    SELECT account_id, amount, partner_id
      FROM line GROUP BY account_id, amount, partner_id
    HAVING COUNT(DISTINCT kind) > 1
), unnamed AS (
    SELECT account_id, amount
      FROM line GROUP BY account_id, amount
    HAVING COUNT(DISTINCT kind) > 1 AND BOOL_OR(partner_id IS NULL)
)
SELECT line.id FROM line
 WHERE line.state = 'proposed'
   AND ((line.account_id, line.amount, line.partner_id) IN (SELECT * FROM same)
        OR (line.account_id, line.amount) IN (SELECT * FROM unnamed))
"""
# Typed lines are not read again: what was marked before is taken off first.
CLEAR = """
UPDATE ap_closing_line
   SET review_code = NULLIF(review_code, %(code)s),
       explanation_values = CASE
           WHEN explanation_values ? 'reviews' THEN jsonb_set(
               explanation_values, '{reviews}',
               (explanation_values -> 'reviews') - %(code)s)
           ELSE explanation_values END
 WHERE run_id = ANY(%(runs)s) AND state = 'proposed'
   AND (review_code = %(code)s OR explanation_values -> 'reviews' ? %(code)s)
"""
MARK = """
UPDATE ap_closing_line
   SET review_code = COALESCE(review_code, %(code)s),
       explanation_values = jsonb_set(
           COALESCE(NULLIF(explanation_values, 'null'), '{}'), '{reviews}',
           COALESCE(explanation_values -> 'reviews', '[]') || to_jsonb(%(code)s::text))
 WHERE id = ANY(%(ids)s)
"""


def mark_twins(closing) -> None:
    """Mark the open lines of the closing of which another kind brings the same."""
    env = closing.env
    lines = env["ap.closing.line"]
    kinds = env["ap.closing.kind"]._brought_in()
    terms = {"runs": closing.run_ids.ids, "code": TWIN}
    lines.flush_model()
    found = env.execute_query(
        SQL(TWINS, kinds=kinds, **terms)
    )
    env.cr.execute(SQL(CLEAR, **terms))
    env.cr.execute(SQL(MARK, ids=[row[0] for row in found], code=TWIN))
    lines.invalidate_model(["review_code", "explanation_values"])
    closing.run_ids._count()
