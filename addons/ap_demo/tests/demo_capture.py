# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills that came on paper and by the accredited platform, in the browser too."""

from datetime import date
from types import SimpleNamespace

from odoo.addons.ap_capture.tests.bill_pdf import pdf

from ..making import captured as making
from ..story.captured import CAPTURED
from ..story.platform import FLOWS
from ..story.suppliers import SUPPLIERS
from .demo_year import DECEMBER


class CaptureOfTheDemo:
    """Tests for the class that builds the demo company."""

    def _captures(self):
        return self.env["ap.capture"].search([("company_id", "=", self.company.id)])

    def test_bills_on_paper_are_drafts_with_what_was_read(self):
        """Five PDF with text; two scans, which are read where the server can, but for their
        numbers. Without VAT no sum confirms the total: it stays empty."""
        found = {one.name: one for one in self._captures()}
        self.assertEqual(set(found), {bill.name for bill in CAPTURED})
        for bill in CAPTURED:
            capture = found[bill.name]
            if capture.why == "no_engine":
                self.assertTrue(capture.move_id and bill.scan is not None)
                continue
            draft = capture.move_id
            self.assertEqual((capture.kind, draft.state), ("bill", "draft"), bill.name)
            number = bill.number if bill.scan is None else False
            total = float(bill.untaxed + bill.vat) if bill.rate else 0.0
            self.assertEqual(
                (draft.ref, draft.invoice_date, draft.amount_total),
                (number, bill.day.on(DECEMBER), total), bill.name,
            )  # fmt: skip
            known = isinstance(bill.supplier, str)
            self.assertEqual(bool(capture.partner_id), known, bill.name)
            self.assertEqual("Supplier" in (capture.missing or ""), not known, bill.name)

    def test_paper_is_drawn_the_same_every_time(self):
        partners = self.env["res.partner"].search([("supplier_rank", ">", 0)])
        names = {partner.name: partner for partner in partners}
        book = SimpleNamespace(
            company=self.company, last=DECEMBER,
            suppliers={key: names[one.name] for key, one in SUPPLIERS.items()},
        )  # fmt: skip
        for bill in CAPTURED:
            self.assertEqual(making.file_of(book, bill), making.file_of(book, bill), bill.name)

    def test_the_platform_brought_bills_and_took_what_was_sent(self):
        flows = self.env["ap.platform.flow"].search([("company_id", "=", self.company.id)])
        came = {flow.flow_id: flow for flow in flows if flow.direction == "in"}
        states = [came[flow.number].state for flow in FLOWS]
        self.assertEqual(states, ["drafted", "drafted", "failed"])
        bills = [came[flow.number].move_id for flow in FLOWS[:2]]
        # 836.00 and 312.00 with 20 % of VAT
        self.assertEqual([bill.amount_total for bill in bills], [1003.20, 374.40])
        self.assertEqual([bill.ap_lifecycle for bill in bills], ["204", "204"])
        sent = flows.filtered(lambda flow: flow.direction == "out")
        self.assertEqual(set(sent.mapped("state")), {"acknowledged"})
        missing = self._as("auditor", "ap.platform").setup_steps(self.company.id)
        self.assertEqual([step["code"] for step in missing if not step["done"]], [])

    def test_foreign_purchases_are_reported_but_for_the_last_ten_days(self):
        reports = self.env["ap.purchase.report"].search([("company_id", "=", self.company.id)])
        waiting = reports.filtered(lambda one: one.state == "draft" and one.reported_count)
        self.assertEqual(waiting.mapped("date_to"), [DECEMBER])
        self.assertIn("filed", reports.mapped("state"))
        self.assertEqual(set((reports - waiting).mapped("state")) - {"draft"}, {"filed"})
        [tie] = self._as("auditor", "ap.tie.out").compute(
            self.company.id, DECEMBER.isoformat(), ["foreign_purchases"]
        )
        self.assertEqual((tie["tied"], tie["left"] > 0), (True, True))

    # -- in the browser ------------------------------------------------------------------

    def _walk_a_bill_on_paper(self, lang):
        """2,700.00 of cleaning, two months of the order, with 20 % of VAT."""
        self.env["res.users"].search([("login", "=", "accountant")]).lang = lang
        seller = self.env["res.partner"].search([("name", "=", SUPPLIERS["neteclat"].name)])
        order = self.env["purchase.order"].search(
            [("partner_id", "=", seller.id), ("company_id", "=", self.company.id)]
        )
        page = pdf(
            seller.name, f"N° TVA {seller.vat}", "FACTURE", ("Facture n°", "NE-0981"), "05/01/2027",
            f"Commande n° {order.name}", ("Total HT", "2 700,00 €"), ("TVA 20 %", "540,00 €"),
            ("Total TTC", "3 240,00 €"),
        )  # fmt: skip
        self.env["ir.attachment"].create(
            {"name": "tour.pdf", "raw": page, "public": True, "url": "/ap_demo_tour/bill.pdf",
             "type": "binary", "mimetype": "application/pdf"}
        )  # fmt: skip
        self.start_tour("/odoo/ap-bills", "ap_demo_capture", login="accountant")
        bill = self.env["account.move"].search(
            [("ref", "=", "NE-0981"), ("company_id", "=", self.company.id)]
        )
        self.assertEqual((bill.state, bill.amount_total), ("posted", 3240.00))
        self.assertEqual(bill.invoice_date, date(2027, 1, 5))
        self.assertEqual(bill.ap_match_ids.state, "matched")

    def test_a_bill_on_paper_from_the_drop_to_posting(self):
        self._walk_a_bill_on_paper("en_US")

    def test_a_bill_on_paper_in_french(self):
        self._walk_a_bill_on_paper("fr_FR")

    def _walk_a_bill_of_the_platform(self, lang):
        """Posted, and approved for its supplier: the status goes with the next turn."""
        self.env["res.users"].search([("login", "=", "accountant")]).lang = lang
        flow = self.env["ap.platform.flow"].search([("flow_id", "=", FLOWS[0].number)])
        bill, platform = flow.move_id, flow.platform_id
        self.start_tour(
            f"/odoo/account.move/{bill.id}", "ap_demo_platform_bill", login="accountant"
        )
        self.assertEqual((bill.state, bill.ap_lifecycle), ("posted", "205"))
        platform._pull(keep=self.env.flush_all)
        sent = bill.ap_flow_ids.filtered(lambda one: one.status_id.code == "205")
        self.assertEqual(sent.state, "acknowledged")
        self.start_tour("/odoo/ap-platform-flows", "ap_demo_platform_sent", login="accountant")

    def test_a_bill_of_the_platform_is_posted_and_its_status_sent(self):
        self._walk_a_bill_of_the_platform("en_US")

    def test_a_bill_of_the_platform_in_french(self):
        self._walk_a_bill_of_the_platform("fr_FR")
