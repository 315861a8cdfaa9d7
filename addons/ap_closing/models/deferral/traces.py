# SPDX-License-Identifier: AGPL-3.0-or-later
"""Runs of deferrals: the trace of each release, and what stays as it was begun."""

from odoo.tools import SQL

from odoo.addons.ap_base.arithmetic.calendar import next_day

from .. import changed_months
from . import held_keys

RELEASED = """
SELECT line.source_id, line.company_id, line.counterpart_account_id, line.date_end,
       -line.amount,
       CASE WHEN deferral.method = 'release'
            THEN COALESCE(line.explanation_values ->> 'nature', 'release')
            ELSE 'unwind' END,
       line.move_id, line.id, line.run_id, %(key)s
  FROM ap_closing_line line
  JOIN ap_deferral deferral ON deferral.id = line.source_id
 WHERE line.run_id = %(run)s AND line.state = 'posted' AND line.posting = %(posting)s
   AND line.source_model = 'ap.deferral' AND line.amount <> 0
"""
TAKEN_BACK = """
SELECT line.source_id, line.company_id, line.counterpart_account_id, opposite.date,
       line.amount, 'cancellation', opposite.id, line.id, line.run_id, %(key)s
  FROM ap_closing_line line
  JOIN account_move entry ON entry.id = line.move_id
  JOIN account_move opposite ON opposite.id = entry.ap_cancelled_by_id
 WHERE line.id = ANY(%(lines)s) AND line.source_model = 'ap.deferral'
   AND line.amount <> 0
"""
# Arrays, not joins: the lines were written in this very transaction, so that the planner
# expects one and would go through all deferrals for each.
KEPT = """
UPDATE ap_deferral SET is_kept = TRUE
 WHERE NOT is_kept
   AND (id = ANY(ARRAY(
            SELECT source_id FROM ap_closing_line
             WHERE run_id = %(run)s AND state = 'posted' AND source_model = 'ap.deferral'))
        OR line_id = ANY(ARRAY(
            SELECT source_id FROM ap_closing_line
             WHERE run_id = %(run)s AND state = 'posted'
               AND source_model = 'account.move.line')))
RETURNING id
"""
# Over, and nothing is held any more.
DONE = """
UPDATE ap_deferral SET state = 'done'
 WHERE company_id = %s AND method = %s AND state = 'running' AND held = 0
   AND date_bill <= %s AND LEAST(date_end, date_ended) <= %s
"""
RUNNING_AGAIN = """
UPDATE ap_deferral SET state = 'running'
 WHERE state = 'done' AND held <> 0 AND company_id = %s
"""


def log_released(run) -> None:
    """Note what the run has released of each deferral; later months must not release it
    again."""
    env = run.env
    env.flush_all()
    key = SQL(held_keys.OF_LINE)
    env["ap.deferral.entry"].sudo()._log(
        SQL(RELEASED, run=run.id, posting=run.posting, key=key)
    )
    _mark_later(run)


def log_taken_back(run, line_ids) -> None:
    """Note that these lines of the run were cancelled."""
    env = run.env
    env.flush_all()
    key = SQL(held_keys.OF_LINE)
    env["ap.deferral.entry"].sudo()._log(SQL(TAKEN_BACK, lines=list(line_ids), key=key))
    env.cr.execute(SQL(RUNNING_AGAIN, run.company_id.id))
    env["ap.deferral"].invalidate_model(["state"])
    _mark_later(run)


def settle(run, method) -> None:
    """End the deferrals of that method that are over at the run's day."""
    deferrals, day = run.env["ap.deferral"], run.date_end
    deferrals.flush_model()
    run.env.cr.execute(SQL(DONE, run.company_id.id, method, day, day))
    deferrals.invalidate_model(["state"])


def keep(run):
    """What was begun one way is finished that way: the deferrals that this run begins."""
    env = run.env
    rows = env.execute_query(SQL(KEPT, run=run.id))
    begun = env["ap.deferral"].sudo().browse([row[0] for row in rows])
    begun.invalidate_recordset(["is_kept"])
    return begun


def _mark_later(run) -> None:
    later = {run: next_day(run.date_end)}
    changed_months.mark_now(run.company_id, later, changed_months.TRANSFERS, "released")
