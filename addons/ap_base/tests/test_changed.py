# SPDX-License-Identifier: AGPL-3.0-or-later
"""What changed is looked at once, by sets, in the order of the phases."""

from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.ap_base.models.changed_queue import (
    CHECK,
    MATCH,
    READ,
    Phase,
    beside_others,
)

from .common import ControlCommon

QUEUE = "odoo.addons.ap_base.models.changed_queue"


@tagged("post_install", "-at_install")
class TestChanged(ControlCommon):
    def setUp(self):
        super().setUp()
        self.env.cr.precommit.run()
        self.seen = []

    def _with(self, *phases):
        """Only these phases, in the order in which add-ons happened to be loaded."""
        queue = type(self.env["ap.changed"])
        return patch.object(queue, "_phases", lambda _self: list(phases))

    def _phase(self, code, order, watched=None, then=None):
        def run(env, changed):
            self.assertTrue(env.su)
            self.seen.append((code, changed))
            if then:
                then(env)

        return Phase(code, order, {"account.move": watched}, run)

    def _look(self):
        self.env.cr.precommit.run()
        seen, self.seen = self.seen, []
        return seen

    def test_phases_run_once_by_sets_in_their_order(self):
        bills = self.bill | self._bill("F-2")
        self._look()
        with self._with(self._phase("check", CHECK), self._phase("read", READ)):
            for bill in bills:
                bill.ref = f"{bill.ref}-A"
                bill.ref = f"{bill.ref}-B"
            ids = {"account.move": sorted(bills.ids)}
            self.assertEqual(self._look(), [("read", ids), ("check", ids)])
            self.assertEqual(self._look(), [])

    def test_a_phase_looks_at_the_fields_it_watches(self):
        by_number = self._phase("number", CHECK, frozenset({"ref"}))
        with self._with(by_number):
            self.bill.narration = "A note"
            self.assertEqual(self._look(), [])
            self.bill.ref = "F-9"
            self.assertEqual(len(self._look()), 1)
            self._bill("F-10")  # made: whatever it holds
            self.assertEqual(len(self._look()), 1)

    def test_a_change_made_by_a_phase_counts_for_those_after_it(self):
        other = self._bill("F-2")
        self._look()

        def number(env):
            env["account.move"].browse(other.id).ref = "F-3"

        phases = (
            self._phase("check", CHECK),
            self._phase("match", MATCH, then=number),
            self._phase("read", READ),
        )
        with self._with(*phases):
            self.bill.ref = "F-9"
            mine, both = [self.bill.id], sorted((self.bill | other).ids)
            self.assertEqual(
                self._look(),
                [
                    ("read", {"account.move": mine}),
                    ("match", {"account.move": mine}),
                    ("check", {"account.move": both}),
                ],
            )
            self.assertEqual(self._look(), [])

    def test_nothing_is_looked_at_while_it_is_held(self):
        with self._with(self._phase("check", CHECK)):
            with self.env["ap.changed"]._held():
                self.bill.ref = "F-8"
                with self.env["ap.changed"]._held():
                    self.bill.ref = "F-9"
                with self.env.cr.savepoint():  # its end looks at what waits
                    self.bill.ref = "F-10"
                self.assertEqual(self.seen, [])
            self.assertEqual(self._look(), [("check", {"account.move": self.bill.ids})])

    def test_what_is_undone_is_not_looked_at(self):
        class Undone(Exception):
            pass

        with self._with(self._phase("check", CHECK)):
            with self.assertRaises(Undone), self.env.cr.savepoint():
                self.bill.ref = "F-9"
                raise Undone
            self.assertEqual(self._look(), [])

    def test_a_phase_that_fails_undoes_itself_and_stops_nobody(self):
        def fail(env):
            with beside_others(env, "Bills could not be matched"):
                env["account.move"].browse(self.bill.id).ref = "HALF"
                env.flush_all()
                raise ValueError("broken")

        phases = self._phase("match", MATCH, then=fail), self._phase("check", CHECK)
        with self._with(*phases), mute_logger(QUEUE):
            self.bill.ref = "F-9"
            codes = [code for code, _changed in self._look()]
        self.assertEqual(codes, ["match", "check"])
        self.env.invalidate_all()
        self.assertEqual(self.bill.ref, "F-9")

    def test_controls_that_look_at_changes_see_drafts_of_bills_only(self):
        self.control.check_on_change = True
        self.found = [self._value()]
        self.bill.ref = "F-9"
        self._look()
        self.assertEqual(self._finding().state, "open")
        self.found = []
        self.control.check_on_change = False
        self.bill.ref = "F-10"
        self._look()
        self.assertEqual(self._finding().state, "open")
        self.control.check_on_change = True
        self.bill.ref = "F-11"
        self._look()
        self.assertEqual(self._finding().state, "resolved")
        entry = self.bill.copy({"move_type": "entry"})
        with patch.object(type(self.control), "check") as check:
            entry.ref = "Not a bill"
            self._look()
        check.assert_not_called()
