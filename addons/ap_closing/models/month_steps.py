# SPDX-License-Identifier: AGPL-3.0-or-later
"""The steps of a month: proposing and posting it by one call, what stands before posting
and where it is mended, posting run by run with a bar."""

from odoo.exceptions import UserError

from odoo.addons.ap_base.models import arguments

from . import closing_blockers, closing_period, closing_steps


def mend(closing, key):
    """See `action_mend` of `ap.closing`."""
    closing.ensure_one()
    closing.check_access("read")
    found = [one for one in closing_blockers.of(closing) if one.key == key]
    if not found:
        return {"type": "ir.actions.client", "tag": "soft_reload"}
    return getattr(closing_blockers, found[0].action)(closing, found[0])


def read_blocked_again(closing):
    """See `read_blocked_again` of `ap.closing`."""
    closing.ensure_one()
    before = closing_steps.blockers(closing)
    runs = closing_blockers.blocked_runs(closing)
    if not runs or closing.is_closed or not _may_propose(closing):
        return False
    closing._lock()
    (runs | closing_blockers.stale_runs(closing))._propose()
    closing.invalidate_recordset()
    return closing_steps.blockers(closing) != before


def _may_propose(closing) -> bool:
    return closing.env.user.has_group("ap_base.group_apprentice")


def post_steps(closing):
    """See `action_post_steps` of `ap.closing`."""
    closing.ensure_one()
    closing._check_role("ap_base.group_accountant")
    runs = closing.run_ids.filtered(lambda run: run.state == "reviewed").sorted("sequence")
    blocking = closing._blocking(runs)
    if blocking:
        raise UserError("\n".join(blocking))
    labels = closing.env["ap.closing.kind"]._labels()
    steps = [
        {
            "label": closing.env._(
                "%(run)s (%(count)s)", run=labels[run.kind], count=run.line_count
            ),
            "method": "post_one_run",
            "args": [run.id],
        }
        for run in runs
    ]
    steps.append(
        {"label": closing.env._("Compare the ledger and the checklist"), "method": "compare"}
    )
    return closing_steps.dialog(closing, closing.env._("Post the month"), steps)


def post_one_run(closing, run_id):
    """See `post_one_run` of `ap.closing`."""
    closing.ensure_one()
    closing._check_role("ap_base.group_accountant")
    run_id = arguments.one_id(closing.env, run_id)
    closing._lock()
    run = arguments.among(closing.env, [run_id], closing.run_ids)
    run = run.filtered(lambda run: run.state == "reviewed")
    blocking = closing._blocking(run)
    if blocking:
        raise UserError("\n".join(blocking))
    run._post()
    return True


def close_month(closings, company_id, date_end, kinds=None, post=False):
    """See `close_month` of `ap.closing`."""
    company = arguments.company(closings.env, company_id)
    closings._check_role("ap_base.group_accountant" if post else "ap_base.group_apprentice")
    day = closings._month_end(date_end)
    closing_period.refuse_not_begun(closings.env, company, day)
    closing = closings._locked(company, day)
    runs = closing._runs(closing._checked_kinds(kinds))
    runs._propose()
    blocking = closing._blocking(runs)
    if post and not blocking:
        runs._post()
        closing.env["ap.tie.out"].compute(company.id, closing.date_end)
    result = {
        "closing_id": closing.id,
        "runs": [run._summary() for run in runs],
        "blocking": blocking,
        "remarks": [note for note in (closing.running_note,) if note],
    }
    closings.browse(closing.id)._refresh_tasks()
    return result


def checked_kinds(closing, kinds) -> list[str]:
    """See `_checked_kinds` of `ap.closing`."""
    registered = closing.env["ap.closing.kind"]
    known = list(filter(registered._is_present, registered._kinds()))
    asked = kinds if isinstance(kinds or [], list | tuple) else [kinds]
    unknown = [
        kind for kind in asked or () if not isinstance(kind, str) or kind not in known
    ]
    if unknown:
        raise UserError(
            closing.env._(
                "Unknown kind of closing entry: %(kinds)s. Known: %(known)s.",
                kinds=", ".join(map(str, unknown)),
                known=", ".join(known),
            )
        )
    return [kind for kind in known if not asked or kind in asked]
