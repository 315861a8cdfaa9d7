# SPDX-License-Identifier: AGPL-3.0-or-later
"""The bills of a supplier as the portal shows them: status, days, what is paid."""

from odoo.fields import Domain

from odoo.addons.ap_supplier.models import request_facts
from odoo.addons.ap_supplier.models.request_answers import reason_text
from odoo.addons.ap_supplier.models.request_intake import BILLS

from .portal_supplier import of_supplier

PAID = request_facts.PAID
LOOKS = {
    "received": "text-bg-info",
    "due": "text-bg-primary",
    "held": "text-bg-warning",
    "partial": "text-bg-primary",
    "paid": "text-bg-success",
    "cancelled": "text-bg-secondary",
    "partly": "text-bg-primary",
    "disputed": "text-bg-warning",
    "suspended": "text-bg-warning",
    "refused": "text-bg-secondary",
}
OWED = ("due", "partial", "held", "partly", "disputed", "suspended")


def domain(supplier) -> Domain:
    """Bills that came: posted ones, drafts that are not ours to write each month, and
    what the supplier sent here, even if it was not accepted."""
    came = Domain("state", "=", "posted")
    came |= Domain("state", "=", "draft") & Domain("auto_post", "=", "no")
    came |= Domain("ap_uploaded_by_id", "!=", False)
    return Domain(of_supplier(supplier)) & Domain("move_type", "in", BILLS) & came


def filters(env) -> dict:
    """Filters of the list: name, label and domain."""
    posted = Domain("state", "=", "posted")
    paid = Domain("payment_state", "in", PAID)
    return {
        "all": {"label": env._("All"), "domain": Domain.TRUE},
        "received": {"label": env._("Being checked"), "domain": Domain("state", "=", "draft")},
        "due": {"label": env._("To be paid"), "domain": posted & ~paid},
        "paid": {"label": env._("Paid"), "domain": posted & paid},
    }


def named(text) -> Domain:
    """Bills with that number, theirs or ours."""
    return Domain("ref", "ilike", text) | Domain("name", "ilike", text)


def shown(bills) -> list[dict]:
    """What the portal shows of these bills, in their order."""
    facts = {one.id: one for one in request_facts.of_bills(bills)}
    return [_shown(bill, facts[bill.id]) for bill in bills]


def _shown(bill, facts) -> dict:
    env = bill.env
    status = "cancelled" if bill.state == "cancel" else facts.status
    sign = -1 if bill.move_type == "in_refund" else 1
    return {
        "id": bill.id,
        "number": number_of(bill),
        "is_credit": sign < 0,
        "company": bill.company_id.name,
        "currency": bill.currency_id,
        "date": facts.day,
        "due": facts.due if status in OWED else None,
        "total": sign * float(facts.total),
        "rest": sign * float(facts.rest) if status in OWED else 0.0,
        "has_amount": bool(facts.total),
        "status": status,
        "label": label_of(env, status, sign < 0),
        "look": LOOKS[status],
        "why": [reason_text(env, code) for code in dict.fromkeys(facts.reasons)]
        if status == "held" else [],
        "payments": facts.payments,
        "paid_on": facts.payments[-1].day if facts.payments else None,
        "order": bill.invoice_origin or "",
        "received_on": bill.create_date,
    }  # fmt: skip


def number_of(bill) -> str:
    """The supplier's number; of a file that is not read yet, its name."""
    if bill.ref:
        return bill.ref
    if bill.ap_uploaded_by_id and bill.message_main_attachment_id:
        return bill.message_main_attachment_id.name
    return bill.name if bill.state == "posted" else ""


def label_of(env, status, is_credit=False) -> str:
    """The status in the words of a supplier."""
    credit = {"due": env._("To be set off"), "partial": env._("Partly set off"),
              "paid": env._("Set off")}  # fmt: skip
    if is_credit and status in credit:
        return credit[status]
    return {
        "received": env._("Received, being checked"),
        "due": env._("Approved"),
        "held": env._("Payment waits"),
        "partial": env._("Partly paid"),
        "paid": env._("Paid"),
        "cancelled": env._("Not accepted"),
        "partly": env._("Approved in part"),
        "disputed": env._("In dispute"),
        "suspended": env._("Suspended: we wait for a document of yours"),
        "refused": env._("Refused"),
    }[status]
