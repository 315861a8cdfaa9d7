# SPDX-License-Identifier: AGPL-3.0-or-later
"""A bank account, and statements of it: 1,000.00 − 50.00 + 20.00 = 970.00."""

import base64

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
    def _lines(cls):
        """The bank lines of the account, in the order in which they came."""
        return cls.bank_lines.search([("journal_id", "=", cls.journal.id)], order="id")
