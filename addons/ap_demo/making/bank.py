# SPDX-License-Identifier: AGPL-3.0-or-later
"""The second bank account: its statements through the import, its lines matched, the
reconciliation statements of the month."""

import base64
from decimal import Decimal

from odoo import Command

from odoo.addons.ap_base.arithmetic.calendar import month_end, month_start
from odoo.addons.ap_base.arithmetic.money import to_decimal
from odoo.addons.ap_treasury.models import match_store

from ..story import bank as story
from ..story.bank import Movement
from ..story.payments import KEPT
from ..story.values import Day
from .payments import bank_journal


def follow(env, book, month):
    """A month of it: its statement through the import; what has no rule yet is booked by
    hand, the rest by itself, as every night."""
    if month == max(story.RECEIVED):
        _second_journal(env, book)
    if month == story.RULED:
        _make_rule(env, book)
    first, second = bank_journal(env, book.company), _second(env, book)
    _send_money(env, book, first, second, month)
    _import(env, book, _number(month), _balance(month + 1), _of_the_month(book, month))
    _match(env, book)
    lines = env["ap.bank.match"].search([("journal_id", "=", second.id)])
    match_store.accept_what_can(lines.filtered(lambda line: line.state == "automatic"))
    if month > story.RULED:
        _book_by_hand(env, book, lines.filtered(lambda line: line.state != "done"))


def keep_second_account(env, book):
    """The month to close, and what the new month has brought."""
    first, second = bank_journal(env, book.company), _second(env, book)
    _share_charges(env, book)
    follow(env, book, 0)
    _import(env, book, _number(-1), _balance(0), _of_the_new_month(env, book))
    _match(env, book)
    _sign(env, book, first, second)


def _match(env, book):
    env["ap.bank.match"].with_user(book.people["accountant"]).match_company(book.company.id)


def _number(month) -> int:
    """Of the statement of a month."""
    return max(story.RECEIVED) - month + 1


def _balance(month) -> Decimal:
    """What the account holds at the end of a month."""
    return sum(
        (sum(both) for back, both in story.RECEIVED.items() if back >= month), Decimal(0)
    )


def _interest_account(env, book):
    return env["account.account"].search(
        [("company_ids", "=", book.company.id), ("code", "=like", "7638%")], limit=1
    )


def _book_by_hand(env, book, matches):
    """The accountant opens the entry of the line and names the account."""
    move = matches.statement_line_id.move_id.with_user(book.people["accountant"])
    waiting = move.line_ids.filtered(
        lambda item: item.account_id == move.journal_id.suspense_account_id
    )
    waiting.account_id = _interest_account(env, book)


def _second(env, book):
    """Its journal."""
    return env["account.journal"].search(
        [("company_id", "=", book.company.id), ("code", "=", story.CODE)]
    )


def _second_journal(env, book):
    account = env["res.partner.bank"].create(
        {"acc_number": story.IBAN, "partner_id": book.company.partner_id.id}
    )
    env["account.journal"].create(
        {
            "name": story.NAME, "type": "bank", "code": story.CODE,
            "company_id": book.company.id, "bank_account_id": account.id,
        }
    )  # fmt: skip


def _send_money(env, book, first, second, month):
    """The first side of the transfer: what left the first account is on its way (58)."""
    amount = float(story.RECEIVED[month][0])
    move = env["account.move"].create(
        {
            "journal_id": first.id,
            "date": Day(month, story.TRANSFER_DAY).on(book.last),
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


def _share_charges(env, book):
    """Charges of the bank belong to the head office."""
    centre = f"{book.centres['Head office'].id},{book.countries['FR'].id}"
    env["account.analytic.distribution.model"].create(
        {
            "account_prefix": "627",
            "company_id": book.company.id,
            "analytic_distribution": {centre: 100.0},
        }
    )


def _make_rule(env, book):
    """Interest received is booked by itself."""
    env["ap.bank.rule"].with_user(book.people["head"]).create(
        {
            "name": "Intérêts créditeurs", "company_id": book.company.id,
            "pattern": story.INTEREST_RULE, "sign": "1",
            "account_id": _interest_account(env, book).id, "is_automatic": True,
        }
    )  # fmt: skip


def _of_the_month(book, month):
    """The transfer and the interest of a month."""
    sent = Day(month, story.TRANSFER_DAY).on(book.last)
    label = f"VIR INTERNE {book.company.name.upper()}"
    interest = Day(month, story.INTEREST_DAY).on(book.last)
    transfer, received = story.RECEIVED[month]
    lines = [
        Movement(sent, transfer, label),
        Movement(interest, received, f"INTERETS CREDITEURS {interest:%m %Y}"),
    ]
    return month_start(sent), lines, month_end(sent)


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
            ("amount_residual", "<", float(story.RECEIVED[0][0]) / 4),
        ],
        order="amount_residual DESC, id",
    )
    held = bills._ap_hold_causes()
    free = bills.filtered(lambda bill: bill.id not in held)
    whole = free[:1]
    others = free.filtered(lambda bill: bill.partner_id != whole.partner_id)
    return whole, others[:1]


def _import(env, book, number, opening, statement):
    """Bring a statement through the import as the accountant does."""
    start, lines, end = statement
    content = story.statement(number, start, opening, lines, end)
    imports = env["ap.import"].with_user(book.people["accountant"])
    imports.import_file(
        "bank_statement", f"{story.CODE}-{number}.sta", base64.b64encode(content).decode(),
        book.company.id,
    )  # fmt: skip


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
