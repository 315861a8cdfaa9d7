# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the books say of the bills that a supplier asks about, on the day of the answer."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256

from odoo import fields
from odoo.tools import SQL

PAID = ("paid", "in_payment", "reversed")
LATELY = timedelta(days=90)
SHOWN = 30  # bills of an answer
WAITING = ("disputed", "suspended")  # told against a bill: it is not accepted as it stands
# What may be told of a hold, by the beginning of the control's code.
TOLD = (
    ("match_price", "price"),
    ("match_quantity", "quantity"),
    ("match_", "order"),
    ("duplicate", "duplicate"),
    ("bill_account", "bank"),
    ("missing", "mention"),
    ("mention", "mention"),
)


@dataclass(frozen=True, slots=True)
class Payment:
    """What settled a part of a bill."""

    day: date
    amount: Decimal
    name: str
    is_money: bool


@dataclass(frozen=True, slots=True)
class BillFacts:
    """`status`: received, paid, partial, held, due, or what the supplier was told against
    the bill: partly, disputed, suspended, refused. `reasons`: codes that may be told."""

    id: int
    number: str
    name: str
    day: date | None
    due: date | None
    total: Decimal
    rest: Decimal
    currency: object
    status: str
    payments: tuple[Payment, ...] = ()
    reasons: tuple[str, ...] = ()
    causes: tuple[str, ...] = field(default=(), compare=False)


def of_bills(bills) -> list[BillFacts]:
    """The facts of these bills, in the order of their dates."""
    bills = bills.sudo().sorted(lambda one: (one.invoice_date or one.date, one.id))
    causes, reasons = bills._ap_hold_causes(), _reasons(bills)
    payments, reserves = _payments(bills), bills._ap_reserves()
    return [
        BillFacts(
            id=bill.id,
            number=bill.ref or bill.name or "",
            name=bill.name or "",
            day=bill.invoice_date,
            due=bill.invoice_date_due,
            total=_money(bill, bill.amount_total),
            rest=_money(bill, bill.amount_residual),
            currency=bill.currency_id,
            status=_status(bill, causes, reserves.get(bill.id)),
            payments=tuple(payments[bill.id]),
            reasons=_told(reasons[bill.id], bill.id in causes, reserves.get(bill.id)),
            causes=tuple(causes.get(bill.id, ())),
        )
        for bill in bills
    ]


def digest(facts) -> str:
    """A few signs that change when what is told of the bills does."""
    told = [
        (one.id, one.status, one.due, one.total, one.rest, one.payments, one.reasons)
        for one in facts
    ]
    return sha256(repr(told).encode()).hexdigest()[:16]


def _money(bill, amount) -> Decimal:
    return Decimal(str(bill.currency_id.round(amount)))


def _told(reasons, is_held, reserve) -> tuple[str, ...]:
    """The reasons of a hold that may be told; what was told against the bill is one."""
    against = [reserve] if is_held and reserve in WAITING else []
    return tuple(against + reasons or (["check"] if is_held else []))


def _status(bill, causes, reserve) -> str:
    if bill.payment_state in PAID:
        return "paid"
    if reserve == "refused" or (reserve in WAITING and bill.id not in causes):
        return reserve
    if bill.state == "draft":
        return "received"
    if bill.id in causes:
        return "held"
    if reserve and bill.payment_state != "partial":
        return reserve
    return "partial" if bill.payment_state == "partial" else "due"


def _reasons(bills) -> dict[int, list[str]]:
    """What may be told of the holds: never the words of our own people."""
    found = defaultdict(list)
    findings = bills.env["ap.finding"].sudo().search(bills._ap_finding_domain())
    for finding in findings.filtered("holding"):
        code = next(
            (told for start, told in TOLD if finding.control_code.startswith(start)), "check"
        )
        if code not in found[finding.res_id]:
            found[finding.res_id].append(code)
    cases = bills.env["ap.bank.change"]._open_for(bills.commercial_partner_id)
    for bill in bills:
        if bill.commercial_partner_id in cases.partner_id:
            found[bill.id].append("bank")
    return found


def _payments(bills) -> dict[int, list[Payment]]:
    """What settled the bills, with its day."""
    found = defaultdict(list)
    if not bills:
        return found
    bills.env.flush_all()
    rows = bills.env.execute_query(
        SQL(
            """SELECT credit.move_id, other.date, part.credit_amount_currency,
                      COALESCE(payment.memo, other.ref, other.name),
                      other.move_type = 'entry'
                 FROM account_partial_reconcile part
                 JOIN account_move_line credit ON credit.id = part.credit_move_id
                 JOIN account_move_line debit ON debit.id = part.debit_move_id
                 JOIN account_move other ON other.id = debit.move_id
                 LEFT JOIN account_payment payment ON payment.move_id = other.id
                WHERE credit.move_id = ANY(%s)
                ORDER BY other.date, part.id""",
            bills.ids,
        )
    )
    for bill, day, amount, name, is_money in rows:
        found[bill].append(Payment(day, Decimal(str(amount)), name or "", is_money))
    return found


def open_bills(request):
    """The bills of the supplier that are not paid."""
    return request.env["account.move"].sudo().search(
        _of_supplier(request) + [("payment_state", "not in", PAID)],
        order="invoice_date_due, id",
        limit=SHOWN,
    )


def paid_lately(request):
    """The bills that were paid in the last days."""
    since = fields.Date.context_today(request) - LATELY
    payments = request.env["account.payment"].sudo().search(
        [
            ("partner_id", "child_of", request.partner_id.id),
            ("company_id", "=", request.company_id.id),
            ("payment_type", "=", "outbound"),
            ("state", "in", ("in_process", "paid")),
            ("date", ">=", since),
        ],
        order="date desc, id desc",
        limit=SHOWN,
    )
    return payments.reconciled_bill_ids


def _of_supplier(request):
    return [
        ("company_id", "=", request.company_id.id),
        ("commercial_partner_id", "=", request.partner_id.commercial_partner_id.id),
        ("move_type", "in", ("in_invoice", "in_refund", "in_receipt")),
        ("state", "=", "posted"),
    ]
