# SPDX-License-Identifier: AGPL-3.0-or-later
"""The second bank account: its statements through the import, its lines matched, the
reconciliation statements of the month."""

import base64
from decimal import Decimal

from odoo import Command

from odoo.addons.ap_base.arithmetic.calendar import month_start
from odoo.addons.ap_base.arithmetic.money import to_decimal

from ..story import bank as story
from ..story.bank import Movement
from ..story.payments import KEPT
from .payments import bank_journal


def keep_second_account(env, book):
    """All that happens on it, until the new month has begun."""
    first, second = bank_journal(env, book.company), _second_journal(env, book)
    _send_money(env, book, first, second)
    _make_rule(env, book)
    ended = _import(env, book, 1, Decimal(0), _of_the_month(book))
    env["ap.bank.match"].with_user(book.people["accountant"]).match_company(book.company.id)
    lines = env["ap.bank.match"].search([("journal_id", "=", second.id)])
    lines.with_user(book.people["accountant"]).accept()
    _import(env, book, 2, ended, _of_the_new_month(env, book))
    env["ap.bank.match"].with_user(book.people["accountant"]).match_company(book.company.id)
    _sign(env, book, first, second)


def _second_journal(env, book):
    account = env["res.partner.bank"].create(
        {"acc_number": story.IBAN, "partner_id": book.company.partner_id.id}
    )
    return env["account.journal"].create(
        {
            "name": story.NAME, "type": "bank", "code": story.CODE,
            "company_id": book.company.id, "bank_account_id": account.id,
        }
    )  # fmt: skip


def _send_money(env, book, first, second):
    """The first side of the transfer: what left the first account is on its way (58)."""
    amount = float(story.TRANSFER)
    move = env["account.move"].create(
        {
            "journal_id": first.id,
            "date": story.TRANSFER_DAY.on(book.last),
            "ref": f"Virement interne vers {second.name}",
            "line_ids": [
                Command.create(
                    {"account_id": book.company.transfer_account_id.id, "debit": amount}
                ),
                Command.create({"account_id": first.default_account_id.id, "credit": amount}),
            ],
        }
    )
    move.action_post()


def _make_rule(env, book):
    """Interest received is booked by itself; charges of the bank belong to the head office."""
    centre = f"{book.centres['Head office'].id},{book.countries['FR'].id}"
    env["account.analytic.distribution.model"].create(
        {
            "account_prefix": "627",
            "company_id": book.company.id,
            "analytic_distribution": {centre: 100.0},
        }
    )
    account = env["account.account"].search(
        [("company_ids", "=", book.company.id), ("code", "=like", "7638%")], limit=1
    )
    env["ap.bank.rule"].with_user(book.people["head"]).create(
        {
            "name": "Intérêts créditeurs", "company_id": book.company.id,
            "pattern": story.INTEREST_RULE, "sign": "1", "account_id": account.id,
            "is_automatic": True,
        }
    )  # fmt: skip


def _of_the_month(book):
    """The transfer and the interest, in the month to close."""
    sent = story.TRANSFER_DAY.on(book.last)
    label = f"VIR INTERNE {book.company.name.upper()}"
    interest = story.INTEREST_DAY.on(book.last)
    lines = [
        Movement(sent, story.TRANSFER, label),
        Movement(interest, story.INTEREST, f"INTERETS CREDITEURS {interest:%m %Y}"),
    ]
    return month_start(book.last), lines, book.last


def _of_the_new_month(env, book):
    """A bill paid whole, by its number; one paid in part; a charge that no rule knows."""
    whole, part = _bills(env, book)
    half = -to_decimal(part.amount_residual / 2).quantize(Decimal("0.01"))
    day = story.SOON.on(book.last)
    lines = [
        Movement(day, -to_decimal(whole.amount_residual), _label(whole)),
        Movement(day, half, _label(part)),
        Movement(day, story.CHARGE, story.CHARGE_LABEL),
    ]
    return day, lines, day


def _label(bill) -> str:
    return f"VIR SEPA {bill.commercial_partner_id.name.upper()} {bill.ref}"


def _bills(env, book):
    """The two largest bills that are due later and that nobody holds, of two suppliers."""
    bills = env["account.move"].search(
        [
            ("company_id", "=", book.company.id),
            ("move_type", "=", "in_invoice"),
            ("state", "=", "posted"),
            ("payment_state", "=", "not_paid"),
            ("currency_id", "=", book.company.currency_id.id),
            ("invoice_date", "<=", book.last),
            ("invoice_date_due", ">", book.last),
            ("ref", "not in", [False, *KEPT]),
            ("amount_residual", "<", float(story.TRANSFER) / 4),
        ],
        order="amount_residual DESC, id",
    )
    held = bills._ap_hold_causes()
    free = bills.filtered(lambda bill: bill.id not in held)
    whole = free[:1]
    others = free.filtered(lambda bill: bill.partner_id != whole.partner_id)
    return whole, others[:1]


def _import(env, book, number, opening, statement) -> Decimal:
    """Bring a statement through the import as the accountant does; its balance."""
    start, lines, end = statement
    content = story.statement(number, start, opening, lines, end)
    imports = env["ap.import"].with_user(book.people["accountant"])
    imports.import_file(
        "bank_statement", f"{story.CODE}-{number}.sta", base64.b64encode(content).decode(),
        book.company.id,
    )  # fmt: skip
    return opening + sum((line.amount for line in lines), Decimal(0))


def _sign(env, book, first, second):
    """The second account's is signed by two people; the first one's waits for the head:
    its bank sends no statement files, and the accountant says so."""
    accountant = env["ap.bank.reconciliation"].with_user(book.people["accountant"])
    made = accountant.create(
        [
            {
                "journal_id": first.id,
                "date": book.last,
                "note": "Relevé papier pointé à la main : aucun écart.",
            },
            {"journal_id": second.id, "date": book.last},
        ]
    )
    made.prepare()
    made[1].with_user(book.people["head"]).approve()
