# SPDX-License-Identifier: AGPL-3.0-or-later
"""Months that are not over: what can be done with them today, and the note that they carry.

A month that has not begun is refused. One that is running can be proposed and posted as
of today, with a note; it is read again once it is over, and closed for good only then.
"""

from datetime import timedelta

from odoo.exceptions import RedirectWarning, UserError
from odoo.tools import format_date

from odoo.addons.ap_base.arithmetic.calendar import month_end, month_start, next_day


def refuse_not_begun(env, company, day) -> None:
    """Refuse the month that ends on `day` when its first day is still to come."""
    today = company._company_today()
    if month_start(day) > today:
        raise UserError(
            env._(
                "%(month)s has not begun for %(company)s (today is %(today)s): nothing of "
                "it can be proposed or posted. The month that runs is %(running)s.",
                month=month_name(env, day),
                company=company.display_name,
                today=format_date(env, today),
                running=month_name(env, today),
            )
        )


def running_note(closing) -> str:
    """That the month is not over, and as of which day its figures are; "" once it is."""
    company, end = closing.company_id, closing.date_end
    if not company or not end or company._ap_is_over(end):
        return ""
    return closing.env._(
        "%(month)s is not over: the amounts are those known on %(today)s. What comes up "
        "to %(end)s is proposed as a difference, and the month can be closed from "
        "%(after)s on.",
        month=month_name(closing.env, end),
        today=format_date(closing.env, company._company_today()),
        end=format_date(closing.env, end),
        after=format_date(closing.env, next_day(end)),
    )


def next_month(env, company):
    """The last day of the month that a new closing is for: the first one after the last
    closing that has begun, else the month that runs; the month before it in a company
    without any closing."""
    today = company._company_today()
    running = month_end(today)
    closings = env["ap.closing"].sudo()
    last = closings.search([("company_id", "=", company.id)], order="date_end desc", limit=1)
    if not last:
        return month_start(today) - timedelta(days=1)
    return min(month_end(next_day(last.date_end)), running)


def read_too_early(run) -> bool:
    """Whether a run was last read while its month was running, and that is now over."""
    end = run.date_end
    early = bool(run.read_on and end and run.read_on <= end)
    return early and run.company_id._ap_is_over(end)


def month_name(env, day) -> str:
    """The month of a day with its year, in the reader's language."""
    return format_date(env, day, date_format="MMMM yyyy")


def refuse_second(env, company, day) -> None:
    """A month has one closing: whoever asks for another is led to it."""
    known = env["ap.closing"].search(
        [("company_id", "=", company.id), ("date_end", "=", day)], limit=1
    )
    if known:
        action = {
            "type": "ir.actions.act_window",
            "res_model": "ap.closing",
            "res_id": known.id,
            "views": [(False, "form")],
        }
        raise RedirectWarning(
            env._("%(closing)s is there already.", closing=known.display_name),
            action,
            env._("Open it"),
        )
