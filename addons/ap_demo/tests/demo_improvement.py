# SPDX-License-Identifier: AGPL-3.0-or-later
"""The improvement log of the demo company: its figures are those of its own months."""

from ..story.improvements import HELPED, HURT
from .demo_year import DECEMBER


class ImprovementsOfTheDemo:
    """Tests for the class that builds the demo company."""

    def _improvement(self, idea, lang="en_US"):
        found = self._as("head", "ap.improvement").with_context(lang=lang)
        return found.search([("company_id", "=", self.company.id), ("name", "=", idea.name)])

    def _counted(self, idea, day):
        """The key figure of a month as a script counts it now, numerator over denominator."""
        kpis = self._as("head", "ap.kpi")
        rows = kpis.compute(self.company.id, day, day.replace(day=28))
        row = next(row for row in rows if row["code"] == idea.figure)
        return row["numerator"], row["denominator"]

    def test_the_rule_of_interest_helped(self):
        one = self._improvement(HELPED)
        # The transfer by itself, the interest by hand; then both by themselves. The replay
        # judges what a person decided: the interest.
        self.assertEqual(self._counted(HELPED, one.baseline_from), (1.0, 2.0))
        self.assertEqual(self._counted(HELPED, one.after_from), (2.0, 2.0))
        self.assertEqual((one.before_text, one.after_text), ("50.0 %", "100.0 %"))
        self.assertEqual((one.state, one.effect), ("measured", "better"))
        self.assertEqual(one.effect_text, "Better (+50.0 points)")
        line = one.replay_id.line_ids.filtered("changes_side")
        self.assertEqual((line.before_verdict, line.after_verdict), ("left", "automatic_right"))
        self.assertEqual(line.amount, 12.40)
        self.assertEqual(
            one.replay_text, "Right by itself: 0 / 0 → 1 / 1; changed sides: 1"
        )
        self.assertEqual(one.version_ids.name, "Intérêts créditeurs")

    def test_a_higher_threshold_was_dropped_for_what_it_leaves_out(self):
        one = self._improvement(HURT)
        self.assertEqual((one.state, one.effect), ("dropped", "unknown"))
        lost = one.replay_id.line_ids.filtered("changes_side")
        self.assertEqual(
            {(line.before_verdict, line.after_verdict) for line in lost},
            {("automatic_right", "left")},
        )
        small = self.env["ap.closing.line"].search(
            [
                ("company_id", "=", self.company.id),
                ("date_end", ">=", one.baseline_from), ("date_end", "<", DECEMBER),
                ("kind", "=", "received"), ("state", "=", "posted"),
                ("has_actual", "=", True), ("amount", "<", 500.00),
                ("excluded_code", "=", False),  # below the threshold of then
            ]
        )  # fmt: skip
        self.assertEqual(sorted(lost.mapped("res_id")), sorted(small.ids))
        kept = one.replay_id.counts["before"]["automatic_right"]
        self.assertGreater(len(lost), 10)
        self.assertEqual(
            one.replay_text,
            f"Right by itself: {kept} / {kept} → {kept - len(lost)} / "
            f"{kept - len(lost)}; changed sides: {len(lost)}",
        )
        self.assertTrue(one.before_text.startswith("99."), one.before_text)

    def test_what_was_replayed_is_the_same_again_in_another_language(self):
        for idea in (HELPED, HURT):
            replay = self._improvement(idea).replay_id
            mark = replay.fingerprint
            self._as("accountant", "ap.replay").browse(replay.id).action_run()
            if replay.state == "waiting":  # more days than a button works through
                replay.sudo()._work()
            self.assertEqual(replay.fingerprint, mark, idea.name)

    def test_the_log_in_french(self):
        one = self._improvement(HELPED, "fr_FR")
        self.assertEqual(one.effect_text.replace("\u00a0", " "), "Mieux (+50,0 points)")
