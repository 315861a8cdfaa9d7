# SPDX-License-Identifier: AGPL-3.0-or-later
"""What suppliers of the demo company wrote, in the browser too."""

from types import SimpleNamespace

from odoo.addons.ap_supplier_portal.models import portal_bills, portal_supplier

from ..making import letters
from ..story import letters as story
from ..story.values import Day
from .demo_year import DECEMBER

LIST = story.OpenList(
    "kerouac", "list.csv", story.FRENCH, missing=(story.Missing("KE-49999", Day(0, 20), 450.00),)
)


class SuppliersOfTheDemo:
    """Tests for the class that builds the demo company."""

    def _requests(self):
        """The requests by their suppliers' mail addresses."""
        found = self.env["ap.supplier.request"].search([("company_id", "=", self.company.id)])
        return {one.partner_id.email.split("@")[1].split(".")[0]: one for one in found}

    def test_suppliers_wait_for_answers_that_are_drafted(self):
        found = self._requests()
        kinds = {key: (one.type_code, one.lang, one.trust) for key, one in found.items()}
        expected = {
            "papillon": ("payment_status", "fr", "contact"),
            "mazovia": ("missing_bill", "en", "contact"),
            "kerouac": ("late_penalty", "fr", "contact"),
            "pacific": ("payment_status", "en", "domain"),
            "garance": ("bank_change", "fr", "contact"),
        }
        self.assertEqual(kinds, expected)
        self.assertEqual({one.state for one in found.values()}, {"new"})
        told = {key: one.answer for key, one in found.items()}
        self.assertIn("AP-118", told["papillon"])
        self.assertIn("MA-40977", told["mazovia"])
        self.assertRegex(told["kerouac"], r"indemnité 40,00")
        self.assertNotIn(found["pacific"].move_ids.ref, told["pacific"])
        self.assertNotIn(story.MOVED_IBAN, told["garance"])

    def test_lists_of_suppliers_are_explained(self):
        found = self.env["ap.supplier.statement"].search(
            [("company_id", "=", self.company.id), ("date", "=", DECEMBER)]
        )
        self.assertEqual(set(found.mapped("unexplained")), {0.0})
        results = {
            one.partner_id.name.split()[0]: (
                one.state, sorted({line.result for line in one.line_ids} - {"matched"})
            )
            for one in found
        }  # fmt: skip
        expected = {
            "Carton": ("reviewed", ["only_ours"]),  # a transfer on its way
            "Colis": ("to_review", ["duplicate", "only_ours", "only_theirs"]),
            "Mazovia": ("to_review", ["amount_differs", "only_ours", "only_theirs"]),
        }
        self.assertEqual(results, expected)

    def test_a_change_of_bank_details_waits_for_a_second_person(self):
        case = self._requests()["garance"].bank_change_id
        self.assertEqual((case.source, case.state, case.next_step), ("request", "open", "approve"))
        self.assertEqual((case.call_result, case.payee_result), ("confirmed", "match"))
        self.assertEqual((case.called_by_id.login, case.document_count), ("apprentice", 1))
        self.assertTrue(case.call_is_known)
        self.assertGreater(case.held_count, 0)

    def test_a_supplier_has_a_portal_login(self):
        user = self.env["res.users"].search([("login", "=", story.PORTAL_LOGIN)])
        self.assertTrue(user.has_group("base.group_portal"))
        supplier = portal_supplier.supplier_of(self.env(user=user))
        bills = supplier.env["account.move"].search(portal_bills.domain(supplier))
        shown = {one["number"]: (one["status"], one["why"]) for one in portal_bills.shown(bills)}
        self.assertEqual(shown["AP-118"], ("held", ["it is in dispute"]))
        self.assertIn(("paid", []), shown.values())

    def _walk_the_suppliers(self, lang):
        users = self.env["res.users"].search([("login", "in", ("accountant", "head"))])
        users.lang = lang
        partner = self._requests()["kerouac"].partner_id
        book = SimpleNamespace(
            company=self.company, last=DECEMBER, suppliers={LIST.supplier: partner}
        )
        self.env["ir.attachment"].create(
            {"name": LIST.name, "url": "/ap_demo_tour/list.csv", "public": True,
             "raw": letters.list_of(self.env, book, LIST).encode()}
        )  # fmt: skip
        self.start_tour("/odoo/ap-supplier-statements", "ap_supplier_day", login="accountant")
        self.start_tour("/odoo/ap-bank-details", "ap_supplier_bank", login="head")
        statement = self.env["ap.supplier.statement"].search(
            [("partner_id", "=", partner.id)]
        )
        self.assertEqual((statement.state, statement.unexplained), ("reviewed", 0.0))
        self.assertTrue(statement.date_asked)
        found = self._requests()
        self.assertEqual(found["papillon"].state, "answered")
        self.assertEqual(found["papillon"].answered_by_id.login, "accountant")
        case = found["garance"].bank_change_id
        self.assertEqual((case.state, case.approved_by_id.login), ("approved", "head"))
        review = self.env["ap.supplier.review"].search(
            [("date", "=", DECEMBER), ("state", "=", "signed")]
        )
        self.assertEqual(review.partner_id, found["papillon"].partner_id)

    def test_a_day_with_suppliers(self):
        self._walk_the_suppliers("en_US")

    def test_a_day_with_suppliers_in_french(self):
        self._walk_the_suppliers("fr_FR")
