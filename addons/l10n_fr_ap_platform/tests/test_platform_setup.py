# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a company must have done since 1 September 2026 is counted until it is done."""

import doctest

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.l10n_fr_ap_platform.rules import platform_setup

from .platform_common import PlatformCase

ALL = list(platform_setup.STEPS)


@tagged("post_install", "-at_install")
class TestPlatformSetup(PlatformCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.control = cls.env["ap.control"].search(
            [("code", "=", "platform_setup"), ("active", "in", [True, False])]
        )
        cls.control.active = True

    def _steps(self, role="apprentice"):
        return self._as(role, self.env["ap.platform"]).setup_steps(self.company.id)

    def _missing(self):
        return [step["code"] for step in self._steps() if not step["done"]]

    def _findings(self):
        return self.env["ap.finding"].search(
            [("control_code", "=", "platform_setup"), ("company_id", "=", self.company.id),
             ("state", "=", "open")]
        )  # fmt: skip

    def test_examples_in_the_text_hold(self):
        self.assertEqual(doctest.testmod(platform_setup).failed, 0)

    @freeze_time("2026-11-12 09:00:00")
    def test_from_nothing_to_all(self):
        self.platform.active = False
        self.company.vat = False
        self.assertEqual(self._missing(), ALL)
        self.company.vat = "FR64443061841"
        self.assertEqual(self._missing(), ALL[1:])
        self.platform.active = True
        self.assertEqual(self._missing(), ALL[3:])
        self._as("apprentice", self.platform).action_test()
        self.assertEqual(self._missing(), ALL[4:])
        self._as("apprentice", self.platform).action_read_directory()
        self.assertIn("no active address", self._steps()[4]["reason"])
        line = {"siren": "443061841", "addressingIdentifier": "443061841", "platformType": "WK"}
        self.mock.lines = [{**line, "directoryLineStatus": "Disabled"}]
        self._as("apprentice", self.platform).action_read_directory()
        self.assertEqual(self._missing(), ALL[4:], "an address that does not receive")
        self.mock.lines = [{**line, "directoryLineStatus": "Enabled"}]
        self._as("apprentice", self.platform).action_read_directory()
        self.assertEqual(self._missing(), ALL[5:])
        self._arrive(number="E-1")
        self._pull()
        self.assertEqual(self._missing(), ALL[6:])
        self.assertIn("VAT regime", self._steps()[6]["reason"])
        regime = self.env.ref("l10n_fr_ap_platform.purchase_report_regime_monthly")
        self.platform.regime_id = regime
        self.assertIn("1 September 2027", self._steps()[6]["reason"])
        self.platform.report_since = "2027-09-01"
        self.assertEqual(self._missing(), [])
        self.assertFalse(self.platform.missing_text)

    @freeze_time("2026-11-12 09:00:00")
    def test_each_missing_step_is_a_finding_with_its_screen(self):
        self.company.vat = "FR64443061841"
        self.env["ap.control"]._check_setup(self.company)
        found = self._findings()
        self.assertEqual(set(found.mapped("key")), set(ALL[3:]))
        self.assertIn("never tested", found.filtered(lambda one: one.key == "connection").message)
        action = self._as("apprentice", found[0]).action_open_document()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("ap.platform", self.platform.id)
        )
        counter = self.env.ref("l10n_fr_ap_platform.counter_platform_setup")
        here = self._as("apprentice", counter)
        self.assertEqual(here.count, 4)
        opened = here.action_open()
        self.assertEqual(self.env["ap.finding"].search(opened["domain"]) & found, found)
        self._as("apprentice", self.platform).action_test()
        self.assertNotIn("connection", self._findings().mapped("key"), "gone at once")
        self.platform.client_secret = "other"
        self._as("apprentice", self.platform).action_test()
        self.assertIn("does not answer", self._steps()[3]["reason"])
        self.platform.active = False
        self.assertEqual(set(self._findings().mapped("key")), set(ALL[1:]))
        first = self._findings().filtered(lambda one: one.key == "identity" or one.key == "platform")
        action = self._as("apprentice", first).action_open_document()
        self.assertEqual((action["res_model"], action.get("res_id", 0)), ("ap.platform", 0))

    @freeze_time("2026-11-12 09:00:00")
    def test_nothing_of_it_before_the_day_nor_elsewhere(self):
        with freeze_time("2026-08-31 09:00:00"):
            self.env["ap.control"]._check_setup(self.company)
            self.assertFalse(self._findings())
        self.company.account_fiscal_country_id = self.env.ref("base.be")
        self.env["ap.control"]._check_setup(self.company)
        self.assertFalse(self._findings())
        self.assertEqual(self._steps(), [])

    @freeze_time("2026-11-12 09:00:00")
    def test_who_asks(self):
        self.assertEqual(len(self._steps("auditor")), 7)
        with self.assertRaises(AccessError):
            self.env["ap.platform"].with_user(self.env.ref("base.public_user")).setup_steps(
                self.company.id
            )
        other = self._create_company(name="Other")
        with self.assertRaisesRegex(AccessError, "not one of yours"):
            self._as("head", self.env["ap.platform"]).setup_steps(other.id)
        self.assertNotIn("secret", str(self._steps("head")).replace("Client and secret", ""))
