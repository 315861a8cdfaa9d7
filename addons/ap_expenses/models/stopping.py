# SPDX-License-Identifier: AGPL-3.0-or-later
"""What findings do to expenses: which they are about, and which they stop."""

from odoo.tools import SQL

CLASSIFY = """
UPDATE ap_finding AS finding
   SET expense_id = expense.id, expense_nature_id = expense.nature_id,
       expense_action = finding.evidence ->> 'action'
  FROM ap_expense AS expense
 WHERE finding.control_id = %(control)s AND finding.company_id = %(company)s
   AND finding.res_model = 'ap.expense' AND finding.state <> 'resolved'
   AND expense.id = finding.res_id
   AND (finding.expense_id, finding.expense_nature_id, finding.expense_action)
       IS DISTINCT FROM
       (expense.id, expense.nature_id, (finding.evidence ->> 'action')::varchar)
"""
# Whether a finding stops it is not what the expense says.
MOVED = """
SELECT expense.id
  FROM ap_expense AS expense
  LEFT JOIN (SELECT DISTINCT res_id
               FROM ap_finding
              WHERE res_model = 'ap.expense' AND severity = 'blocking'
                AND state IN ('open', 'assigned') AND company_id = %(company)s) AS stop
         ON stop.res_id = expense.id
 WHERE expense.company_id = %(company)s AND expense.is_current
   AND expense.liability_move_id IS NULL AND expense.state <> 'refused'
   AND (stop.res_id IS NOT NULL)
       <> COALESCE(jsonb_typeof(expense.reasons) = 'array' AND expense.reasons ? 'finding', FALSE)
 ORDER BY expense.id
"""
CHECKED = (("check_on_post", "=", True), ("severity", "=", "blocking"))


def classify(env, control, company) -> None:
    """Findings of the control know their expense, its nature and what to do."""
    env["ap.expense"].flush_model(["nature_id"])
    env.cr.execute(SQL(CLASSIFY, control=control.id, company=company.id))
    env["ap.finding"].invalidate_model(
        ["expense_id", "expense_nature_id", "expense_action", "expense_asked_on"], flush=False
    )


def move(env, company) -> None:
    """What is stopped leaves what is ready, and comes back once nothing stops it."""
    env.flush_all()
    ids = [one for [one] in env.execute_query(SQL(MOVED, company=company.id))]
    if ids:
        env["ap.expense"].browse(ids)._prepare()


def check(tool, expenses) -> None:
    """Run the blocking controls that are checked when posting on what is to be booked."""
    if not tool.env.user.has_group("ap_base.group_apprentice"):
        return  # who only looks writes no finding
    controls = tool.env["ap.control"].sudo().search(
        [("res_model", "=", "ap.expense"), *CHECKED]
    )
    if controls and expenses:
        tool.env["ap.control"].sudo().check(
            tool.company_id.id, controls.mapped("code"), "ap.expense", expenses.ids
        )
