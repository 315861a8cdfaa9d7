# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bank accounts of the suppliers, and transfers twice a month."""

from datetime import timedelta

from odoo import Command

from ..story.payments import (
    CAPITAL,
    CHANGED,
    KEPT,
    RUNS,
    french_iban,
    polish_iban,
)
from ..story.suppliers import SUPPLIERS
from ..story.values import Day


def open_bank(env, company, last):
    """Pay from the bank account itself, in which the capital was paid."""
    journal = bank_journal(env, company)
    bank = journal.default_account_id
    journal.outbound_payment_method_line_ids.payment_account_id = bank
    capital = env["account.chart.template"].ref("pcg_1013")
    move = env["account.move"].create(
        {
            "date": Day(12, 2).on(last),
            "ref": "Libération du capital",
            "line_ids": [
                Command.create({"account_id": bank.id, "debit": CAPITAL}),
                Command.create({"account_id": capital.id, "credit": CAPITAL}),
            ],
        }
    )
    move.action_post()


def enter_bank_accounts(env, book):
    """The suppliers' accounts are taken over from the tool before, the head trusts them:
    the accountant who had typed them could accept no difference of their bills."""
    by_case = env["res.company"].search([("ap_bank_by_case", "=", True)])
    by_case.ap_bank_by_case = False  # the tool before had no cases
    made = env["res.partner.bank"].create(
        [
            {
                "partner_id": book.suppliers[key].id,
                "acc_number": (
                    polish_iban(number) if supplier.country == "PL" else french_iban(number)
                ),
            }
            for number, (key, supplier) in enumerate(SUPPLIERS.items(), 1)
            if supplier.country != "US"
        ]
    )
    made.with_user(book.people["head"]).action_ap_trust()
    by_case.ap_bank_by_case = True


def change_bank_accounts(env, book):
    """New bank details, typed in from a letter: they wait in a case."""
    accounts = env["res.partner.bank"].with_user(book.people["accountant"])
    accounts.create(
        [
            {"partner_id": book.suppliers[key].id, "acc_number": french_iban(701 + number)}
            for number, key in enumerate(CHANGED)
        ]
    )


def pay(env, company, last, months, late):
    """Transfer, on the days of those months, what is due before the next transfer; holds
    are respected. `late`: {supplier's id: days after the due date} of those paid late."""
    env.flush_all()
    env.cr.precommit.run()  # holds are set when bills have been checked
    runs = [(Day(back, day).on(last), _after(back, day).on(last)) for back in months for day in RUNS]
    for day, following in runs:
        bills = _open(env, company, day, following)
        _transfer(env, company, day, _due(bills, day, following, late, last))


def _after(back, day) -> Day:
    """The transfer that follows one."""
    first, second = RUNS
    return Day(back, second) if day == first else Day(back - 1, first)


def _open(env, company, day, following):
    """Posted bills that nobody keeps and that were entered by then."""
    return env["account.move"].search(
        [
            ("company_id", "=", company.id),
            ("move_type", "in", ("in_invoice", "in_receipt")),
            ("state", "=", "posted"),
            ("payment_state", "in", ("not_paid", "partial")),
            ("date", "<=", day),
            ("invoice_date_due", "<", following),
            ("ref", "not in", KEPT),
        ]
    )


def _due(bills, day, following, late, last):
    """Those of late suppliers later; those on hold not at all."""
    held = bills._ap_hold_causes()
    # A rate of another day is a cost with axes of its own: no case of the month to close.
    at_home = day >= last.replace(day=1)
    return bills.filtered(
        lambda bill: bill.id not in held
        and not (at_home and bill.currency_id != bill.company_currency_id)
        and (
            bill.invoice_date_due + timedelta(late[bill.partner_id.id]) <= day
            if bill.partner_id.id in late
            else bill.invoice_date_due < following
        )
    )


def _transfer(env, company, day, bills):
    if bills:
        wizard = env["account.payment.register"].with_context(
            active_model="account.move", active_ids=bills.ids
        )
        values = {
            "payment_date": day,
            "journal_id": bank_journal(env, company).id,
            "group_payment": True,
        }
        wizard.create(values)._create_payments()


def bank_journal(env, company):
    """The bank journal of the company."""
    return env["account.journal"].search(
        [("company_id", "=", company.id), ("type", "=", "bank")], limit=1
    )
