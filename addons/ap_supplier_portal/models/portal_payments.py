# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a supplier was paid, and for which bills; what is open on its account."""

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from odoo.tools import SQL

from odoo.addons.ap_base.documents.document import (
    AMOUNT,
    DAY,
    Column,
    Document,
    Section,
    Table,
)
from odoo.addons.ap_supplier.models.request_intake import BILLS
from odoo.addons.ap_supplier.models.supplier_accounts import OWED, accounts_of
from odoo.addons.ap_supplier.models.supplier_ledger import open_items

from .portal_bills import number_of
from .portal_supplier import of_supplier

# Money that left for the firm, by entry and currency.
_PAID = """
SELECT move.id, move.date, move.company_id, line.currency_id,
       SUM(line.amount_currency) AS amount,
       COALESCE(MAX(payment.memo), NULLIF(move.ref, ''), move.name) AS reference
  FROM account_move_line line
  JOIN account_move move ON move.id = line.move_id
  JOIN account_journal journal ON journal.id = move.journal_id
  JOIN account_account account ON account.id = line.account_id
  JOIN res_partner partner ON partner.id = line.partner_id
  LEFT JOIN account_payment payment ON payment.move_id = move.id
 WHERE partner.commercial_partner_id = %(firm)s
   AND move.company_id = ANY(%(companies)s)
   AND move.state = 'posted' AND move.move_type = 'entry'
   AND journal.type IN ('bank', 'cash', 'credit')
   AND account.account_type = 'liability_payable'
   AND line.balance > 0
   AND %(chosen)s
 GROUP BY move.id, line.currency_id
 ORDER BY move.date DESC, move.id DESC
 LIMIT %(limit)s OFFSET %(offset)s
"""
_SETTLED = """
SELECT debit.move_id, credit.move_id, SUM(part.debit_amount_currency)
  FROM account_partial_reconcile part
  JOIN account_move_line debit ON debit.id = part.debit_move_id
  JOIN account_move_line credit ON credit.id = part.credit_move_id
  JOIN res_partner partner ON partner.id = debit.partner_id
 WHERE debit.move_id = ANY(%(moves)s)
   AND partner.commercial_partner_id = %(firm)s
 GROUP BY debit.move_id, credit.move_id
 ORDER BY debit.move_id, MIN(part.id)
"""
_FLUSHED = ("account.move", "account.move.line", "account.payment", "account.partial.reconcile")


class Payment(NamedTuple):
    id: int
    date: date
    company_id: int
    currency_id: int
    amount: float
    reference: str


def paid(supplier, limit=None, offset=0, number=None) -> list[dict]:
    """The payments of the firm, the latest first, each with the bills that it settled;
    `number`: that one only."""
    env = supplier.env
    for model in _FLUSHED:
        env[model].flush_model()
    rows = env.execute_query(
        SQL(
            _PAID,
            firm=supplier.firm.id,
            companies=supplier.companies.ids,
            chosen=SQL("move.id = %s", number) if number else SQL("TRUE"),
            limit=limit,
            offset=offset,
        )
    )
    payments = [Payment(*row) for row in rows]
    settled = _settled(supplier, [one.id for one in payments])
    return [_shown(env, one, settled[one.id]) for one in payments]


def _shown(env, payment, settled) -> dict:
    told = sum(part["amount"] for part in settled)
    currency = env["res.currency"].browse(payment.currency_id)
    return {
        **payment._asdict(),
        "amount": float(payment.amount),
        "currency": currency,
        "company": env["res.company"].browse(payment.company_id).name,
        "settled": settled,
        "rest": currency.round(float(payment.amount) - told),
    }


def _settled(supplier, numbers) -> dict[int, list[dict]]:
    """By payment: what it settled. Bills of the firm are named, nothing else is."""
    found = defaultdict(list)
    if not numbers:
        return found
    rows = supplier.env.execute_query(
        SQL(_SETTLED, moves=numbers, firm=supplier.firm.id)
    )
    moves = supplier.env["account.move"].search(
        [*of_supplier(supplier), ("id", "in", [row[1] for row in rows])]
    )
    bills = {move.id: move for move in moves if move.move_type in BILLS}
    for payment, move, amount in rows:
        bill = bills.get(move)
        found[payment].append(
            {
                "bill_id": bill.id if bill else None,
                "number": number_of(bill) if bill else supplier.env._("Other item"),
                "date": bill.invoice_date if bill else None,
                "total": bill.amount_total if bill else None,
                "bill_currency": bill.currency_id if bill else None,
                "amount": float(amount),
            }
        )
    return found


def on_their_way(supplier) -> list[dict]:
    """Payments that were ordered and are in no entry yet."""
    payments = supplier.env["account.payment"].search(
        [
            ("partner_id.commercial_partner_id", "=", supplier.firm.id),
            ("company_id", "in", supplier.companies.ids),
            ("payment_type", "=", "outbound"),
            ("state", "=", "in_process"),
            ("move_id", "=", False),
        ],
        order="date desc, id desc",
    )
    return [
        {
            "date": one.date,
            "amount": one.amount,
            "currency": one.currency_id,
            "company": one.company_id.name,
            "reference": one.memo or one.name or "",
            "bills": ", ".join(number_of(bill) for bill in one.reconciled_bill_ids),
        }
        for one in payments
    ]


# The account -----------------------------------------------------------------------------


def account(supplier, company) -> dict:
    """What is open between the firm and this company today: bills, credit notes,
    payments. Accruals and provisions are ours, and are told to nobody."""
    day = company._company_today()
    items = open_items(company, day, supplier.firm.ids, accounts_of(company, day, OWED))
    moves = {
        move.id: move
        for move in supplier.env["account.move"].browse([one.move_id for one in items])
    }
    rows = [_item(supplier.env, one, moves[one.move_id]) for one in items]
    return {
        "day": day,
        "company": company,
        "rows": sorted(rows, key=lambda row: (row["date"], row["id"])),
        "totals": _totals(rows),
    }


def _item(env, item, move) -> dict:
    is_bill = move.move_type in BILLS
    return {
        "id": item.id,
        "bill_id": move.id if is_bill else None,
        "kind": _kind(env, move),
        "number": number_of(move) if is_bill else "",
        "date": (move.invoice_date if is_bill else None) or item.date,
        "due": item.due if is_bill else None,
        "is_late": item.late > 0 and item.rest > 0,
        "currency": env["res.currency"].browse(item.currency_id),
        "rest": float(item.rest_currency),
    }


def _kind(env, move) -> str:
    if move.move_type in BILLS:
        return env._("Credit note") if move.move_type == "in_refund" else env._("Bill")
    money = move.journal_id.type in ("bank", "cash", "credit")
    return env._("Payment") if money else env._("Other item")


def _totals(rows) -> list[tuple]:
    """(currency, sum) of each currency."""
    sums = defaultdict(float)
    for row in rows:
        sums[row["currency"]] += row["rest"]
    return [(currency, currency.round(total)) for currency, total in sums.items()]


def account_pdf(supplier, company) -> tuple[str, bytes]:
    """The account as a file: name and content."""
    env = supplier.env
    found = account(supplier, company)
    columns = (
        Column(env._("Document")), Column(env._("Number")), Column(env._("Date"), DAY),
        Column(env._("Due on"), DAY), Column(env._("Currency")),
        Column(env._("Open"), AMOUNT, total=len(found["totals"]) == 1),
    )  # fmt: skip
    rows = [
        (row["kind"], row["number"], row["date"], row["due"], row["currency"].name, row["rest"])
        for row in found["rows"]
    ]
    title = env._("Statement of account")
    document = Document(
        title=title,
        company=company.name,
        date=found["day"],
        sections=(Section(supplier.firm.name or title, (Table(columns, rows),)),),
        language=env["ap.document"]._language(),
    )
    content = env["ap.document"]._write(document, "pdf")
    return f"{title} {found['day'].isoformat()}.pdf", content
