# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bank lines replayed as on their days: four lines of March, two rules, no hindsight."""

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from odoo.addons.ap_treasury.tests.common import MatchingCommon

MARCH = ("2026-03-02", "2026-03-05")
BILLS = [
    # number, supplier, amount, entered on
    ("FA-1", "Alpha", 100.00, "2026-02-20"),
    ("FA-2", "Beta", 250.00, "2026-02-21"),
    ("FA-3", "Beta", 250.00, "2026-03-10"),
    ("FA-9", "Gamma", 60.00, "2026-03-20"),
]
LINES = [
    # day, amount, label, what people matched it with
    ("2026-03-02", -100.00, "VIR SEPA ALPHA FA-1", "FA-1"),
    ("2026-03-03", -250.00, "VIR SEPA BETA", "FA-2"),
    ("2026-03-04", -80.00, "PRLV SEPA ENERGIE", "606100"),
    ("2026-03-05", -60.00, "VIR SEPA GAMMA", "FA-9"),
]


@tagged("post_install", "-at_install")
class TestReplayBank(MatchingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.replays = cls.env["ap.replay"]
        cls.energy = cls._account("606100")
        with freeze_time("2026-01-01 09:00:00"):
            cls.reading = cls._rule("R1", r"\b(?P<reference>FA ?[0-9]+)")
        suppliers = {name: cls._partner(name) for name in ("Alpha", "Beta", "Gamma")}
        cls.items = {}
        for number, supplier, amount, day in BILLS:
            with freeze_time(f"{day} 09:00:00"):
                bill = cls._invoice(amount, number, suppliers[supplier], day)
            cls.items[number] = bill.line_ids.filtered(
                lambda item: item.account_id.account_type == "liability_payable"
            )
        with freeze_time("2026-03-15 09:00:00"):
            cls.booking = cls._rule(
                "R2", "PRLV SEPA ENERGIE", account_id=cls.energy.id, is_automatic=True
            )
        cls.lines = [cls._line(amount, label, day) for day, amount, label, _human in LINES]
        for line, (*_what, human) in zip(cls.lines, LINES, strict=True):
            cls._decide(line, cls.items.get(human))

    @classmethod
    def _rule(cls, name, pattern, **values):
        return cls.env["ap.bank.rule"].create(
            {"name": name, "pattern": pattern, "company_id": cls.company.id, **values}
        )

    @classmethod
    def _decide(cls, line, item):
        """A person accepts the proposal of that item, else the first one."""
        cls.matches.match_lines(line.ids)
        match = cls.matches.search([("statement_line_id", "=", line.id)])
        wanted = [
            position for position, one in enumerate(match.proposals)
            if item is None or [part[0] for part in one["allocations"]] == item.ids
        ]  # fmt: skip
        match.choose(wanted[0])
        match.accept()

    def _as(self, role, records):
        user = self.env["res.users"].search([("login", "=", f"replay_{role}")]) or new_test_user(
            self.env, login=f"replay_{role}", groups=f"base.group_user,ap_base.group_{role}",
            company_id=self.company.id, company_ids=[(6, 0, self.company.ids)],
        )  # fmt: skip
        return records.with_user(user).with_context(allowed_company_ids=self.company.ids)

    def _run(self, role=None, period=MARCH, **change):
        replays = self._as(role, self.replays) if role else self.replays
        return replays.run("bank", self.company.id, *period, change)

    def _lines(self, result):
        found = self.env["ap.replay.line"].search(
            [("replay_id", "=", result["replay_id"])], order="date"
        )
        self.assertEqual(found.mapped("res_id"), [line.id for line in self.lines])
        return found

    def test_a_line_is_matched_with_what_was_known_on_its_day(self):
        """The published case desk-replay-without-hindsight."""
        first, second, third, fourth = self._lines(self._run())
        self.assertEqual(
            (first.before_state, first.before_text, first.before_rule),
            ("automatic", "FA-1", "R1 v1"),
        )
        self.assertEqual((second.before_state, second.before_text), ("suggested", "FA-2"))
        self.assertEqual(second.unseen_text, "FA-3, known on 03/10/2026")
        self.assertEqual((third.before_state, third.unseen_text),
                         ("none", "rule R2 v1, from 03/15/2026"))  # fmt: skip
        self.assertEqual((fourth.before_state, fourth.unseen_text),
                         ("none", "FA-9, known on 03/20/2026"))  # fmt: skip
        self.assertEqual(
            [line.reference_text for line in (first, second, third, fourth)],
            ["FA-1", "FA-2", "account 606100", "FA-9"],
        )

    def test_with_rules_of_today_one_line_changes_sides(self):
        result = self._run(rules_after="today")
        third = self._lines(result)[2]
        self.assertEqual(
            (third.after_state, third.after_text, third.after_rule),
            ("automatic", "account 606100", "R2 v1"),
        )
        self.assertEqual(self._lines(result).mapped("changes_side"), [False, False, True, False])
        self.assertEqual((result["documents"], result["changed"]), (4, 1))

    def test_people_are_the_reference(self):
        result = self._run(rules_after="today")
        nothing = {"automatic_unjudged": 0, "suggested_wrong": 0, "suggested_unjudged": 0}
        self.assertEqual(result["before"], {
            "automatic_right": 1, "automatic_wrong": 0, "suggested_right": 1, "left": 2, **nothing,
        })  # fmt: skip
        self.assertEqual(result["after"], {
            "automatic_right": 2, "automatic_wrong": 0, "suggested_right": 1, "left": 1, **nothing,
        })  # fmt: skip

    def test_a_second_run_says_the_same_and_nothing_is_written(self):
        def state():
            self.env.flush_all()
            self.env.cr.execute(
                "SELECT (SELECT array_agg((id, write_date, is_reconciled) ORDER BY id)"
                "          FROM account_bank_statement_line WHERE company_id = %(company)s)::text,"
                "       (SELECT array_agg((id, write_date, amount_residual) ORDER BY id)"
                "          FROM account_move_line WHERE company_id = %(company)s)::text,"
                "       (SELECT array_agg((id, write_date, state, proposals::text) ORDER BY id)"
                "          FROM ap_bank_match WHERE company_id = %(company)s)::text",
                {"company": self.company.id},
            )
            return self.env.cr.fetchone()

        before = state()
        first, second = self._run(rules_after="today"), self._run(rules_after="today")
        self.assertEqual(first["fingerprint"], second["fingerprint"])
        replay = self.replays.browse(first["replay_id"])
        replay.action_run()
        self.assertEqual(replay.same_text, "The same as the run before.")
        self.assertEqual(state(), before)

    def test_a_rule_is_tried_before_it_is_switched_on(self):
        """R3 takes the line of Gamma for energy: a person says otherwise."""
        tried = self._rule(
            "R3", "VIR SEPA GAMMA", account_id=self.energy.id, is_automatic=True, active=False
        )
        result = self._run(rule_ids=tried.ids)
        fourth = self._lines(result)[3]
        self.assertEqual(
            (fourth.after_verdict, fourth.after_rule, fourth.changes_side),
            ("automatic_wrong", "R3 v1", True),
        )
        self.assertEqual((result["changed"], result["after"]["automatic_wrong"]), (1, 1))
        self.assertFalse(tried.active)

    def test_a_rule_is_what_it_was_before_it_changed(self):
        """R1 read nothing useful from February until 4 March: L1 is matched all the same,
        by amount, name and number, and no rule is named."""
        with freeze_time("2026-02-10 09:00:00"):
            self.reading.pattern = r"\bNOTHING (?P<reference>[0-9]+)"
        with freeze_time("2026-03-04 09:00:00"):
            self.reading.pattern = r"\b(?P<reference>FA ?[0-9]+)"
        first = self._lines(self._run())[0]
        self.assertEqual((first.before_text, first.before_rule), ("FA-1", "Matching, limits v1"))
        versions = self.env["ap.setting.version"].search(
            [("res_model", "=", "ap.bank.rule"), ("record_id", "=", self.reading.id)],
            order="number",
        )
        self.assertEqual(versions.mapped("number"), [1, 2, 3])
        with self.assertRaises(UserError):
            versions[0].sudo().write({"name": "Other"})
        self.reading.unlink()
        self.assertEqual(self._lines(self._run())[0].before_text, "FA-1")

    def test_a_run_that_is_interrupted_goes_on_where_it_was(self):
        whole = self._run(rules_after="today")
        replay = self.replays.browse(whole["replay_id"]).copy()
        replay._start()
        self.assertFalse(replay.sudo()._work(lambda done: False))
        self.assertEqual((str(replay.day_done), replay.progress), ("2026-03-02", 25))
        self.assertEqual(replay.state, "running")
        self.assertTrue(replay.sudo()._work(lambda done: True))
        self.assertEqual((replay.state, replay.fingerprint), ("done", whole["fingerprint"]))

    def test_lines_that_nobody_looked_at_are_no_reference(self):
        self.env["ap.bank.match"].search(
            [("statement_line_id", "=", self.lines[0].id)]
        ).sudo().is_by_itself = True
        result = self._run()
        self.assertEqual(self._lines(result)[0].before_verdict, "automatic_unjudged")

    def test_accounting_dates_stand_for_months_that_were_taken_over(self):
        """All bills were posted on one day of April; dated, they are known in time."""
        for number in self.items:
            self.items[number].move_id.sudo().ap_posted_on = "2026-04-01 09:00:00"
        self.assertEqual(self._run()["before"]["left"], 4)
        self.assertEqual(self._run(basis="dated")["before"]["automatic_right"], 1)

    def test_who_may_replay(self):
        result = self._run("accountant")
        apprentice = self._as("apprentice", self.replays.browse(result["replay_id"]))
        self.assertEqual(apprentice.counts["before"]["automatic_right"], 1)
        self.assertEqual(len(apprentice.line_ids), 4)
        with self.assertRaises(AccessError):
            self._run("apprentice")
        with self.assertRaises(AccessError):
            apprentice.action_run()
        accountant = self._as("accountant", apprentice)
        with self.assertRaisesRegex(UserError, "duplicate it"):
            accountant.date_to = "2026-03-04"
        with self.assertRaises(AccessError):
            accountant.counts = {}
        with self.assertRaises(AccessError):
            accountant.line_ids[0].after_verdict = "automatic_right"
        stranger = self.env["res.company"].create({"name": "Not theirs"})
        with self.assertRaises(AccessError):
            self._as("accountant", self.replays).run("bank", stranger.id, *MARCH)

    def test_what_is_refused(self):
        for change in ({"colour": 1}, {"basis": "guessed"}, {"rule_ids": [987654321]}):
            with self.assertRaises(UserError):
                self._run(**change)
        with self.assertRaises(UserError):
            self.replays.run("weather", self.company.id, *MARCH)
        with self.assertRaises(ValidationError), freeze_time("2026-03-05 12:00:00"):
            self._run()
