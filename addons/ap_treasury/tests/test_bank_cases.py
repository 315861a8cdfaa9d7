# SPDX-License-Identifier: AGPL-3.0-or-later
"""What strangers found wrong in other programs, on their own figures."""

import base64

from odoo import Command
from odoo.tests import tagged

from .common import IBAN, MatchingCommon, mt940

CAMT = f"""\
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-09-02T20:00:00</CreDtTm></GrpHdr><Stmt><Id>S1</Id>
<Acct><Id><IBAN>{IBAN}</IBAN></Id><Ccy>EUR</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">149.87</Amt>
<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-09-01</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">946.57</Amt>
<CdtDbtInd>DBIT</CdtDbtInd><Dt><Dt>2026-09-02</Dt></Dt></Bal>
<Ntry><Amt Ccy="EUR">429.56</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>2026-09-02</Dt></BookgDt><BkTxCd><Prtry><Cd>05</Cd></Prtry></BkTxCd><NtryDtls>
<TxDtls><Amt Ccy="EUR">329.56</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<RmtInf><Ustrd>AVOIR A12</Ustrd></RmtInf></TxDtls>
<TxDtls><Amt Ccy="EUR">100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<RmtInf><Ustrd>AVOIR A13</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="EUR">1526.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>2026-09-02</Dt></BookgDt><BkTxCd><Prtry><Cd>06</Cd></Prtry></BkTxCd><NtryDtls>
<TxDtls><Amt Ccy="EUR">1500.00</Amt><CdtDbtInd>DBIT</CdtDbtInd>
<Chrgs><Rcrd><Amt Ccy="EUR">26.00</Amt></Rcrd></Chrgs>
<RmtInf><Ustrd>FA-2026-77</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
</Stmt></BkToCstmrStmt></Document>"""
BEFORE, AFTER = "0111222    00001EUR2 01234567890  {day}", "0711222    00001EUR2 01234567890  {day}"
PRLV = "0411222000000001EUR2 01234567890B1011026  011026PRLV SEPA OPERATEUR TELECOM      "
NOTE = "0511222000000001EUR2 01234567890B1011026     LCCFACTURE FA-7781 SEPT 2026"
VIR = "0411222000000001EUR2 0123456789005021026  021026VIR SEPA RECU REMB TROP PERCU    "


def cfonb():
    """Two days of one account, a pair of balances each: 1,000.00, 950.00, 1,070.00."""
    rows = [
        BEFORE.format(day="300926").ljust(90) + "0000000010000{",
        PRLV + "0000000000000000000500}FA-7781",
        NOTE,
        AFTER.format(day="011026").ljust(90) + "0000000009500{",
        BEFORE.format(day="011026").ljust(90) + "0000000009500{",
        VIR + "0000000000000000001200{",
        AFTER.format(day="021026").ljust(90) + "0000000010700{",
    ]
    return ("\n".join(row.ljust(120) for row in rows) + "\n").encode()


@tagged("post_install", "-at_install")
class TestBankCases(MatchingCommon):
    def _sheet(self, text, **options):
        """A sheet of the account, and what became of it."""
        record = self.imports.create({
            "profile_id": self.env.ref("ap_treasury.ap_import_profile_bank_statement").id,
            "company_id": self.company.id,
            "filename": "export.csv",
            "file": base64.b64encode(text.encode()),
            "ap_bank_journal_id": self.journal.id,
            **options,
        })  # fmt: skip
        record.action_apply()
        return record

    # Import --------------------------------------------------------------------------

    def test_the_reversal_of_a_credit_takes_money_away(self):
        lines = (":61:2609020902D100,00NTRFNONREF", ":86:VIR SEPA FOURNISSEUR ALPHA FA-101",
                 ":61:2609030903C204,88NTRFNONREF", ":86:REMBOURSEMENT BETA",
                 ":61:2609030903RC204,88NTRFNONREF", ":86:ANNULATION REMBOURSEMENT BETA",
                 ":61:2609040904RD50,00NTRFNONREF", ":86:ANNULATION FRAIS")  # fmt: skip
        text = mt940(1, ("260901", "1000,00"), [], ("260904", "950,00")).decode()
        text = text.replace(":62F:", "\n".join(lines) + "\n:62F:")
        self._import(text.encode())
        found = self._bank_lines()
        self.assertEqual(found.mapped("amount"), [-100.0, 204.88, -204.88, 50.0])
        self.assertRecordValues(
            found.statement_id,
            [{"balance_start": 1000.0, "balance_end_real": 950.0, "is_complete": True}],
        )

    def test_details_split_an_entry_only_as_far_as_they_add_up(self):
        summary = self._import(CAMT.encode(), "S1.xml")
        self.assertEqual(summary["state"], "applied", summary)
        found = self._bank_lines()
        self.assertEqual(found.mapped("amount"), [329.56, 100.0, -1500.0, -26.0])
        self.assertEqual(found.statement_id.balance_end_real, -946.57)
        self.assertTrue(found.statement_id.is_complete)

    def test_days_of_a_french_file_are_one_statement_with_check_points(self):
        summary = self._import(cfonb(), "releve.cfo")
        self.assertEqual((summary["state"], summary["new"]), ("applied", 2), summary)
        found = self._bank_lines()
        self.assertRecordValues(found, [
            {"date": self._day("2026-10-01"), "amount": -50.0,
             "ap_bank_label": "PRLV SEPA OPERATEUR TELECOM FACTURE FA-7781 SEPT 2026"},
            {"date": self._day("2026-10-02"), "amount": 120.0,
             "ap_bank_label": "VIR SEPA RECU REMB TROP PERCU"},
        ])  # fmt: skip
        self.assertEqual(found[0].transaction_details["reference"], "FA-7781")
        self.assertEqual(len(found.statement_id), 1)
        points = self.env["ap.bank.balance"].search(
            [("journal_id", "=", self.journal.id)], order="date"
        )
        shown = [points[0].opening, *points.mapped("closing")]
        self.assertEqual(shown, [1000.0, 950.0, 1070.0])
        self.assertEqual(self._import(cfonb(), "again.cfo")["new"], 0)

    def test_two_exports_of_one_bank_bring_one_line_on_its_booking_day(self):
        first = self._sheet(
            "Date execution;Date comptable;Libelle;Debit;Credit;Reference\n"
            "31/03/2026;01/04/2026;VIR SEPA FOURNISSEUR GAMMA FA-88;-120,00;;OP-5541\n"
        )
        self.assertEqual(first.state, "applied", first.row_ids.mapped("message"))
        second = self._sheet(
            "Date comptable;Libelle;Debit;Credit;Reference\n"
            "01/04/2026;VIR SEPA FOURNISSEUR GAMMA FA-88;120,00;;OP-5541\n"
        )
        self.assertEqual((second.state, second.same_count), ("applied", 1))
        self.assertRecordValues(
            self._bank_lines(), [{"date": self._day("2026-04-01"), "amount": -120.0}]
        )
        march = self.env["ap.bank.reconciliation"].at_date(self.journal.id, "2026-03-31")
        self.assertEqual(march["items"], [])

    def test_a_gap_of_running_balances_is_named_and_filled_by_the_file_that_overlaps(self):
        head = "Date;Libelle;Montant;Solde\n"
        first = self._sheet(
            f"{head}02/03/2026;VIR SEPA A;-100,00;900,00\n03/03/2026;PRLV B;-50,00;850,00\n"
            "05/03/2026;REMISE C;20,00;524,69\n"
        )
        self.assertEqual(first.state, "rejected")
        self.assertIn("345.31", " ".join(first.row_ids.mapped(lambda row: row.message or "")))
        first.ap_bank_accept_chain = True
        first.action_apply()
        self.assertEqual((first.state, first.new_count), ("applied", 3))
        second = self._sheet(
            f"{head}03/03/2026;PRLV B;-50,00;850,00\n04/03/2026;VIR SEPA D;-345,31;504,69\n"
            "05/03/2026;REMISE C;20,00;524,69\n06/03/2026;VIR SEPA E;-24,69;500,00\n"
        )
        self.assertEqual(
            (second.state, second.new_count, second.same_count), ("applied", 2, 2),
            second.row_ids.mapped("message"),
        )  # fmt: skip
        found = self._bank_lines()
        self.assertEqual(found.mapped("amount"), [-100.0, -50.0, 20.0, -345.31, -24.69])
        self.assertEqual(round(1000.0 + sum(found.mapped("amount")), 2), 500.0)

    # Matching ------------------------------------------------------------------------

    def _open(self, **amounts):
        """Bills without a number that a label may bear, by their name."""
        partner = self._partner(amounts.pop("partner"))
        return {
            name: self._invoice(amount, name, partner, amounts.get("day") or "2026-09-01")
            for name, amount in amounts.items()
        }

    def test_a_bill_and_its_credit_note_are_offered_before_the_bill_alone(self):
        open_ = self._open(partner="Atelier Nord", FA1=100.0, AV1=-10.0, FA2=95.0)
        line = self._line(-90.0, "VIR SEPA ATELIER NORD", "2026-09-15")
        _found, match = self._match(line)
        match.accept()
        left = {name: bill.amount_residual for name, bill in open_.items()}
        self.assertEqual(left, {"FA1": 0.0, "AV1": 0.0, "FA2": 95.0})
        self.assertTrue(line.is_reconciled)

    def test_two_sets_that_add_up_are_both_shown_and_never_booked_by_themselves(self):
        open_ = self._open(partner="Menuiserie Est", A=412.3, B=87.7, C=500.0, D=175.55)
        label = "VIR SEPA MENUISERIE EST"
        first, second = self._line(-675.55, label), self._line(-87.7, label)
        _found, match = self._match(first)
        names = {bill.line_ids.filtered("date_maturity").id: n for n, bill in open_.items()}
        sets = [
            sorted(names[part[0]] for part in one["allocations"]) for one in match.proposals
        ]
        self.assertEqual(sets[:2], [["C", "D"], ["A", "B", "D"]])
        self.assertEqual(match.state, "suggested")
        _found, matches = self._match(first, second)
        matches[1].accept()
        self.assertEqual(open_["B"].amount_residual, 0.0)
        [found], match = self._match(first)
        self.assertEqual(sorted(names[item] for item in found["items"]), ["C", "D"])

    def test_a_limit_looks_at_what_is_left_of_the_line(self):
        """500.00 of which 45.00 are used: a bill of 500.00 gets 455.00, nothing is lost."""
        self.company.ap_bank_small_limit = 0.1
        self._invoice(45.0, "FA-2026-2001")
        line = self._line(-500.0, "VIR NORDVIK ACCESS FA-2026-2001 FA-2026-2002")
        _found, match = self._match(line)
        match.accept()
        self.assertEqual(match.amount, -455.0)
        bill = self._invoice(500.0, "FA-2026-2002", day="2026-10-04")
        [found], match = self._match(line)
        self.assertEqual(found["state"], "suggested", found)
        match.accept()
        self.assertEqual((bill.amount_residual, line.is_reconciled), (45.0, True))
        accounts = line._seek_for_lines()[2].account_id
        self.assertEqual(accounts.mapped("account_type"), ["liability_payable"])

    def test_short_names_legal_forms_and_a_bill_paid_by_hand(self):
        bills = {
            name: self._invoice(amount, name, self._partner(name))
            for name, amount in (
                ("Nordvik Access SAS", 240.0), ("SAS Delta", 99.0),
                ("Delta Logistique SARL", 99.0), ("SARL SA", 55.0),
            )
        }  # fmt: skip
        self.nordvik.active = False
        lines = (self._line(-240.0, "VIR INST NORDVIK"), self._line(-99.0, "PRLV SEPA DELTA"),
                 self._line(-55.0, "VIR SEPA SARL SA"))  # fmt: skip
        found, matches = self._match(*lines)
        bill = bills["Nordvik Access SAS"]
        self.assertEqual(found[0]["items"], bill.line_ids.filtered("date_maturity").ids)
        self.assertEqual((found[1]["state"], len(matches[1].proposals)), ("suggested", 2))
        self.assertNotEqual(found[2]["state"], "automatic")
        self.assertNotIn("name", " ".join(found[2]["reasons"]))
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=bill.ids
        ).create({})  # fmt: skip
        self.assertIn("VIR INST NORDVIK", wizard.ap_bank_line_text)

    def test_what_a_person_matched_in_part_stays_when_another_payment_comes(self):
        bill = self._invoice(10000.0, "FA-2026-2101")
        by_hand = self._line(-8000.0, "VIR NORDVIK ACCESS", "2026-09-20")
        payable = bill.line_ids.filtered("date_maturity")
        suspense = by_hand._seek_for_lines()[1]
        by_hand.move_id.with_context(force_delete=True, skip_readonly_check=True).write({
            "line_ids": [Command.update(suspense.id, {
                "account_id": payable.account_id.id, "partner_id": self.nordvik.id,
            })],
        })  # fmt: skip
        (by_hand._seek_for_lines()[2] | payable).reconcile()
        partial = payable.matched_debit_ids
        line = self._line(-1500.0, "VIR NORDVIK ACCESS FA-2026-2101")
        self._night()
        _found, match = self._match(line)
        match.accept()
        self.assertEqual(bill.amount_residual, 500.0)
        self.assertTrue(partial.exists())
        self.assertEqual(partial.amount, 8000.0)

    # Reconciliation statement ----------------------------------------------------------------

    def _paid(self, day, amount):
        """A payment by hand through the account of payments on their way."""
        payment = self.env["account.payment"].create({
            "payment_type": "outbound", "partner_type": "supplier", "amount": amount,
            "partner_id": self.nordvik.id, "journal_id": self.journal.id, "date": day,
            "memo": f"PAY {amount:.0f}",
        })  # fmt: skip
        payment.action_post()
        return payment

    def _clear(self, payment, day):
        line = self._line(-payment.amount, f"VIR {payment.memo}", day)
        item = payment.move_id.line_ids.filtered(
            lambda one: one.account_id == payment.outstanding_account_id
        )
        suspense = line._seek_for_lines()[1]
        line.move_id.with_context(force_delete=True, skip_readonly_check=True).write(
            {"line_ids": [Command.update(suspense.id, {"account_id": item.account_id.id})]}
        )
        (line._seek_for_lines()[2] | item).reconcile()

    def test_a_payment_that_clears_later_is_outstanding_at_the_day(self):
        """1,000.00 − 50.00 − 40.00 − 30.00 = 880.00; the bank has 950.00."""
        opening = self.env["account.move"].create({
            "journal_id": self.company_data["default_journal_misc"].id,
            "date": "2026-01-01",
            "line_ids": [
                Command.create({"account_id": self.journal.default_account_id.id,
                                "balance": 1000.0}),
                Command.create({"account_id": self._account("108000").id, "balance": -1000.0}),
            ],
        })  # fmt: skip
        opening.action_post()
        first, second, _third = (
            self._paid(day, amount)
            for day, amount in (("2026-03-10", 50.0), ("2026-03-20", 40.0), ("2026-03-30", 30.0))
        )
        self._clear(first, "2026-03-28")
        march = self.env["ap.bank.reconciliation"].at_date(self.journal.id, "2026-03-31")
        found = {item["label"]: item["amount"] for item in march["items"]}
        self.assertEqual(march["ledger"], 880.0, march)
        self.assertEqual(sorted(found.values()), [-40.0, -30.0])
        self.assertEqual((march["expected"], march["outstanding_ledger"]), (950.0, -70.0))
        self._clear(second, "2026-04-02")
        late = self._paid("2026-04-10", 15.0)
        self._clear(late, "2026-04-08")
        again = self.env["ap.bank.reconciliation"].at_date(self.journal.id, "2026-03-31")
        self.assertEqual(again, march)
        one = self.env["ap.bank.reconciliation"].create(
            {"journal_id": self.journal.id, "date": "2026-04-15"}
        )
        one.compute()
        self.assertIn("the bank had it before the ledger", one.remarks)
