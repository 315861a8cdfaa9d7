# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people decide about a compared bill.

Each decision compares again first, so that nobody decides on figures of yesterday, and
notes who decided what, when, on which figures. Two people at once: the second waits,
then starts again on what the first one did.
"""

from odoo import SUPERUSER_ID, fields
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tools import SQL

from odoo.addons.ap_base.models import arguments

from ...rules.match_verdict import OF_THE_WHOLE
from . import match_trace
from .match_comparison import lock_bills
from .match_links import take_back


def compared_again(matches) -> list[tuple]:
    """Lock, compare again, and return each match as superuser with what was seen.

    Bills are locked before matches, as comparing does.
    """
    matches.env.flush_all()
    lock_bills(matches.sudo().env, matches.sudo().move_id.ids)
    query = SQL(
        "SELECT id FROM ap_match WHERE id = ANY(%s) ORDER BY id FOR UPDATE",
        matches.ids,
    )
    matches.env.execute_query(query)
    matches.invalidate_recordset()
    seen = {match.id: _as_seen(match) for match in matches.sudo()}
    matches._match(matches.move_id)
    return [(match, seen[match.id]) for match in matches.sudo()]


def confirm(match, seen) -> None:
    """Take the links proposed of one match; differences are accepted, not confirmed."""
    refuse_rejected(match)
    if match.decision == "accepted":
        return
    if match.state not in ("suggested", "matched") or not match.line_ids:
        raise UserError(
            match.env._(
                "%(bill)s has nothing to confirm.", bill=match.display_name
            )
        )
    if match.difference_ids.filtered(lambda d: d.state == "open"):
        raise UserError(
            match.env._(
                "%(bill)s differs from its orders: accept the differences, "
                "with a reason.",
                bill=match.display_name,
            )
        )
    _check_as_seen(match, seen)
    decide(match, "accepted", False)


def accept(match, seen, reason, difference_ids) -> None:
    """Accept the differences of one match with these ids, all of them if None."""
    refuse_rejected(match)
    open_ones = match.difference_ids.filtered(lambda d: d.state == "open")
    if difference_ids is not None:
        chosen = open_ones.filtered(lambda d: d.id in difference_ids)
    else:
        chosen = open_ones
    if match.decision == "accepted" and not chosen:
        return
    _check_as_seen(match, seen)
    _refuse_duplicates(match, chosen)
    check_limit(match, chosen)
    _refuse_own_bill(match)
    chosen.write(
        {
            "state": "accepted",
            "accepted_by": match.env.uid,
            "accepted_on": fields.Datetime.now(),
            "reason": reason,
        }
    )
    whole = not (open_ones - chosen)
    decide(match, "accepted" if whole else match.decision, reason)


def undo(match, reason) -> None:
    """Take links and decisions of one match back."""
    take_back(match)
    match.difference_ids.filtered(lambda d: d.state == "accepted").write({"state": "open"})
    match.line_ids.filtered("by_hand").unlink()
    decide(match, "undone", reason)


def decide(match, decision, reason) -> None:
    """Note a decision; the next comparison writes what follows from it."""
    before = match.state
    match.write(
        {
            "decision": decision,
            "decided_by": match.env.uid,
            "decided_on": fields.Datetime.now(),
            "decision_reason": reason,
            "digest": False,
        }
    )
    event = decision if decision != "none" else "accepted"
    differences = [
        [d.cause, d.check, d.billed or "", d.expected or "", d.gap]
        for d in match.difference_ids
        if d.state != "gone"
    ]
    figures = {"differences": differences, "gap": match.gap}
    entry = (match.move_id.id, event, before, before, figures, reason or None)
    match_trace.log(match.env, [entry])
    match.env.flush_all()


# Refusals ------------------------------------------------------------------------------


def required_reason(env, reason) -> str:
    """Return the reason without blanks; refuse what is none."""
    text = arguments.text(reason)
    if not text:
        raise UserError(env._("Say why: the reason is kept in the log."))
    return text


def refuse_rejected(match) -> None:
    """A rejection is taken back by who may, with a reason; nothing else ends it."""
    if match.decision == "rejected":
        raise UserError(
            match.env._(
                "%(bill)s was rejected by %(user)s: an accountant takes that back "
                "first, with a reason.",
                bill=match.display_name,
                user=match.decided_by.name or "?",
            )
        )


def _as_seen(match) -> tuple:
    """Return what a person decides on."""
    return (
        sorted((k.bill_line_id.id, k.purchase_line_id.id) for k in match.line_ids),
        sorted(
            (d.cause, d.check, d.billed or "", d.expected or "")
            for d in match.difference_ids
            if d.state == "open"
        ),
    )


def _check_as_seen(match, seen) -> None:
    if _as_seen(match) != seen:
        raise UserError(
            match.env._(
                "%(bill)s has changed since it was compared: look at it again.",
                bill=match.display_name,
            )
        )


def _refuse_duplicates(match, chosen) -> None:
    """A bill that came twice is decided in one place: on its finding."""
    if "duplicate" not in chosen.mapped("cause"):
        return
    raise RedirectWarning(
        match.env._(
            "%(bill)s looks like a bill captured before. If both are due, waive the "
            "finding and say why; else reject the duplicate.",
            bill=match.display_name,
        ),
        match.action_open_duplicate(),
        match.env._("Open the finding"),
    )


def _refuse_own_bill(match) -> None:
    """Four eyes: who entered a bill does not accept what is wrong with it."""
    bill = match.move_id
    if match.env.uid == SUPERUSER_ID or bill.company_id.ap_one_person:
        return
    if match.env.user in bill._ap_people_involved():
        raise AccessError(
            match.env._(
                "You entered or posted %(bill)s, or the bank account it is paid to: "
                "somebody else accepts its differences.",
                bill=match.display_name,
            )
        )


# Limits --------------------------------------------------------------------------------


def check_may_accept(matches) -> None:
    """Refuse who has no limit at all, and a buyer whom the bill does not wait for."""
    matches.check_access("read")
    user = matches.env.user
    if matches.env.su:
        return
    limits = matches.env["ap.match.limit"]
    if not all(limits._has_limit(user, one) for one in matches.company_id):
        raise AccessError(
            matches.env._(
                "Any difference is beyond your limit: your role has none. The head "
                "of accounting sets them under Configuration ▸ Controls and "
                "matching ▸ Limits of acceptance."
            )
        )
    of_the_desk = user.has_group("ap_base.group_apprentice")
    if not of_the_desk and any(match.owner_id != user for match in matches.sudo()):
        raise AccessError(
            matches.env._("You can accept differences that wait for you only.")
        )


def check_limit(match, chosen) -> None:
    """Refuse what is beyond the limit of the user's role.

    What others or oneself accepted on the bill before counts as well, so that a
    limit is not passed slice by slice; not what somebody accepted who may all of it.
    """
    if match.env.su and match.env.uid == match.env.ref("base.user_root").id:
        return
    before = match.difference_ids.filtered(lambda d: d.state == "accepted") - chosen
    entitled = before.accepted_by.filtered(
        lambda user: may_accept(match, user, chosen | before)
    )
    counted = chosen | before.filtered(lambda d: d.accepted_by not in entitled)
    if may_accept(match, match.env.user, counted):
        return
    gap = match.currency_id.format(_gap_of(counted))
    if counted == chosen:
        text = match.env._(
            "Accepting a difference of %(gap)s is beyond your limit.", gap=gap
        )
    else:
        text = match.env._(
            "With what was accepted on this bill before, the difference comes to "
            "%(gap)s: that is beyond your limit.",
            gap=gap,
        )
    raise AccessError(text)


def within_limit(match) -> bool:
    """Return whether the user may accept what is open here."""
    gaps = match.difference_ids.filtered(lambda d: d.state == "open")
    try:
        check_limit(match, gaps)
    except AccessError:
        return False
    return True


def may_accept(match, user, differences) -> bool:
    """Return whether the limits of the user allow these differences on the bill."""
    limits = match.env["ap.match.limit"].with_company(match.company_id)
    gap = _in_company_currency(match, _gap_of(differences))
    return limits._may_accept(user, gap, _in_company_currency(match, match.amount))


def _gap_of(differences) -> float:
    return sum(abs(one.gap) for one in alone(differences))


def alone(differences):
    """Return the differences without those that only sum others up."""
    of_lines = differences.filtered(
        lambda d: d.check not in OF_THE_WHOLE
        and (d.check != "tax" or d.bill_line_id)
    )
    return of_lines or differences


def _in_company_currency(match, amount) -> float:
    """An amount of the bill in the currency in which limits are."""
    day = match.bill_date or fields.Date.context_today(match)
    home = match.company_id.currency_id
    return match.currency_id._convert(abs(amount), home, match.company_id, day)
