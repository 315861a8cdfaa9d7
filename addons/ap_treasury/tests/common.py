# SPDX-License-Identifier: AGPL-3.0-or-later
"""A bank account, and statements of it: 1,000.00 − 50.00 + 20.00 = 970.00."""

import base64
from unittest.mock import patch

from odoo import Command

from odoo.addons.ap_loan.tests.common import LoanCommon

IBAN = "FR7611222000010123456789030"
HEAD = ":20:S\n:25:{iban}\n:28C:{number}/1\n"
SHEET = "Date;Libellé;Débit;Crédit;Solde\n"


def mt940(number, opening, lines, closing, iban=IBAN):
    """Return an MT940 file: balances as (YYMMDD, amount), lines as (YYMMDD, C or D,
    amount, label); amounts with a comma."""
    text = HEAD.format(iban=iban, number=number)
    text += f":60F:C{opening[0]}EUR{opening[1]}\n"
    for day, mark, amount, label in lines:
        text += f":61:{day}{day[2:]}{mark}{amount}NMSCNONREF\n:86:{label}\n"
    return (text + f":62F:C{closing[0]}EUR{closing[1]}\n-\n").encode()


FIRST = mt940(
    1,
    ("261001", "1000,00"),
    [("261001", "D", "50,00", "PRLV SEPA OPERATEUR"), ("261002", "C", "20,00", "VIR CLIENT")],
    ("261002", "970,00"),
)
SECOND = mt940(
    2, ("261002", "970,00"), [("261005", "D", "70,00", "VIR SEPA NORDVIK")], ("261005", "900,00")
)


class TreasuryCommon(LoanCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.imports = cls.env["ap.import"]
        cls.bank_lines = cls.env["account.bank.statement.line"]
        cls.journal.bank_account_id = cls.env["res.partner.bank"].create(
            {"acc_number": IBAN, "partner_id": cls.company.partner_id.id}
        )

    @classmethod
    def _import(cls, content, name="statement.sta", profile="bank_statement", **options):
        encoded = base64.b64encode(content).decode()
        return cls.imports.import_file(profile, name, encoded, cls.company.id, **options)

    @classmethod
    def _bank_lines(cls):
        """The bank lines of the account, in the order in which they came."""
        return cls.bank_lines.search([("journal_id", "=", cls.journal.id)], order="id")


class MatchingCommon(TreasuryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.matches = cls.env["ap.bank.match"]
        cls.nordvik = cls._partner("Nordvik Access")
        cls.expense = cls.company_data["default_account_expense"]

    @classmethod
    def _invoice(cls, amount, ref, partner=None, day="2026-09-15", **values):
        """A posted bill, or a credit note of a negative amount."""
        given = {"quantity": 1, "price_unit": abs(amount), "tax_ids": False}
        bill = cls.env["account.move"].create({
            "move_type": "in_invoice" if amount > 0 else "in_refund",
            "partner_id": (partner or cls.nordvik).id,
            "invoice_date": day,
            "date": day,
            "invoice_date_due": day,
            "ref": ref,
            "company_id": cls.company.id,
            "invoice_line_ids": [Command.create({
                "name": ref, "account_id": cls.expense.id,
                **given, **values.pop("with_line", {}),
            })],
            **values,
        })  # fmt: skip
        bill.action_post()
        return bill

    @classmethod
    def _line(cls, amount, label, day="2026-10-05", journal=None, **values):
        """A bank line as a statement file brings it."""
        return cls.bank_lines.sudo().create({
            "journal_id": (journal or cls.journal).id,
            "date": day,
            "amount": amount,
            "payment_ref": label,
            **values,
        }).sudo(False)  # fmt: skip

    def _match(self, *lines):
        """What matching answers for these lines, and its records, in their order."""
        ids = [line.id for line in lines]
        found = self.matches.match_lines(ids)
        known = self.matches.search([("statement_line_id", "in", ids)])
        order = sorted(known, key=lambda one: ids.index(one.statement_line_id.id))
        return found, self.matches.union(*order)

    def _night(self):
        """The job of the night, without its commits."""
        job = type(self.env["ir.cron"])
        with patch.object(job, "_commit_progress", lambda *args, **kwargs: 1):
            self.matches._cron_match()

    @classmethod
    def _second_journal(cls, name="Savings", currency=None, **values):
        """Another bank account of the company."""
        return cls.env["account.journal"].create({
            "name": name,
            "type": "bank",
            "code": name[:4].upper(),
            "company_id": cls.company.id,
            "currency_id": currency.id if currency else False,
            **values,
        })  # fmt: skip

    @classmethod
    def _dollars(cls, *rates):
        """The dollar with its rates: (day, dollars for one euro)."""
        dollars = cls.env.ref("base.USD")
        dollars.active = True
        for day, rate in rates:
            cls.env["res.currency.rate"].create({
                "name": day, "rate": rate, "currency_id": dollars.id,
                "company_id": cls.company.id,
            })  # fmt: skip
        return dollars
