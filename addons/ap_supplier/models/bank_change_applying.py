# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an approved case does to the account: once, and only when its days are over."""

import logging

from odoo import fields
from odoo.exceptions import UserError

from ..rules.bank_change_number import compact
from . import bank_change_telling
from .bank_change_door import DOOR

_logger = logging.getLogger(__name__)


def run(cases):
    """Apply what is due, case by case: a stop loses none and repeats none."""
    today = fields.Date.context_today(cases)
    due = cases.search([("state", "=", "approved"), ("date_apply", "<=", today)])
    job = cases.env["ir.cron"]
    job._commit_progress(remaining=len(due))
    for case in due:
        case._lock()
        try:
            with cases.env.cr.savepoint():
                apply_due(case)
        except UserError as refusal:
            _logger.warning("%s was not applied: %s", case.name, refusal)
            case.message_post(body=str(refusal))
        if not job._commit_progress(1):
            break


def apply_due(cases):
    """Apply those of the cases (locked) that are approved and whose day has come."""
    today = fields.Date.context_today(cases)
    for case in cases:
        if case.state == "approved" and case.date_apply <= today:
            _apply(case.sudo())


def _apply(case):
    """In the name of who approved: the cron has no right of its own to trust an account."""
    case = case.with_user(case.approved_by_id).sudo()
    with DOOR.open():
        account = _CHANGES[case.kind](case)
        case.env.flush_all()
    case._settle(
        state="applied",
        account_id=account.id,
        settled_by_id=case.env.uid,
        settled_on=fields.Datetime.now(),
    )
    case._note_event("applied", text=account.acc_number)
    case.activity_unlink(["mail.mail_activity_data_todo"])
    bank_change_telling.applied(case)


def _wanted(case) -> dict:
    """The values of the account; the name that the bank gave stands before the one that
    the supplier gave."""
    values = {
        "acc_number": case.acc_number,
        "acc_holder_name": case.payee_name or case.acc_holder_name or case.partner_id.name,
        "active": True,
        "allow_out_payment": True,
    }
    for name in ("bank_id", "clearing_number"):
        if case[name]:
            values[name] = case[name].id if name == "bank_id" else case[name]
    return values


def _new(case):
    """The account that waited, one of the past, or a new one."""
    table = case.env["res.partner.bank"].with_context(active_test=False)
    account = table.search(
        [
            ("partner_id", "=", case.partner_id.id),
            ("sanitized_acc_number", "=", compact(case.acc_number)),
        ],
        limit=1,
    ) or (case.account_id if case.kind != "replace" else table)
    values = _wanted(case)
    if account:
        account.write(values)
    else:
        account = table.create({**values, "partner_id": case.partner_id.id})
        account.write({"allow_out_payment": True})
    account.write({"ap_entered_by_id": case.opened_by_id.id})
    return account


def _replace(case):
    """An account that was paid to stays what it was, put away; the next one is another."""
    old = case.account_id
    if not _was_used(old):
        old.write(_wanted(case))
        old.write({"ap_entered_by_id": case.opened_by_id.id})
        return old
    account = _new(case)
    if account != old:
        old.write({"active": False, "allow_out_payment": False})
        _point_to(account, old)
    return account


def _was_used(account) -> bool:
    """Whether a payment or a posted bill names it."""
    payment, move = account.env["account.payment"], account.env["account.move"]
    return bool(
        payment.search([("partner_bank_id", "=", account.id)], limit=1)
        or move.search([("partner_bank_id", "=", account.id), ("state", "=", "posted")], limit=1)
    )


def _point_to(account, old):
    """Bills that are still to be paid, and payments not sent, go to the new account."""
    bills = account.env["account.move"].search(
        [
            ("partner_bank_id", "=", old.id),
            ("state", "!=", "cancel"),
            ("payment_state", "in", ("not_paid", "partial")),
        ]
    )
    bills.write({"partner_bank_id": account.id})
    drafts = account.env["account.payment"].search(
        [("partner_bank_id", "=", old.id), ("state", "=", "draft")]
    )
    drafts.write({"partner_bank_id": account.id})


def _trust(case):
    case.account_id.write({"active": True, "allow_out_payment": True})
    return case.account_id


def _holder(case):
    values = {"acc_holder_name": case.payee_name or case.acc_holder_name}
    if case.bank_id:
        values["bank_id"] = case.bank_id.id
    if case.clearing_number:
        values["clearing_number"] = case.clearing_number
    case.account_id.write(values)
    return case.account_id


def _remove(case):
    case.account_id.write({"allow_out_payment": False, "active": False})
    return case.account_id


_CHANGES = {
    "new": _new, "replace": _replace, "trust": _trust, "holder": _holder, "remove": _remove,
}  # fmt: skip
