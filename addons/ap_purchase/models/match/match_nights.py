# SPDX-License-Identifier: AGPL-3.0-or-later
"""By itself: compare what waits each night, post what matches."""

from functools import partial

from odoo.exceptions import UserError
from odoo.tools import SQL, groupby

from ..job_pieces import run_pieces
from . import match_trace

BATCH = 500
POST_BATCH = 20
GO_ON_AFTER = "ap_purchase.match_cron_after"  # company and bill of a night cut short

# Drafts, and what is posted but waits for something.
_WAITING = """
SELECT m.company_id, m.id FROM account_move m
  LEFT JOIN ap_match t ON t.move_id = m.id
 WHERE m.move_type IN ('in_invoice', 'in_refund', 'in_receipt')
   AND m.commercial_partner_id IS NOT NULL AND COALESCE(t.decision, '') <> 'rejected'
   AND (m.state = 'draft' OR m.state = 'posted' AND t.state = 'exception')
   AND (m.company_id, m.id) > (%s, %s)
 ORDER BY m.company_id, m.id
"""


def compare_waiting(env):
    """Compare drafts and waiting bills again, company by company, in batches.

    The failure of a batch leaves the others done. When time is short the next call
    goes on where this one stopped.
    """
    env.flush_all()
    parameters = env["ir.config_parameter"].sudo()
    after = parameters.get_param(GO_ON_AFTER, "0,0").split(",")
    batches = waiting_batches(env, *map(int, after))
    done = run_pieces(
        env,
        [
            (f"Bills {ids} of company {company}", partial(_compare, env, ids))
            for company, ids in batches
        ],
    )
    if done < len(batches):
        company, ids = batches[done - 1]
        parameters.set_param(GO_ON_AFTER, f"{company},{ids[-1]}")
    elif any(map(int, after)):
        parameters.set_param(GO_ON_AFTER, False)


def compare_company(env, company):
    """Compare what waits in one company, in batches."""
    pieces = [
        (f"Bills {ids} of company {company.id}", partial(_compare, env, ids))
        for one, ids in waiting_batches(env, company.id, 0)
        if one == company.id
    ]
    run_pieces(env, pieces)


def _compare(env, ids) -> None:
    env["ap.match"]._match(env["account.move"].browse(ids))


def waiting_batches(env, company, bill) -> list[tuple]:
    """Return company and ids of each batch of what waits beyond that bill."""
    rows = env.execute_query(SQL(_WAITING, company, bill))
    batches = []
    for company_id, group in groupby(rows, lambda row: row[0]):
        ids = [row[1] for row in group]
        batches += [
            (company_id, ids[start : start + BATCH])
            for start in range(0, len(ids), BATCH)
        ]
    return batches


def post_what_matches(env):
    """Post the drafts that match, where the policy lets them post by themselves."""
    _post(env, to_post(env).ids)


def post_company(env, company):
    """As `post_what_matches`, for one company."""
    _post(env, to_post(env).filtered(lambda match: match.company_id == company).ids)


def _post(env, ids):
    env["ir.cron"]._commit_progress(remaining=len(ids))
    for start in range(0, len(ids), POST_BATCH):
        batch = ids[start : start + POST_BATCH]
        for match in env["ap.match"].browse(batch):
            match._post_by_itself()
        if not env["ir.cron"]._commit_progress(len(batch)):
            return


def to_post(env):
    """Return the matches of drafts that may be posted by themselves."""
    found = env["ap.match"].search(
        [
            ("state", "=", "matched"),
            ("decision", "in", ("none", "accepted")),
            ("bill_state", "=", "draft"),
            ("policy_id.auto_post", "=", True),
        ]
    )
    return found.filtered(lambda match: match._may_post())


def may_post(match) -> bool:
    """Return whether nothing prevents posting: no finding, no lock, all dated and sure."""
    bill = match.move_id
    if bill.state != "draft" or not bill.invoice_date or bill.auto_post != "no":
        return False
    if bill.ap_finding_severity in ("warning", "blocking") or bill._ap_waits_for_a_person():
        return False
    return not bill._get_violated_lock_dates(bill.date, bill._affect_tax_report())


def post(match) -> bool:
    """Post the bill; what prevents it is noted on it, and it stays a draft."""
    if not match.move_id.try_lock_for_update():
        return False  # somebody works on it: the next run takes it
    if match.state != "matched" or not match._may_post():
        return False
    try:
        with match.env.cr.savepoint():
            match.move_id.action_post()
    except UserError as error:
        match.move_id.message_post(
            body=match.env._("Not posted by itself: %(reason)s", reason=str(error))
        )
        return False
    entry = (match.move_id.id, "posted", match.state, match.state, {}, None)
    match_trace.log(match.env, [entry])
    return True
