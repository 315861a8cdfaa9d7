# SPDX-License-Identifier: AGPL-3.0-or-later
"""On the bill line: the proposed service period, taking it over, or saying why none."""

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_date

from odoo.addons.ap_base.models import arguments

BILLS = ("in_invoice", "in_refund", "in_receipt")
CONTROL = "missing_service_period"
CLOSES_FINDING = {
    "deferred_start_date", "deferred_end_date", "deferred_no_period_reason",
}  # fmt: skip


def compute_needs(lines):
    """See `_compute_ap_needs_period` of `account.move.line`."""
    missing = {}
    stored = lines._origin.filtered("id")
    if stored:
        scope = SQL("line.id = ANY(%s)", stored.ids)
        query = lines._sql_needing_period(stored.company_id.ids, scope)
        missing = dict(lines.env.execute_query(query))
    for line in lines:
        nature = missing.get(line._origin.id)
        line.ap_needs_period = bool(nature)
        line.ap_account_nature_id = nature


def compute_proposal(lines):
    """See `_compute_ap_period_proposal` of `account.move.line`."""
    engine = lines.env["ap.service.period"]
    open_ones = lines.filtered(may_have_period)
    proposals = engine._propose(open_ones)
    for line in lines:
        found = proposals.get(line)
        line.ap_period_proposed_start = found and found.period.start
        line.ap_period_proposed_end = found and found.period.end
        line.ap_period_source = found and found.source
        line.ap_period_reason = found and engine._reason(found)
        line.ap_period_proposed = found and lines.env._(
            "%(start)s → %(end)s",
            start=format_date(lines.env, found.period.start),
            end=format_date(lines.env, found.period.end),
        )
        line.ap_period_proposal = found and (
            f"{line.ap_period_proposed} ({line.ap_period_reason})"
        )


def may_have_period(line) -> bool:
    """A cost on a bill of which nobody has given both dates, or noted that it has
    none."""
    dated = line.deferred_start_date and line.deferred_end_date
    account_type = line.account_id.account_type or ""
    return (
        line.move_type in BILLS
        and line.display_type == "product"
        and line.parent_state != "cancel"
        and account_type.startswith("expense")
        and not dated
        and not line.deferred_no_period_reason
    )


def apply(lines):
    """See `apply_service_periods` of `account.move.line`."""
    _refuse_period_readers(lines)
    found = lines.env["ap.service.period"]._propose(
        lines.filtered(may_have_period)
    )
    groups = {}
    for line, proposal in found.items():
        groups.setdefault(proposal.period, lines.browse())
        groups[proposal.period] += line
    words = {line: line.ap_period_proposal for line in found}
    for period, its in groups.items():
        its.write(
            {"deferred_start_date": period.start, "deferred_end_date": period.end}
        )
    applied = lines.browse([line.id for line in found])
    _log_period(
        applied,
        lambda line: lines.env._(
            "%(line)s: service period %(period)s",
            line=line._short_label(),
            period=words[line],
        )
    )
    return {"applied": applied.ids, "without_proposal": (lines - applied).ids}


def set_none(lines, reason):
    """See `set_no_service_period` of `account.move.line`."""
    _refuse_period_readers(lines)
    reason = (reason or "").strip() if isinstance(reason, str) else ""
    if not reason:
        raise UserError(lines.env._("Say why there is no service period."))
    lines.write({"deferred_no_period_reason": reason})
    _log_period(
        lines,
        lambda line: lines.env._(
            "%(line)s: no service period, because: %(reason)s",
            line=line._short_label(),
            reason=reason,
        )
    )
    return lines.ids


def missing(lines, company_id, date_from=None, date_to=None):
    """See `service_periods_missing` of `account.move.line`."""
    _refuse_strangers(lines)
    domain = [("company_id", "=", company_id), ("ap_needs_period", "=", True)]
    if date_from:
        domain.append(("date", ">=", _period_day(lines, date_from)))
    if date_to:
        domain.append(("date", "<=", _period_day(lines, date_to)))
    lines = lines.with_context(allowed_company_ids=[company_id]).search(domain)
    return [
        {
            "line_id": line.id,
            "move_id": line.move_id.id,
            "account": line.account_id.code,
            "label": line.name or "",
            "balance": line.balance,
            "start": fields.Date.to_string(line.ap_period_proposed_start),
            "end": fields.Date.to_string(line.ap_period_proposed_end),
            "source": line.ap_period_source,
            "reason": line.ap_period_reason,
        }
        for line in lines
    ]


def apply_and_notify(lines):
    """See `action_ap_apply_service_period` of `account.move.line`."""
    result = lines.apply_service_periods()
    applied, left = len(result["applied"]), len(result["without_proposal"])
    message = lines.env._("Service dates set on %(count)s lines.", count=applied)
    if left:
        message += " " + lines.env._("%(count)s lines have no proposal.", count=left)
    return {
        "type": "ir.actions.client",
        "tag": "display_notification",
        "params": {
            "type": "success" if applied else "warning",
            "message": message,
            "next": {"type": "ir.actions.client", "tag": "soft_reload"},
        },
    }


def ask_reason(lines):
    """See `action_ap_no_service_period` of `account.move.line`."""
    _refuse_period_readers(lines)
    action = lines.env["ir.actions.act_window"]._for_xml_id(
        "ap_closing.ap_no_service_period_action"
    )
    action["context"] = {"active_model": lines._name, "active_ids": lines.ids}
    return action


def _refuse_strangers(lines):
    """What bills lack is for the desk and for accounting, not for the portal."""
    groups = ("ap_base.group_auditor", "ap_base.group_apprentice",
              "account.group_account_invoice", "account.group_account_readonly")  # fmt: skip
    if not lines.env.su and not any(lines.env.user.has_group(one) for one in groups):
        raise AccessError(
            lines.env._("Service dates are for the desk and for accounting.")
        )


def _refuse_period_readers(lines):
    """Dates are set by those who may edit the bill."""
    role = lines.env.user.has_group("ap_base.group_apprentice")
    if not (
        lines.env.su
        or role
        or lines.env.user.has_group("account.group_account_invoice")
    ):
        raise AccessError(
            lines.env._("Setting service dates takes the role Apprentice or above.")
        )
    lines.move_id.check_access("write")
    lines.check_access("write")


def _log_period(lines, text_of):
    """One message on each bill, a paragraph for each of its lines."""
    bodies = {
        move.id: "\n".join(map(text_of, its))
        for move, its in lines.grouped("move_id").items()
    }
    if bodies:
        lines.env["account.move"].browse(bodies)._message_log_batch(bodies)


def _period_day(lines, day):
    return arguments.day(lines.env, day) if day else None
