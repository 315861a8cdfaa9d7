# SPDX-License-Identifier: AGPL-3.0-or-later
"""Controls that look together find and keep what they find and keep one by one."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import control_night, control_together
from ..models.control_reads import LOOK, reads
from ..models.control_together import TOGETHER, kept_together, once
from .test_control_night import DAY, NightCase

CONTROL_LOG = "odoo.addons.ap_base.models.ap_control"


class TogetherCase(NightCase):
    """A second control beside `test_control`, which finds what `self.second` says."""

    def setUp(self):
        super().setUp()
        self.model, self.second = type(self.env["ap.control"]), []

        @reads(*self.sources)
        def find(control, company, records, date):
            ids = LOOK.value.ids if LOOK.is_open else None
            if isinstance(self.second, Exception):
                raise self.second
            return [one for one in self.second if ids is None or one.res_id in ids]

        bills = frozenset({"_find_test_control", "_find_second"})
        self.startPatcher(patch.object(self.model, "_find_second", find, create=True))
        self.startPatcher(patch.object(self.model, "_methods_of_bills", lambda _self: bills))
        self.both = self.control | self._control("second")

    def _control(self, code, **values):
        return self.env["ap.control"].create(
            {"code": code, "name": code, "res_model": "account.move", **values}
        )

    def both_nights(self):
        """A night of both controls; what came of it."""
        codes = self.both.mapped("code")
        with control_night.NIGHT.open(self.begin()):
            counts = self.env["ap.control"]._check(self.company.id, codes, date=DAY)
        self.env.flush_all()
        return counts, self._rows("""
            SELECT control_code, res_id, state, cause, as_checked FROM ap_finding
             WHERE control_id = ANY(%s) ORDER BY control_code, res_id, key"""), self._rows("""
            SELECT control_id, found_count, new_count, resolved_count, looked_count,
                   missed_count, number, stamp, day, date_whole IS NULL, error
              FROM ap_control_run WHERE control_id = ANY(%s) ORDER BY control_id""")

    def _rows(self, query):
        self.env.cr.execute(query, [self.both.ids])
        return self.env.cr.fetchall()


@tagged("post_install", "-at_install")
class TestTogether(TogetherCase):
    def _series(self):
        """What six nights find and keep, while bills change and go and one is waived."""
        self.found = [self._value(), self._value(record=self.other)]
        self.second = [self._value(amount=7.0, record=self.other)]
        nights = [self.both_nights(), self.both_nights()]
        self.bill.ref = "F-1b"
        self.found = [self._value(amount=80.0), self._value(record=self.other)]
        nights.append(self.both_nights())
        self._finding().filtered(lambda one: one.res_id == self.other.id).waive("Agreed")
        self.other.ref = "F-2b"
        self.second = []
        nights.append(self.both_nights())
        self.other.unlink()
        nights.append(self.both_nights())
        self.found, self.second = [], [self._value(amount=3.0)]
        self.partner_a.street = "1 rue du Port"
        nights.append(self.both_nights())
        return nights

    def test_the_same_as_one_by_one(self):
        found, run_together = [], control_together.run
        for run in (run_together, lambda *_: None):
            undone = self.env.cr.savepoint()
            with patch.object(control_together, "run", run):
                found.append(self._series())
            undone.close(rollback=True)
            self.env.invalidate_all()
        for night, (together, one_by_one) in enumerate(zip(*found, strict=True)):
            self.assertEqual(together, one_by_one, f"night {night}")
        counts, *_rows = found[0][2]
        self.assertEqual(counts["test_control"], {"found": 2, "new": 0, "resolved": 0})
        self.assertEqual(counts["second"], {"found": 1, "new": 0, "resolved": 0})

    def test_more_controls_take_no_more_statements(self):
        """Nothing changed: what controls look at is asked for all of them."""
        self.both_nights()
        self.both_nights()
        few = self._taken()
        self.both |= self.env["ap.control"].union(
            *(self._control(f"more_{n}", method="_find_second") for n in range(10))
        )
        self.both_nights()
        self.assertEqual(self._taken(), few)

    def _taken(self):
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.both_nights()
        return self.env.cr.sql_log_count - before

    def test_where_one_breaks_each_is_run_by_itself(self):
        self.found, self.second = [self._value()], ZeroDivisionError("figures of nothing")
        with mute_logger(CONTROL_LOG):
            counts, rows, runs = self.both_nights()
        self.assertEqual(counts["test_control"], {"found": 1, "new": 1, "resolved": 0})
        self.assertIn("error", counts["second"])
        self.assertEqual(len(rows), 1)
        self.assertEqual([bool(row[-1]) for row in runs], [False, True])
        self.second = []
        counts, _rows, _runs = self.both_nights()
        self.assertEqual(counts["second"], {"found": 0, "new": 0, "resolved": 0})

    def test_a_reason_for_people_reaches_them(self):
        self.second = UserError("Close the period first.")
        with self.assertRaisesRegex(UserError, "Close the period"):
            self.both_nights()

    def test_what_is_shared_is_read_once_and_only_together(self):
        read = []

        def look():
            return once("facts", lambda: read.append(1) or len(read), self.company.id)

        self.assertEqual((look(), look(), kept_together("x")), (1, 2, None))
        with TOGETHER.open(control_together.begin(self.both, self.company, None)):
            self.assertEqual((look(), look(), kept_together("x")), (3, 3, {}))
        self.assertEqual(once("facts", lambda: "other", 7), "other")


@tagged("post_install", "-at_install")
class TestNightTogether(TogetherCase):
    def parts(self):
        with control_night.NIGHT.open(self.begin()):
            return [some.mapped("code") for some in control_night.parts(self.both, self.company)]

    def test_those_with_little_to_look_at_go_together(self):
        alone, together = [["test_control"], ["second"]], [["test_control", "second"]]
        self.assertEqual(self.parts(), alone)  # the first night looks at all
        self.both_nights()
        self.assertEqual(self.parts(), together)
        self.bill.ref = "F-1b"
        self.assertEqual(self.parts(), together)
        with patch.object(control_night, "FEW", 0):
            self.assertEqual(self.parts(), alone)
        with patch.object(self.model, "_find_second", lambda *_: []):  # says nothing
            self.assertEqual(self.parts(), alone)

    def _cron(self):
        pairs = [(control, self.company) for control in self.both]
        sizes, run = [], self.model._run_each

        def spied(controls, *args):
            sizes.append(len(controls))
            return run(controls, *args)

        cron = self.env.ref("ap_base.ap_control_cron_check")
        with (
            patch.object(self.model, "_due_tonight", lambda _self: pairs),
            patch.object(self.model, "_run_each", spied),
            mute_logger(CONTROL_LOG),
            self.enter_registry_test_mode(),
        ):
            cron.method_direct_trigger()
        self.env.invalidate_all()
        return sizes

    def test_the_cron_runs_them_together(self):
        self.found = [self._value()]
        self.assertEqual(self._cron(), [1, 1])
        self.bill.ref = "F-1b"
        self.env.flush_all()
        self.assertEqual(self._cron(), [2])
        self.assertEqual([run.looked_count for run in self.both.run_ids], [1, 1])
        self.assertEqual(self._finding().state, "open")

    def test_a_refusal_of_one_is_noted_and_stops_nobody(self):
        self._cron()
        self.second = UserError("Close the period first.")
        self.found = [self._value()]
        self.bill.ref = "F-1b"
        self.env.flush_all()
        self.assertEqual(self._cron(), [2, 1, 1])
        errors = {run.control_id.code: run.error for run in self.both.run_ids}
        self.assertEqual(errors["test_control"], False)
        self.assertIn("Close the period", errors["second"])
        self.assertEqual(self._finding().state, "open")
