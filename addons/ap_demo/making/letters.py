# SPDX-License-Identifier: AGPL-3.0-or-later
"""Mails and lists of suppliers: as they arrived, were read, and wait for somebody."""

import base64
from email.message import EmailMessage
from email.policy import SMTP
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from odoo import Command

from ..story import letters as story
from ..story.payments import RUNS
from ..story.suppliers import SUPPLIERS
from ..story.values import Day

CASE = "ap.bank.change"
TO = "fournisseurs@reboot-market.example"


def answer_suppliers(env, book):
    """The mails of suppliers, each with its draft; the bank change that one of them asks
    for, as far as a second person."""
    for number, mail in enumerate(story.MAILS, 1):
        _receive(env, book, number, mail)
    taken = env["ap.supplier.request"].search(
        [("partner_id", "=", book.suppliers[story.TAKEN].id)]
    )
    taken.with_user(book.people["apprentice"]).action_take()
    _call_back(env, book)


def _receive(env, book, number, mail):
    supplier = SUPPLIERS[mail.supplier]
    named = _named(env, book, mail)
    message = EmailMessage(policy=SMTP)
    message["From"] = mail.sender or f"{supplier.name} <factures@{mail.supplier}.example>"
    message["To"] = TO
    message["Subject"] = mail.subject.format(**named)
    message["Message-ID"] = f"<letter-{number}@{mail.supplier}.example>"
    message.set_content(mail.text.format(**named))
    env["mail.thread"].message_process(
        "ap.supplier.request", message.as_bytes(), custom_values={"company_id": book.company.id}
    )


def _named(env, book, mail) -> dict[str, str]:
    """The numbers of bills that the mail stands for."""
    of_supplier = [
        ("company_id", "=", book.company.id),
        ("commercial_partner_id", "=", book.suppliers[mail.supplier].id),
        ("move_type", "=", "in_invoice"),
        ("state", "=", "posted"),
    ]
    moves = env["account.move"]
    unpaid = moves.search(
        [*of_supplier, ("payment_state", "=", "not_paid")], order="invoice_date, id", limit=1
    )
    paid = moves.search(
        [*of_supplier, ("payment_state", "in", ("paid", "in_payment"))],
        order="invoice_date DESC, id DESC", limit=1,
    )  # fmt: skip
    return {"open": unpaid.ref or "", "late": paid.ref or ""}


def _call_back(env, book):
    """The letter has its proof, the apprentice has called, the bank says that name and
    number match: somebody else has to approve."""
    partner = book.suppliers[story.MOVED]
    case = env[CASE].search([("partner_id", "=", partner.id), ("state", "=", "open")])
    apprentice = env[CASE].with_user(book.people["apprentice"])
    env["ir.attachment"].with_user(book.people["apprentice"]).create(
        {"name": story.PROOF, "raw": _page(story.PROOF_TEXT), "res_model": CASE, "res_id": case.id}
    )
    case.invalidate_recordset()  # its documents are counted
    apprentice.browse(case.ids).action_look()
    apprentice.call_back(case.ids, "confirmed", story.ANSWERED)
    apprentice.record_payee(case.ids, "match", partner.name)


def open_portal(env, book):
    """One supplier sees its bills on the portal; the password is the login."""
    book.company.ap_supplier_portal = True
    login = story.PORTAL_LOGIN
    contact = env["res.partner"].create(
        {
            "name": story.PORTAL_NAME, "parent_id": book.suppliers[story.PORTAL].id,
            "email": f"{login}@{story.PORTAL}.example", "lang": "fr_FR",
        }
    )  # fmt: skip
    env["res.users"].with_context(no_reset_password=True).create(
        {
            "login": login, "password": login, "partner_id": contact.id, "lang": "fr_FR",
            "tz": "Europe/Paris", "company_id": book.company.id,
            "company_ids": [Command.set(book.company.ids)],
            "group_ids": [Command.set(env.ref("base.group_portal").ids)],
        }
    )  # fmt: skip


def _page(lines) -> bytes:
    target = BytesIO()
    canvas = Canvas(target, pagesize=A4)
    for place, line in enumerate(lines):
        canvas.drawString(60, 780 - 22 * place, line)
    canvas.save()
    return target.getvalue()


def compare_lists(env, book):
    """The lists of suppliers reconciled; one is signed, the others wait."""
    statements = env["ap.supplier.statement"].with_user(book.people["accountant"])
    for one in story.LISTS:
        made = statements.reconcile(
            book.company.id,
            book.suppliers[one.supplier].id,
            one.name,
            base64.b64encode(list_of(env, book, one).encode()).decode(),
            book.last.isoformat(),
        )
        if one.is_signed:
            statements.browse([row["id"] for row in made["statements"]]).review()


def list_of(env, book, one) -> str:
    """The supplier's file: its documents that are open for it, in the order of days."""
    day = _french if one.head == story.FRENCH else _english
    rows = [
        (bill.invoice_date, bill.ref, bill.invoice_date_due, _signed_total(bill))
        for bill in _known(env, book, one)
        if bill.ref not in one.unlisted
    ]
    if one.dearer:
        *rows, (dated, number, due, amount) = rows
        rows.append((dated, number, due, amount + one.dearer))
    for missing in one.missing:
        dated = missing.day.on(book.last)
        rows.append((dated, missing.reference, dated, missing.amount))
    lines = [";".join((day(dated), number, day(due), _figure(amount)))
             for dated, number, due, amount in sorted(rows)]  # fmt: skip
    return "\n".join([one.head, *lines, ""])


def _known(env, book, one):
    """What is open of the supplier, and what the last transfer of the month paid."""
    partner = book.suppliers[one.supplier]
    unpaid = env["account.move"].search(
        [
            ("company_id", "=", book.company.id), ("commercial_partner_id", "=", partner.id),
            ("move_type", "in", ("in_invoice", "in_refund")), ("state", "=", "posted"),
            ("payment_state", "in", ("not_paid", "partial")), ("date", "<=", book.last),
        ]
    )  # fmt: skip
    transfers = env["account.payment"].search(
        [
            ("company_id", "=", book.company.id), ("partner_id", "=", partner.id),
            ("date", "=", Day(0, RUNS[-1]).on(book.last)),
        ]
    )  # fmt: skip
    bills = unpaid | transfers.reconciled_bill_ids
    return bills.sorted(lambda bill: (bill.invoice_date, bill.id))


def _signed_total(bill) -> float:
    return -bill.amount_total if bill.move_type == "in_refund" else bill.amount_total


def _french(day) -> str:
    return f"{day:%d/%m/%Y}"


def _english(day) -> str:
    return f"{day:%Y-%m-%d}"


def _figure(amount) -> str:
    return f"{amount:.2f}".replace(".", ",")


def review_accounts(env, book):
    """The reviews of the month are open, two with a comment; matchings are proposed."""
    env["ap.supplier.match"].with_user(book.people["accountant"]).propose(book.company.id)
    reviews = env["ap.supplier.review"].with_user(book.people["accountant"])
    reviews.open_month(book.company.id, book.last.isoformat())
    for key, comment in story.COMMENTS.items():
        reviews.search(
            [("company_id", "=", book.company.id), ("date", "=", book.last),
             ("partner_id", "=", book.suppliers[key].id)]
        ).comment = comment  # fmt: skip
