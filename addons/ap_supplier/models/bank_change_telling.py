# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is told of a change of bank details: the contacts known before, and our own people.

The sender of the request is told nothing by itself. As superuser.
"""

from odoo.addons.ap_base.models.role_holders import holders
from odoo.addons.ap_base.models.words import amount_text

from .bank_change_evidence import companies

TODO = "mail.mail_activity_data_todo"
TOLD = 5  # addresses


def opened(cases):
    """Tell the known contacts that a change is asked for, and who is to call."""
    for case in cases:
        _alert(case, "ap_supplier.mail_template_bank_change_asked")
        case.activity_schedule(
            TODO,
            summary=case.env._("Call the supplier back"),
            user_id=(case.user_id or _head(case)).id,
        )


def applied(cases):
    """Tell the contacts known before the case."""
    for case in cases:
        _alert(case, "ap_supplier.mail_template_bank_change_applied")


def denied(case):
    """The supplier asked for nothing: somebody tried."""
    case.activity_schedule(
        TODO,
        summary=case.env._("Attempt of fraud: the supplier denied the change"),
        user_id=(case.user_id or _head(case)).id,
    )


def _alert(case, template):
    addresses = (case.known or {}).get("mails", ())[:TOLD]
    if not addresses:
        return
    template = case.env.ref(template)
    template.send_mail(
        case.id,
        email_values={"email_to": ",".join(addresses), "recipient_ids": []},
    )
    case._note_event("alerted", text=", ".join(addresses))


def alarm(case, line):
    """Money left the bank for the supplier all the same: a fact, seen at once."""
    amount = amount_text(case.env, -line.amount, line.currency_id)
    key = f"account.bank.statement.line:{line.id}"
    if case.event_ids.filtered(lambda event: event.source_key == key):
        return
    case._note_event(
        "alarm", key, amount=amount, day=line.date.isoformat(), label=line.payment_ref or ""
    )
    case.write({"alarm_count": case.alarm_count + 1})
    case.activity_schedule(
        TODO,
        summary=case.env._("%(amount)s left the bank while the case is open", amount=amount),
        user_id=(case.user_id or _head(case)).id,
    )


def _head(case):
    """A head of accounting who did not open the case; else whoever opened it."""
    heads = holders(case.env, "ap_base.group_head", companies(case))
    return (heads - case.opened_by_id)[:1] or case.opened_by_id
