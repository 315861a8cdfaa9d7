# SPDX-License-Identifier: AGPL-3.0-or-later
"""A room above has its own records read and checked when they change."""

from odoo.tests import tagged

from odoo.addons.ap_base.tests.common import ApCommon


@tagged("post_install", "-at_install")
class TestChangeOfARoomAbove(ApCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.control = cls.env["ap.control"].create(
            {
                "code": "test_cost_high",
                "name": "High cost",
                "severity": "warning",
                "res_model": "ap.test.cost",
                "check_on_change": True,
                "parameters": {"most": 100},
                "template_ids": [(0, 0, {"text": "%(label)s is dear"})],
            }
        )

    def _cost(self, label, amount):
        return self.env["ap.test.cost"].create(
            {
                "label": label,
                "company_id": self.company.id,
                "partner_id": self.partner_a.id,
                "account_id": self.company_data["default_account_expense"].id,
                "amount": amount,
                "date_start": "2026-10-20",
            }
        )

    def _found(self):
        self.env.cr.precommit.run()
        self.env.invalidate_all()
        findings = self.env["ap.finding"].search([("control_id", "=", self.control.id)])
        return sorted(findings.mapped(lambda one: (one.message, one.state)))

    def test_records_are_read_then_checked_by_their_own_control(self):
        train, hotel = self._cost(" Train ", 84.5), self._cost(" Hotel ", 120.0)
        self.assertEqual(self._found(), [("Hotel is dear", "open")])
        self.assertEqual((train.label, hotel.label), ("Train", "Hotel"))
        hotel.amount, train.amount = 90.0, 200.0
        self.assertEqual(
            self._found(), [("Hotel is dear", "resolved"), ("Train is dear", "open")]
        )
        train.label = " Train to Lyon "
        self.assertEqual(
            self._found(),
            [("Hotel is dear", "resolved"), ("Train to Lyon is dear", "open")],
        )
