# SPDX-License-Identifier: AGPL-3.0-or-later
"""Companies that had e-invoices in the French add-on keep what was read."""

from odoo.tests import TransactionCase, tagged

from odoo.addons.ap_base.tests.takeover_check import TakeoverCheck

from ..hooks import TAKEN, post_init, pre_init


@tagged("post_install", "-at_install")
class TestMoved(TakeoverCheck, TransactionCase):
    taken, pre_init, post_init = TAKEN, staticmethod(pre_init), staticmethod(post_init)

    def test_what_stood_in_the_french_addon_is_taken_over(self):
        self.assertTakenOver()

    def test_a_control_that_no_longer_holds_payments_stays_so(self):
        control = self.env.ref("ap_einvoice.ap_control_einvoice_amount")
        control.hold_payment = False
        self.assertKept(control, "hold_payment", by_file={"hold_payment": True})

    def test_findings_follow_what_a_person_had_set_on_their_control(self):
        """A note that holds no payment is no warning again, and no payment waits for it."""
        control = self.env.ref("ap_einvoice.ap_control_einvoice_amount")
        control.write({"severity": "info", "hold_payment": False})
        values = {"control_id": control.id, "company_id": self.env.company.id}
        document = {"res_model": "res.partner", "res_id": self.env.user.partner_id.id}
        finding = self.env["ap.finding"].sudo().create({**values, **document, "key": "moved"})
        before = (finding.severity, finding.rank, finding.holding)
        by_file = {"severity": "blocking", "hold_payment": True}
        self.assertKept(control, "severity", by_file)
        self.assertEqual((finding.severity, finding.rank, finding.holding), before)
        self.assertEqual(before, ("info", 1, False))
