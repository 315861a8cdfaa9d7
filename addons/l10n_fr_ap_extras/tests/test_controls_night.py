# SPDX-License-Identifier: AGPL-3.0-or-later
"""Controls of bills say what they read, and a night that looks at what changed finds what a
look at all bills finds."""

import random
from datetime import timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.ap_base.models.control_reads import read_by
from odoo.addons.ap_base.tests.night_common import DAY, NightOfControls
from odoo.addons.ap_einvoice.tests.einvoice_common import FIGURES

from .conformity_common import COMPLETE, OURS, ConformityCase

OF_FILES = {
    "bill_file_problem", "bill_account_unknown", "einvoice_arithmetic", "einvoice_buyer",
    "einvoice_favour", "einvoice_field", "einvoice_means", "einvoice_rules",
    "einvoice_vat_moment", "supplier_made_by_import",
}  # fmt: skip
DECLARED = OF_FILES | {
    "bill_mention", "bill_mention_blocking", "bill_vat", "bill_vat_regime", "bill_dates",
    "bill_dates_blocking", "bill_terms", "bill_identifier", "bill_locked_period",
    "einvoice_amount", "einvoice_difference",
}  # fmt: skip
# A source of all bills alike: each bill is looked at again.
OF_ALL = ("taxes", "law", "terms", "rules")
ROUNDS, CHANGES = 10, 5


class NightOfBills(NightOfControls, ConformityCase):
    declared = frozenset(DECLARED | set(OURS))

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_night()

    def _bank(self):
        """The supplier's account as the e-invoices name it comes, or goes."""
        known = self.supplier.bank_ids
        if known:
            known.active = False
            return
        account = {"acc_number": FIGURES["iban"], "partner_id": self.supplier.id}
        self.env["res.partner.bank"].create(account)


@tagged("post_install", "-at_install")
@freeze_time("2026-10-20 06:00:00")
class TestWhatControlsRead(NightOfBills):
    def test_who_says_what_it_reads(self):
        stated = {one.code for one in self.controls if read_by(one)}
        self.assertEqual(stated, DECLARED)

    def test_no_control_reads_more_than_it_says(self):
        """Every table that a statement of a control names is one of its sources'."""
        self._stating(seller_vat="", net="900.00", buyer="552100554")
        self._draft(text=COMPLETE.replace("FR 44 732 829 320", "FR 83 404 833 048"))
        self.company.purchase_lock_date = "2026-10-10"
        document = self.env["ap.bill.document"].sudo().search([("data", "!=", False)], limit=1)
        document.write(
            {"remarks": [["BR-FR-05", "BT-22", ""]], "problem": "xml",
             "problems": [["number", "BT-131", 1, "x", False]],
             "mismatches": [["total", "1", "2", "", False], ["total", "1", "2", "a", True]]}
        )  # fmt: skip
        self.env.flush_all()
        for control in self.controls.filtered(lambda one: one.code in DECLARED):
            self.assert_says_what_it_reads(control)

    def test_each_source_of_each_control(self):
        """A change of a source lets those that read it look again, and no others."""
        bill, other = self._stating(seller_vat=""), self._draft(text=COMPLETE)
        document = self._row(bill).sudo()
        rate = bill.invoice_line_ids.tax_ids[:1] or self.services
        value = self.env["ap.legal.value"].search([], limit=1)
        changes = {
            "banks": self._bank,
            "rules": lambda: self.env["ap.einvoice.rule"].sudo().search(
                [], limit=1).write({"name": "Another name"}),
            "bill": lambda: bill.write({"ref": "NOR-2026-118"}),
            "lines": lambda: bill.invoice_line_ids.write({"name": "Other words"}),
            "partner": lambda: bill.commercial_partner_id.write({"street": "2 quai Ouest"}),
            "document": lambda: document.write({"number": "NOR-2026-119"}),
            "taxes": lambda: rate.write({"name": "Another name"}),
            "law": lambda: value.write({"name": "Another name"}),
            "terms": lambda: self.env["ap.einvoice.term"].sudo().search(
                [], limit=1).write({"name": "Another name"}),
        }  # fmt: skip
        self.night()
        for name, change in changes.items():
            with self.subTest(name):
                self.night()
                self.env.flush_all()
                change()
                looks = self.looks()
                self.assertEqual(looks.keys(), DECLARED)
                again = {
                    code for code, look in looks.items()
                    if look.ids is None or bill.id in look.ids
                }  # fmt: skip
                readers = self.readers(name)
                self.assertTrue(readers)
                if name in ("lines", "document"):  # stock writes on the bill beside its lines
                    self.assertLessEqual(readers, again)
                else:
                    self.assertEqual(again, readers)
                if name not in (*OF_ALL, "partner", "banks"):
                    seen = {code for code in again if other.id in looks[code].ids}
                    self.assertEqual(seen, set())

    def test_a_payment_is_seen_by_what_compares_amounts(self):
        self.controls.hold_payment = False
        bill = self._stating()
        bill.action_post()
        self.night()
        self.night()
        bill.mapped("payment_state")  # what posting left to compute is no change
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=bill.ids
        ).create({})._create_payments()
        looks = self.looks()
        self.assertIn(bill.id, looks["einvoice_amount"].ids)
        self.env.cr.execute(
            """SELECT numbers FROM ap_control_stamp WHERE res_id = %s""", [bill.id]
        )
        [(numbers,)] = self.env.cr.fetchall()
        self.assertEqual(numbers["settled"], max(numbers.values()))

    def test_the_next_day_looks_at_drafts_by_days_only(self):
        self._draft(text=COMPLETE)
        self.night()
        looks = self.looks(DAY + timedelta(days=1))
        again = {code for code, look in looks.items() if look.ids}
        self.assertEqual(again, {"bill_dates", "bill_dates_blocking"})


@tagged("post_install", "-at_install")
@freeze_time("2026-10-20 06:00:00")
class TestNightFindsWhatAllFinds(NightOfBills):
    def setUp(self):
        super().setUp()
        self.dice = random.Random(17)  # the same series each time
        self.day, self.refused = DAY, []
        self.bills = self._stating(seller_vat="") + self._stating(number="NOR-2026-118")
        self.bills += self._draft("NOR-2026-120", text=COMPLETE)
        self.bills += self._draft("NOR-2026-121", text=COMPLETE, invoice_date="2026-10-28")
        self.bills += self._draft("NOR-2026-122", text="Facture " * 40, amount=80.0)
        old = self._draft("NOR-2023-1", text=COMPLETE, invoice_date="2023-10-05")
        self.bills += old
        self.bills[1].action_post()
        self.bills[2].action_post()

    def _do(self, change):
        """Change; what is refused changes nothing."""
        try:
            with self.env.cr.savepoint():
                change()
                self.env.flush_all()
        except UserError as refused:
            self.env.invalidate_all(flush=False)
            self.refused.append(str(refused))

    def _some(self):
        return self.dice.choice(self.bills.exists())

    def _draft_again(self):
        bill = self._some()
        if bill.state == "posted":
            bill.button_draft()
        return bill

    def _toggle(self):
        bill = self._some()
        bill.button_draft() if bill.state != "draft" else bill.action_post()

    def _say(self, **values):
        document = self._row(self._some()).sudo()
        document.write(values)

    def changes(self):
        dice, card = self.dice, self.supplier
        return [
            lambda: self._draft_again().write({"ref": f"N{dice.randint(1, 9)}"}),
            lambda: self._draft_again().write({"invoice_date": "2026-09-05"}),
            lambda: self._draft_again().write({"invoice_date_due": "2027-01-05"}),
            lambda: self._draft_again().invoice_line_ids.write(
                {"price_unit": dice.randint(1, 2000)}),
            lambda: self._draft_again().invoice_line_ids.write(
                {"tax_ids": [Command.set(dice.choice([[], self.goods.ids]))]}),
            lambda: self._draft_again().invoice_line_ids.write({"discount": 10}),
            self._toggle, self._toggle,
            lambda: self._draft_again().button_cancel(),
            lambda: card.write({"vat": dice.choice(["FR44732829320", "FR83404833048"])}),
            lambda: card.write({"ap_vat_regime": dice.choice(["normal", "franchise"])}),
            lambda: card.write({"country_id": dice.choice([self.france.id, self.env.ref("base.de").id])}),
            lambda: self._say(text=COMPLETE.replace("néant", "2 %")),
            lambda: self._say(amount_total=dice.randint(1, 3000), number="OTHER"),
            lambda: self._say(problem=dice.choice(["xml", False])),
            lambda: self._say(accounts=dice.choice(["", "FR7630004000031234567890143"])),
            lambda: self._say(buyer_siren=dice.choice(["552100554", "443121975"])),
            lambda: self._say(problems=[["number", "BT-131", 1, "x", dice.choice([True, False])]]),
            lambda: self._say(mismatches=[["total", "1", "2", "", dice.choice([True, False])]]),
            lambda: self._say(nature=dice.choice(["goods", "services"])),
            self._bank, self._bank,
            lambda: card.write({"ap_made_by_import": dice.choice([True, False])}),
            lambda: self.company.write({"purchase_lock_date": dice.choice([False, "2023-12-31"])}),
            lambda: self._row(self._some()).sudo().unlink(),
            lambda: self.services.write({"amount": dice.choice([20, 19, 5.5])}),
            lambda: self.company.partner_id.write({"street": f"{dice.randint(1, 9)} rue"}),
            lambda: self.controls.filtered(lambda one: one.code == "bill_vat").write(
                {"parameters": {"cents": dice.randint(0, 5)}}),
            lambda: self.env["ap.finding"].search([("state", "=", "open")])[:2].waive("Fine"),
            lambda: self._check(self._some()),
            lambda: setattr(self, "day", self.day + timedelta(days=dice.randint(1, 40))),
        ]  # fmt: skip

    def test_the_same_to_the_row(self):
        self.night(self.day)
        spared = 0
        for turn in range(ROUNDS):
            for change in self.dice.sample(self.changes(), CHANGES):
                self._do(change)
            looks = self.looks(self.day)
            spared += sum(
                len(self.bills.exists()) - len(look.ids)
                for look in looks.values() if look.ids is not None
            )  # fmt: skip
            self.night(self.day)
            found = self.findings()
            self.assertEqual(self.found_by_all(self.day), found, f"round {turn}")
        self.assertTrue(found)
        self.assertGreater(spared, 20)
        self.assertLess(len(self.refused), ROUNDS * CHANGES / 2, self.refused)
