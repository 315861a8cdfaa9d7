# SPDX-License-Identifier: AGPL-3.0-or-later
"""The engine: what is found is stored once, reopened and resolved by itself."""

from unittest.mock import patch

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ControlCommon


@tagged("post_install", "-at_install")
class TestControl(ControlCommon):
    def test_what_is_found_is_stored_once(self):
        self.found = [self._value()]
        self.assertEqual(self._check(), {"found": 1, "new": 1, "resolved": 0})
        self.assertEqual(self._check(), {"found": 1, "new": 0, "resolved": 0})
        finding = self._finding()
        self.assertRecordValues(
            finding,
            [
                {
                    "state": "open",
                    "severity": "warning",
                    "control_code": "test_control",
                    "company_id": self.company.id,
                    "amount": 100.0,
                    "res_id": self.bill.id,
                }
            ],
        )
        self.assertEqual(finding.record_ref, self.bill)
        english = finding.with_context(lang="en_US")
        self.assertEqual(english.message, "Amount 100.0 on 10/05/2026")

    def test_a_list_reads_its_documents_once_whatever_their_number(self):
        """Each row has its document, and none costs a statement of its own."""
        bills = self.bill.union(*(self.bill.copy() for _number in range(9)))
        counts = []
        for some in (bills[:1], bills):
            self.found = [self._value(record=bill) for bill in some]
            self._check()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            rows = self._finding().read(["record_ref", "document"])
            counts.append(self.env.cr.sql_log_count - before)
            shown = {row["record_ref"] for row in rows}
            self.assertEqual(shown, {f"account.move,{bill.id}" for bill in some})
        self.assertLess(counts[1] - counts[0], 3)  # for nine more

    def test_same_key_twice_in_one_check_is_one_finding(self):
        self.found = [self._value(), self._value(amount=200.0)]
        self.assertEqual(self._check()["found"], 1)
        self.assertEqual(self._finding().amount, 200.0)

    def test_several_keys_are_several_findings(self):
        self.found = [self._value(), self._value(key="b", message_code="other")]
        self.assertEqual(self._check(), {"found": 2, "new": 2, "resolved": 0})

    def test_gone_causes_resolve_and_return(self):
        self.found = [self._value()]
        self._check()
        self.found = []
        self.assertEqual(self._check(), {"found": 0, "new": 0, "resolved": 1})
        finding = self._finding()
        self.assertEqual(finding.state, "resolved")
        self.assertTrue(finding.date_resolved)
        self.found = [self._value()]
        self.assertEqual(self._check(), {"found": 1, "new": 1, "resolved": 0})
        self.assertEqual(finding.state, "open")
        self.assertFalse(finding.date_resolved)
        bodies = " ".join(finding.message_ids.mapped("body"))
        self.assertIn("resolved", bodies)
        self.assertIn("open again", bodies)

    def test_only_what_was_looked_at_is_resolved(self):
        other = self._bill("F-2")
        self.found = [self._value(), self._value(record=other)]
        self._check()
        self.found = []
        counts = self._check(res_model="account.move", res_ids=self.bill.ids)
        self.assertEqual(counts, {"found": 0, "new": 0, "resolved": 1})
        self.assertEqual(self.scopes[-1], self.bill)
        states = {f.res_id: f.state for f in self._finding()}
        self.assertEqual(states, {self.bill.id: "resolved", other.id: "open"})

    def test_findings_of_deleted_documents_resolve(self):
        self.found = [self._value()]
        self._check()
        ids = self.bill.ids
        self.bill.unlink()
        finding = self._finding()
        self.assertFalse(finding.record_ref)
        counts = self._check(res_model="account.move", res_ids=ids)
        self.assertEqual(counts["resolved"], 1)
        with self.assertRaisesRegex(UserError, "no longer exists"):
            finding.action_open_document()

    def test_waived_stays_waived_while_the_cause_is_the_same(self):
        self.found = [self._value()]
        self._check()
        finding = self._finding()
        finding.waive("Agreed with the supplier")
        self.assertEqual(self._check()["new"], 0)
        self.assertEqual(finding.state, "waived")
        self.found = [self._value(amount=101.0)]
        self.assertEqual(self._check()["new"], 1)
        self.assertEqual(finding.state, "open")
        self.assertFalse(finding.waive_reason)

    def test_assigned_stays_assigned(self):
        self.found = [self._value()]
        self._check()
        finding = self._finding()
        finding.assign(self.users["apprentice"].id)
        self._check()
        self.assertEqual(finding.state, "assigned")

    def test_severity_of_the_control_reaches_its_findings(self):
        self.found = [self._value()]
        self._check()
        self.control.severity = "blocking"
        self.assertEqual(self._finding().severity, "blocking")
        self.assertEqual(self._finding().rank, 3)

    def test_archived_controls_leave_nothing_open(self):
        self.found = [self._value()]
        self._check()
        self.control.active = False
        self.assertEqual(self._finding().state, "resolved")

    def test_an_add_on_that_goes_leaves_what_it_found_and_takes_it_up_again(self):
        self.found = [self._value()]
        self._check()
        finding, unused = self._finding(), self.control.copy({"code": "never_found"})
        (self.control | unused).with_context(_force_unlink=True).unlink()
        self.assertEqual((finding.state, self.control.active), ("resolved", False))
        self.assertTrue(finding.message)
        self.assertFalse(unused.exists())
        values = {"name": "Test control", "res_model": "account.move", "severity": "info"}
        came = self.env["ap.control"]._load_records_create(
            [{"code": code, **values} for code in ("never_found", "test_control")]
        )
        self.assertEqual(came.mapped("code"), ["never_found", "test_control"])
        self.assertEqual((came[1], came[1].active), (self.control, True))
        self.assertEqual(finding.control_id.severity, "info")

    def test_controls_apply_within_their_validity_and_country(self):
        check = self.env["ap.control"]._check
        self.control.date_from = "2026-09-01"
        self.control.date_to = "2026-09-30"
        for date, runs in (
            ("2026-08-31", False),
            ("2026-09-01", True),
            ("2026-09-30", True),
            ("2026-10-01", False),
        ):
            counts = check(self.company.id, ["test_control"], date=date)
            self.assertEqual("test_control" in counts, runs, date)
        self.control.write(
            {
                "date_from": False,
                "date_to": False,
                "country_ids": self.env.ref("base.be"),
            }
        )
        self.assertEqual(check(self.company.id, ["test_control"]), {})
        self.control.country_ids = self.env.ref("base.fr")
        self.assertIn("test_control", check(self.company.id, ["test_control"]))

    def test_controls_that_no_longer_apply_resolve_theirs(self):
        self.found = [self._value()]
        self._check()
        self.control.country_ids = self.env.ref("base.be")
        self.env["ap.control"].check(self.company.id)
        self.assertEqual(self._finding().state, "resolved")

    def test_refusals_say_what_is_wrong(self):
        check = self.env["ap.control"].check
        with self.assertRaisesRegex(UserError, "no control with the code nonsense"):
            check(self.company.id, ["nonsense"])
        with self.assertRaises(TypeError):  # no client chooses the day
            check(self.company.id, date="2020-01-01")
        with self.assertRaisesRegex(UserError, "res_model"):
            check(self.company.id, res_ids=[1])
        with self.assertRaisesRegex(AccessError, "is not one of yours"):
            check(2**30)
        with self.assertRaisesRegex(ValidationError, "no valid JSON"):
            self.control.parameters_text = "{days: 30}"
        with self.assertRaisesRegex(ValidationError, "_find_"):
            self.control.method = "unlink"

    def test_parameters_are_edited_as_text(self):
        self.control.parameters_text = '{"days": 30}'
        self.assertEqual(self.control.parameter("days"), 30)
        self.assertEqual(self.control.parameter("months", 2), 2)

    def test_a_control_without_method_says_so(self):
        self.control.sudo().code = "orphan"
        with self.assertRaisesRegex(UserError, "_find_orphan"):
            self.env["ap.control"].check(self.company.id, ["orphan"])

    def test_auditors_and_strangers_do_not_run_controls(self):
        control = self.env["ap.control"]
        with self.assertRaisesRegex(AccessError, "Apprentice"):
            self._as("auditor", control).check(self.company.id)
        stranger = self.setup_other_company()["company"]
        with self.assertRaisesRegex(AccessError, "is not one of yours"):
            self._as("accountant", control).check(stranger.id)
        self.assertTrue(self._as("apprentice", control).check(self.company.id))

    def test_companies_do_not_see_each_other(self):
        self.found = [self._value()]
        self._check()
        finding = self._finding()
        self.assertEqual(self._as("auditor", finding).message, finding.message)
        other = self.setup_other_company()["company"]
        self.users["auditor"].write(
            {"company_ids": [(6, 0, other.ids)], "company_id": other.id}
        )
        with self.assertRaises(AccessError):
            _ = finding.with_user(self.users["auditor"]).message_plain

    def test_the_database_keeps_a_cause_once(self):
        self.found = [self._value()]
        self._check()
        finding = self._finding()
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            finding.sudo().copy()

    def test_one_statement_stores_any_number(self):
        self.found = [self._value(key=str(number)) for number in range(200)]
        self._check()
        self.found = [self._value(key=str(number)) for number in range(2000)]
        self.env.invalidate_all()
        with self.assertQueryCount(40):
            counts = self._check()
        self.assertEqual(counts, {"found": 2000, "new": 1800, "resolved": 0})

    def test_message_is_in_the_readers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        template = self.control.template_ids.filtered(lambda line: not line.code)
        template.with_context(lang="fr_FR").text = "Montant %(amount)s le %(date)s"
        self.found = [self._value()]
        self._check()
        finding = self._finding().with_context(lang="fr_FR")
        self.assertEqual(finding.message, "Montant 100.0 le 05/10/2026")
        self.assertEqual(self._finding().message_plain, "Amount 100.0 on 2026-10-05")
        found = self.env["ap.finding"].search([("message", "ilike", "2026-10-05")])
        self.assertIn(finding, found)

    def test_a_sentence_that_somebody_changes_is_read_at_once(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        template = self.control.template_ids.filtered(lambda line: not line.code)
        self.found = [self._value()]
        self._check()
        finding = self._finding()
        for lang, text, expected in (
            ("en_US", "Sum %(amount)s", "Sum 100.0"),
            ("fr_FR", "Somme %(amount)s", "Somme 100.0"),
        ):
            self.assertNotEqual(finding.with_context(lang=lang).message, expected)
            template.update_field_translations("text", {lang: text})
            finding.invalidate_recordset(["message"])
            self.assertEqual(finding.with_context(lang=lang).message, expected)

    def test_a_document_on_which_a_control_breaks_does_not_stop_the_others(self):
        bills = self.bill | self._bill("F-2") | self._bill("F-3")
        bad = bills[1]

        def find(control, company, records, date):
            if bad in records:
                raise TypeError("float() argument")
            return [self._value(record=record) for record in records]

        model = type(self.env["ap.control"])
        scope = {"res_model": "account.move", "res_ids": bills.ids}
        with (
            patch.object(model, "_find_test_control", find),
            mute_logger("odoo.addons.ap_base.models.ap_control"),
        ):
            self.assertEqual(self._check(**scope)["found"], 3)
        stated = {finding.res_id: finding.message_code for finding in self._finding()}
        self.assertEqual(stated, {bills[0].id: "", bad.id: "unchecked", bills[2].id: ""})
        sentence = self._finding().filtered(lambda one: one.res_id == bad.id).message
        self.assertIn("could not be checked", sentence)
        self._check(**scope)
        self.assertEqual(self._finding().mapped("state"), ["resolved"] * 3)

    def test_of_several_controls_one_that_breaks_does_not_stop_the_others(self):
        self.env["ap.control"].create(
            {"code": "broken", "name": "Broken", "sequence": 1, "res_model": "account.move"}
        )
        self.found = [self._value()]

        def fail(control, company, records, date):
            raise ZeroDivisionError("figures of nothing")

        engine = self.env["ap.control"]
        with (
            patch.object(type(engine), "_find_broken", fail, create=True),
            mute_logger("odoo.addons.ap_base.models.ap_control"),
        ):
            stated = engine.check(self.company.id, ["broken", "test_control"])
            self.assertEqual(stated["test_control"], {"found": 1, "new": 1, "resolved": 0})
            self.assertNotIn("figures of nothing", stated["broken"]["error"])
            with self.assertRaises(ZeroDivisionError):
                engine.check(self.company.id, ["broken"])
        run = engine.search([("code", "=", "broken")]).run_ids
        self.assertIn("figures of nothing", run.error)


@tagged("post_install", "-at_install")
class TestNightlyCheck(ControlCommon):
    def test_cron_checks_and_an_error_stops_nobody(self):
        broken = self.env["ap.control"].create(
            {
                "code": "broken",
                "name": "Broken",
                "sequence": 1,
                "res_model": "account.move",
                "company_ids": self.company.ids,
            }
        )
        self.found = [self._value()]
        model = type(self.env["ap.control"])

        def fail(control, company, records, date):
            raise ZeroDivisionError("figures of nothing")

        cron = self.env.ref("ap_base.ap_control_cron_check")
        with (
            patch.object(model, "_find_broken", fail, create=True),
            mute_logger("odoo.addons.ap_base.models.ap_control"),
            self.enter_registry_test_mode(),
        ):
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self._finding().state, "open")
        run = broken.run_ids.filtered(lambda r: r.company_id == self.company)
        self.assertIn("figures of nothing", run.error)
        done = self.control.run_ids.filtered(lambda r: r.company_id == self.company)
        self.assertEqual((done.found_count, done.error), (1, False))
