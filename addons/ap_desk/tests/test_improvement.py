# SPDX-License-Identifier: AGPL-3.0-or-later
"""An idea, the change made of it, and what it did to a key figure of kept months."""

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from odoo.addons.ap_base.tests.common import ControlCommon

KEPT = [
    # month, late, paid
    ("2026-06-01", 300.00, 1000.00),
    ("2026-07-01", 100.00, 1000.00),
    ("2026-09-01", 50.00, 1000.00),
]


@tagged("post_install", "-at_install")
class TestImprovement(ControlCommon):
    """Paid late: 400.00 of 2,000.00 in June and July is 20.0 %; 5.0 % in September."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kpi = cls.env.ref("ap_desk.kpi_paid_late")
        cls.env["ap.kpi.value"].sudo().create(
            [
                {"kpi_id": cls.kpi.id, "company_id": cls.company.id, "month": month,
                 "numerator": late, "denominator": paid, "documents": 1,
                 "kept_on": "2026-10-10 06:00:00"}
                for month, late, paid in KEPT
            ]
        )  # fmt: skip
        cls.improvements = cls.env["ap.improvement"].with_context(
            allowed_company_ids=cls.company.ids
        )

    def _improvement(self, **values):
        return self.improvements.create(
            {
                "name": "Pay on Tuesdays too", "kpi_id": self.kpi.id,
                "company_id": self.company.id, "changed_on": "2026-08-03", "state": "in_use",
                "baseline_from": "2026-06-01", "baseline_to": "2026-07-31",
                "after_from": "2026-09-15", "after_to": "2026-09-15", **values,
            }
        )  # fmt: skip

    def test_the_effect_is_worked_out_from_kept_months(self):
        one = self._improvement()
        self.assertEqual((one.before_text, one.after_text), ("20.0 %", "5.0 %"))
        self.assertEqual((one.effect, one.effect_text), ("better", "Better (−15.0 points)"))
        one.state = "measured"
        months = self.env["ap.kpi.value"].search(one.action_figures()["domain"])
        self.assertEqual(sorted(map(str, months.mapped("month"))), [row[0] for row in KEPT])

    def test_a_month_that_was_not_kept_is_named_and_nothing_is_measured(self):
        one = self._improvement(after_to="2026-10-01")
        self.assertEqual((one.effect, one.after_text), ("unknown", "–"))
        self.assertEqual(one.missing_text, "October 2026")
        with self.assertRaisesRegex(ValidationError, "Nothing is measured yet"):
            one.state = "measured"

    def test_months_come_in_their_order(self):
        with self.assertRaises(ValidationError):
            self._improvement(baseline_to="2026-05-01")
        with self.assertRaises(ValidationError):
            self._improvement(after_from="2026-07-01")
        with self.assertRaisesRegex(ValidationError, "since when"):
            self._improvement(changed_on=False)

    def test_an_apprentice_has_ideas_and_no_more(self):
        mine = self._as("apprentice", self.improvements).create({"name": "Scan on arrival"})
        self.assertEqual((mine.author_id, mine.state), (self.users["apprentice"], "idea"))
        mine.idea = "Bills wait two days in the post room."
        for values in ({"state": "in_use"}, {"changed_on": "2026-08-03"}, {"change": "Done"}):
            with self.assertRaises(AccessError):
                mine.write(values)
        with self.assertRaises(AccessError):
            self._as("apprentice", self.improvements).create({"name": "X", "state": "planned"})
        with self.assertRaises(AccessError):
            self._as("apprentice", self.improvements).with_context(
                default_state="planned"
            ).create({"name": "X"})
        others = self._improvement(state="idea", changed_on=False)
        with self.assertRaises(AccessError):
            self._as("apprentice", others).name = "Other"
        with self.assertRaises(AccessError):
            self._as("apprentice", others).unlink()
        self._as("accountant", mine).write({"state": "planned", "change": "A scanner"})
        with self.assertRaises(AccessError):
            mine.idea = "Now it is theirs"
        with self.assertRaises(AccessError):
            self._as("accountant", mine).author_id = self.env.user
        with self.assertRaises(AccessError):
            self._as("auditor", mine).name = "Other"
