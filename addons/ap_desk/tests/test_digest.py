# SPDX-License-Identifier: AGPL-3.0-or-later
"""Figures of the desk in Odoo's mails: those of the key figures, in their unit."""

from datetime import datetime

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.ap_base.models.finding_value import FindingValue
from odoo.addons.ap_base.tests.common import ControlCommon

from ..models.digest_digest import FIGURES

# Odoo's mails count from and to moments of UTC without a zone.
BETWEEN = {
    "start_datetime": datetime(2026, 10, 1),  # noqa: DTZ001
    "end_datetime": datetime(2026, 10, 31),  # noqa: DTZ001
}


@tagged("post_install", "-at_install")
class TestDigest(ControlCommon):
    """October: three bills, two causes on one of them: 2 of 3 without a hand, 0.67 causes
    a bill. Another company has one bill, and nothing found on it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bill.unlink()
        cls._only_controls(["test_control"])
        for n in range(3):
            cls._bill(f"D-{n}", 100.0, "2026-10-05", post=True)
        found = [FindingValue("account.move", cls.env["account.move"].search(
            [("ref", "=", "D-0"), ("company_id", "=", cls.company.id)]).id)]  # fmt: skip
        cls.control.severity = "warning"
        other = cls.control.copy({"code": "test_second"})
        for control in cls.control | other:
            cls.env["ap.finding"].sudo()._store(control, cls.company, found)
        cls.digest = cls.env["digest.digest"].create(
            {"name": "Desk", "company_id": cls.company.id, "kpi_ap_bills": True,
             **dict.fromkeys(FIGURES, True)}
        )  # fmt: skip

    def _figures(self, company=None):
        rows = self._as("head", self.env["ap.kpi"]).compute(
            (company or self.company).id, "2026-10-01", "2026-10-31"
        )
        return {row["code"]: row for row in rows}

    def test_each_figure_of_the_mail_is_the_key_figure(self):
        own = self._as("head", self.digest).with_context(**BETWEEN)
        figures = self._figures()
        self.assertEqual(own.kpi_ap_bills_value, figures["touchless"]["documents"])
        for switch, code in FIGURES.items():
            self.assertEqual(own[f"{switch}_value"], figures[code]["value"] or 0.0, code)
        self.assertEqual((own.kpi_ap_touchless_value, own.kpi_ap_exceptions_value), (66.7, 0.67))
        self.assertEqual(own.kpi_ap_findings_old_value, 0.0)

    def test_each_company_has_its_own(self):
        second = self.env["res.company"].create({"name": "Second"})
        self.users["head"].company_ids |= second
        digest = self.digest.copy({"company_id": second.id})
        own = self._as("head", digest).with_context(**BETWEEN)
        self.assertEqual((own.kpi_ap_bills_value, own.kpi_ap_exceptions_value), (0, 0.0))

    @freeze_time("2026-10-31 12:00")
    def test_the_mail_says_units_and_a_dash_where_nothing_was_counted(self):
        head = self.users["head"]
        rows = self.digest._compute_kpis(self.company, head)
        shown = {row["kpi_name"]: row["kpi_col3"]["value"] for row in rows}
        self.assertLessEqual({"kpi_ap_bills", *FIGURES}, shown.keys())
        self.assertEqual(shown["kpi_ap_touchless"], "66.7 %")
        self.assertEqual(shown["kpi_ap_exceptions"], "0.67")
        self.assertEqual(shown["kpi_ap_discounts"], "–")
        self.assertTrue(all(row["kpi_action"] for row in rows if row["kpi_name"] in FIGURES))

    def test_who_has_no_role_reads_none_in_the_mail(self):
        stranger = new_test_user(
            self.env, "digest_stranger", "base.group_user",
            company_id=self.company.id, company_ids=[Command.set(self.company.ids)],
        )  # fmt: skip
        own = self.digest.with_user(stranger).with_context(**BETWEEN)
        for name in ("kpi_ap_bills", "kpi_ap_late", "kpi_ap_blocking"):
            with self.assertRaises(AccessError):
                own.mapped(f"{name}_value")
        rows = self.digest._compute_kpis(self.company, stranger)
        self.assertFalse({"kpi_ap_bills", *FIGURES} & {row["kpi_name"] for row in rows})
