# SPDX-License-Identifier: AGPL-3.0-or-later
"""A night looks at the bills of which something changed, and never misses one."""

from datetime import date, timedelta
from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import control_code, control_night
from ..models.control_reads import LOOK, chosen, read_by, reads
from .common import ControlCommon

DAY = date(2026, 10, 20)
NIGHT_LOG = "odoo.addons.ap_base.models.control_night"
ALL = "all"


class NightCase(ControlCommon):
    """`self.night()` runs the control; `self.looked` is what it looked at: ids, or `ALL`."""

    sources = ("bill", "lines", "partner", "day", "taxes")

    def setUp(self):
        super().setUp()
        model = type(self.env["ap.control"])

        @reads(*self.sources)
        def find(control, company, records, date):
            ids = LOOK.value.ids if LOOK.is_open else None
            self.looked = ALL if ids is None else ids
            return [one for one in self.found if ids is None or one.res_id in ids]

        bills = frozenset({"_find_test_control"})
        self.startPatcher(patch.object(model, "_find_test_control", find))
        self.startPatcher(patch.object(model, "_methods_of_bills", lambda _self: bills))
        self.startPatcher(patch.object(control_night, "code_stamp", lambda _env: "code"))
        self.other = self._bill("F-2", partner=self.partner_b)

    def begin(self, day=DAY):
        return control_night.begin(self.env(su=True), self.company, day)

    def night(self, day=DAY, night=None):
        """A whole night; what the control looked at."""
        self.looked = []
        with control_night.NIGHT.open(night or self.begin(day)):
            counts = self.env["ap.control"]._check(self.company.id, ["test_control"], date=day)
        self.env.flush_all()
        self.counts = counts["test_control"]
        return self.looked

    def run_row(self):
        return self.control.run_ids.filtered(lambda run: run.company_id == self.company)


@tagged("post_install", "-at_install")
class TestControlNight(NightCase):
    def test_first_all_then_nothing_then_what_changed(self):
        self.found = [self._value(), self._value(record=self.other)]
        self.assertEqual(self.night(), ALL)
        self.assertEqual(self.counts, {"found": 2, "new": 2, "resolved": 0})
        self.assertEqual(self.night(), [])
        self.assertEqual(self.counts, {"found": 2, "new": 0, "resolved": 0})
        self.assertEqual(self.run_row().looked_count, 0)
        self.bill.ref = "F-1b"
        self.found = [self._value(record=self.other)]
        self.assertEqual(self.night(), self.bill.ids)
        self.assertEqual(self.counts, {"found": 1, "new": 0, "resolved": 1})
        states = {one.res_id: one.state for one in self._finding()}
        self.assertEqual(states, {self.bill.id: "resolved", self.other.id: "open"})

    def test_each_source_lets_its_bill_be_looked_at_again(self):
        line = self.bill.invoice_line_ids
        tax = self.company.account_purchase_tax_id
        raw = "UPDATE account_move SET narration = 'x' WHERE id = %s"
        only = self.bill.ids
        changes = [
            ("a field of the bill", lambda: self.bill.write({"ref": "F-1b"}), only),
            ("a plain statement", lambda: self.env.cr.execute(raw, [self.bill.id]), only),
            ("a price", lambda: line.write({"price_unit": 7}), only),
            ("a tax of a line", lambda: line.write({"tax_ids": [Command.set(tax.ids)]}), only),
            ("a line more", lambda: line.copy({"move_id": self.bill.id}), only),
            ("the supplier", lambda: self.partner_a.write({"street": "1 rue du Port"}), only),
            ("bills counted", lambda: self.partner_a.write({"supplier_rank": 7}), []),
            ("cancelled", lambda: self.bill.button_cancel(), only),
            ("a tax", lambda: tax.write({"amount": 19}), ALL),
            ("a parameter", lambda: self.control.write({"parameters": {"days": 3}}), ALL),
            ("a sentence", lambda: self.control.template_ids[0].write({"text": "A"}), ALL),
            ("the company", lambda: self.company.write({"purchase_lock_date": "2020-01-31"}),
             ALL),
            ("its card", lambda: self.company.partner_id.write({"street": "2"}), ALL),
        ]  # fmt: skip
        self.night()
        self.night()
        for name, change, expected in changes:
            with self.subTest(name):
                self.env.flush_all()
                change()
                self.assertEqual(self.night(), expected)
                self.assertEqual(self.night(), [])

    def test_bills_that_come_and_go(self):
        self.found = [self._value(), self._value(record=self.other)]
        self.night()
        self.other.unlink()
        new = self._bill("F-3")
        self.found = [self._value(), self._value(record=new)]
        self.assertEqual(self.night(), new.ids)
        self.assertEqual(self.counts, {"found": 2, "new": 1, "resolved": 1})

    def test_the_day_counts_for_drafts_and_days_to_come(self):
        self.bill.action_post()
        later = self._bill("F-4", date="2026-11-15", post=True)
        self.night()
        drafts = sorted(self.other.ids + later.ids)
        self.assertEqual(self.night(DAY + timedelta(days=1)), drafts)
        self.night(date(2026, 11, 15))
        self.assertEqual(self.night(date(2026, 11, 16)), self.other.ids)
        self.assertEqual(self.night(DAY), ALL)  # an earlier day has more bills in its window

    def test_whatever_is_written_on_a_finding_lets_it_be_looked_at(self):
        self.found = [self._value(), self._value(record=self.other)]
        self.night()
        finding = self._finding().filtered(lambda one: one.res_id == self.bill.id)
        steps = [
            lambda: finding.waive("Agreed with the supplier"),
            lambda: finding.reopen(),
            lambda: finding.assign(self.users["apprentice"].id),
        ]
        for step in steps:
            step()
            self.env.flush_all()
            self.assertEqual(self.night(), self.bill.ids)
            self.assertEqual(self.night(), [])
        self.assertEqual(finding.state, "assigned")
        finding.action_check_again()  # and finds the same
        self.assertEqual(self.night(), [])
        self.found = []
        finding.action_check_again()
        self.assertEqual(self.night(), self.bill.ids)

    def test_what_is_not_declared_is_run_on_all(self):
        model = type(self.env["ap.control"])
        self.assertEqual(read_by(self.control), set(self.sources))
        self.night()

        def find(control, company, records, date):
            self.looked = ALL if LOOK.value is None else LOOK.value.ids
            return []

        with patch.object(model, "_find_test_control", find):
            self.assertIsNone(read_by(self.control))
            self.assertEqual(self.night(), ALL)
        with patch.object(model, "_find_test_control", reads("bill", "the weather")(find)):
            self.assertIsNone(read_by(self.control))  # nobody knows such a source
        entries = frozenset()
        with patch.object(model, "_methods_of_bills", lambda _self: entries):
            self.assertIsNone(read_by(self.control))  # other entries have no stamps
        # One add-on declares what its part reads, the one below it does not, or does too.
        below = model.__mro__[1]
        for method, known in ((find, None), (reads("accounts")(lambda *_: []), "accounts")):
            with patch.object(below, "_find_test_control", method, create=True):
                found = read_by(self.control)
            self.assertEqual(found, known and {*self.sources, known})

    def test_a_night_that_was_killed_is_made_up_for(self):
        self.night()
        self.bill.ref = "F-1b"
        self.begin()  # stamped and committed; no control looked
        self.assertEqual(self.night(), self.bill.ids)

    def test_a_control_that_broke_looks_again(self):
        self.night()
        self.bill.ref = "F-1b"
        model = type(self.env["ap.control"])

        @reads(*self.sources)
        def fail(control, company, records, date):
            raise ZeroDivisionError("figures of nothing")

        with (
            patch.object(model, "_find_test_control", fail),
            mute_logger("odoo.addons.ap_base.models.ap_control"),
            self.assertRaises(ZeroDivisionError),
        ):
            self.night()
        self.assertEqual(self.night(), self.bill.ids)

    def test_what_changes_while_a_night_runs_is_seen_by_the_next(self):
        self.night()
        night = self.begin()
        self.bill.ref = "F-1b"
        self.assertEqual(self.night(night=night), [])
        self.assertEqual(self.night(), self.bill.ids)

    def test_a_check_by_hand_looks_at_all(self):
        self.night()
        self.looked = []
        self._check()
        self.assertEqual(self.looked, ALL)

    def test_other_code_looks_at_all(self):
        self.night()
        with patch.object(control_night, "code_stamp", lambda _env: "newer code"):
            self.assertEqual(self.night(), ALL)
        with patch.object(control_night, "code_stamp", lambda _env: ""):
            self.assertEqual(self.night(), ALL)  # which code runs is not known
            self.assertEqual(self.night(), ALL)

    def test_code_is_known_by_its_files(self):
        control_code._digest_of_files.cache_clear()
        self.addCleanup(control_code._digest_of_files.cache_clear)
        with patch.object(control_code, "STARTED", float("inf")):
            stamp = control_code.code_stamp(self.env)
        self.assertRegex(stamp, "^[0-9a-f]{64}$")
        control_code._digest_of_files.cache_clear()
        with patch.object(control_code, "STARTED", 0):  # files came after the start
            self.assertEqual(control_code.code_stamp(self.env), "")

    def test_a_database_from_before_looks_at_all(self):
        self.found = [self._value()]
        self._check()
        self.env.cr.execute("UPDATE ap_finding SET as_checked = NULL")
        self.env.cr.execute("DELETE FROM ap_control_stamp")
        self.assertEqual(self.night(), ALL)
        self.assertEqual(self.night(), [])

    def test_companies_have_nights_of_their_own(self):
        self.night()
        other = self.setup_other_company()["company"]
        self.bill.ref = "F-1b"
        control_night.begin(self.env(su=True), other, DAY)
        self.assertEqual(self.night(), self.bill.ids)

    def test_the_condition_of_what_changed(self):
        self.assertEqual(chosen("move.id", None).code, "TRUE")
        self.assertEqual(chosen("move.id", self.bill).params, [self.bill.ids])


@tagged("post_install", "-at_install")
class TestWholeWeek(NightCase):
    sources = ("partner",)  # and not the bill: a fault

    def _week_later(self):
        self.env.cr.execute(
            "UPDATE ap_control_run SET date_whole = date_whole - interval '7 days'"
        )

    def test_once_a_week_all_are_looked_at_and_compared(self):
        self.found = [self._value()]
        self.night()
        self.bill.ref = "F-1b"
        self.found = [self._value(amount=200.0)]
        self.assertEqual(self.night(), [])  # the fault
        self._week_later()
        with mute_logger(NIGHT_LOG):
            self.assertEqual(self.night(), ALL)
        self.assertEqual(self.run_row().missed_count, 1)
        self.assertEqual(self._finding().amount, 200.0)
        said = self.control.message_ids.sorted("id")[-1].body
        self.assertIn("1 bills", said)
        self._week_later()
        self.night()
        self.assertEqual(self.run_row().missed_count, 0)

    def test_what_was_seen_is_not_missed(self):
        self.found = [self._value()]
        self.night()
        self._week_later()
        self.partner_a.street = "1 rue du Port"
        self.found = []
        self.assertEqual(self.night(), ALL)
        self.assertEqual(self.counts["resolved"], 1)
        self.assertEqual(self.run_row().missed_count, 0)
