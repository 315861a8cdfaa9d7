# SPDX-License-Identifier: AGPL-3.0-or-later
"""What posted bills teach of a supplier: proposed once, sure twice, shown and removable."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.ap_base.tests.common import ApCommon, b64

from .bill_pdf import pdf


@tagged("post_install", "-at_install")
class TestHabits(ApCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.supplier = cls.env["res.partner"].create(
            {"name": "Lenoir", "vat": "FR40303265045", "is_company": True,
             "country_id": cls.env.ref("base.fr").id}
        )  # fmt: skip
        cls.habits = cls.env["ap.capture.habit"]
        cls.cost = cls.company_data["default_account_expense"].copy({"code": "606498"})

    def _page(self, number, total="120,00"):
        """The number stands behind words that no table has."""
        return pdf(
            "Papeterie Lenoir SARL", "N° TVA FR40303265045", "FACTURE", ("Pièce comptable :", number),
            ("Date de facture", "14/09/2026"), ("Total HT", "100,00 €"), ("TVA 20 %", "20,00 €"),
            ("Total TTC", f"{total} €"),
        )  # fmt: skip

    def _read(self, content):
        result = self._as("apprentice", self.env["ap.capture"]).read_file("b.pdf", b64(content), self.company.id)
        return self.env["account.move"].browse(result["move_ids"])

    def _post(self, number, **values):
        """Read a bill, enter its number by hand, post it."""
        move = self._read(self._page(number))
        move.write({"ref": number, **values})
        move.action_post()
        return move

    def _number(self, move):
        return move.ap_capture_value_ids.filtered(lambda one: one.field == "number")

    def _known(self, field):
        return self.habits.search([("partner_id", "=", self.supplier.id), ("field", "=", field)])

    def test_a_number_is_proposed_then_sure(self):
        """« Pièce comptable »: unknown in the first bill, proposed in the second, filled in
        in the third, with the bill that taught it."""
        first = self._post("Z-71/4")
        self.assertFalse(self._number(first))
        habit = self._known("number")
        self.assertRecordValues(habit, [{"label": "PIECE COMPTABLE", "seen": 1, "move_id": first.id}])
        second = self._read(self._page("Z-90/1"))
        self.assertEqual(
            [(one.value, one.state, one.why, one.habit_id) for one in self._number(second)],
            [("Z-90/1", "proposed", "learned", habit)],
        )
        self.assertFalse(second.ref)
        self.assertIn(first.name, habit.display_name)
        self._number(second).action_apply()
        second.action_post()
        self.assertEqual((habit.seen, habit.is_confirmed), (2, True))
        self.assertEqual(self._read(self._page("Z-95/8")).ref, "Z-95/8")

    def test_posted_again_counts_once(self):
        move = self._post("Z-71/4")
        move.button_draft()
        move.action_post()
        self.assertEqual(self._known("number").seen, 1)

    def test_what_was_wrong_is_forgotten(self):
        self._post("Z-71/4")
        wrong = self._known("number")
        move = self._read(self._page("Z-90/1"))
        move.ref = "F-OTHER"
        move.action_post()
        self.assertFalse(wrong.exists())

    def test_who_keeps_the_books_removes_it(self):
        self._post("Z-71/4")
        habit = self._known("number")
        with self.assertRaises(AccessError):
            self._as("apprentice", habit).unlink()
        with self.assertRaises(AccessError):
            self._as("head", habit).write({"label": "TOTAL"})
        self._as("accountant", habit).unlink()
        self.assertFalse(self._number(self._read(self._page("Z-90/1"))))

    def test_an_account_that_was_corrected_twice_is_taken(self):
        """Five bills on the usual account, then two corrected: the third is on the new one."""
        for place in range(3):
            self._post(f"Z-1/{place}")
        for place in range(2):
            move = self._read(self._page(f"Z-2/{place}"))
            self.assertNotEqual(move.invoice_line_ids.account_id, self.cost)
            move.ref = f"Z-2/{place}"
            move.invoice_line_ids.account_id = self.cost
            move.action_post()
        self.assertRecordValues(
            self._known("cost"), [{"account_id": self.cost.id, "percent": 20.0, "seen": 2, "is_confirmed": True}]
        )
        self.assertEqual(self._read(self._page("Z-3/1")).invoice_line_ids.account_id, self.cost)

    def test_the_gate_stays_above_what_was_learned(self):
        """A total that does not add up fills no line, though its label was learned."""
        self.habits.sudo().create(
            {"company_id": self.company.id, "partner_id": self.supplier.id, "field": "total",
             "label": "TOTAL TTC", "seen": 9}
        )  # fmt: skip
        move = self._read(self._page("Z-4/1", total="121,00"))
        self.assertFalse(move.invoice_line_ids)
        self.assertIn("Total", move.ap_capture_missing)

    def test_another_company_learns_by_itself(self):
        self._post("Z-71/4")
        other = self.env["res.company"].create({"name": "Other"})
        self.assertFalse(self.habits._of(other, self.supplier))

    def test_a_merge_keeps_what_both_taught(self):
        """The habit of a card that is merged goes to the card that stays; the same one is kept once."""
        self._post("Z-71/4")
        twin = self.env["res.partner"].create({"name": "Lenoir again", "is_company": True})
        number = self._known("number")
        for label in (number.label, "BON A PAYER"):
            number.sudo().copy({"partner_id": twin.id, "label": label})
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.supplier | twin).ids, self.supplier)
        self.env.invalidate_all()
        self.assertEqual(sorted(self._known("number").mapped("label")), ["BON A PAYER", "PIECE COMPTABLE"])

    def test_a_name_on_the_page_is_proposed_for_its_card(self):
        """A page without numbers: the card chosen by hand is proposed next time, never sure."""
        def page(number):
            return pdf(
                "Atelier Brun SARL", "FACTURE", ("Facture n°", number), ("Date de facture", "14/09/2026"),
                ("Total HT", "100,00 €"), ("TVA 20 %", "20,00 €"), ("Total TTC", "120,00 €"),
            )  # fmt: skip

        for number in ("B-1", "B-2"):
            move = self._read(page(number))
            self.assertFalse(move.partner_id)
            move.partner_id = self.supplier
            move.action_post()
        move = self._read(page("B-3"))
        value = move.ap_capture_value_ids.filtered(lambda one: one.field == "supplier")
        self.assertEqual((move.partner_id.id, value.state, value.why, value.can_apply), (False, "proposed", "learned", True))
        value.action_apply()
        self.assertEqual(move.partner_id, self.supplier)
