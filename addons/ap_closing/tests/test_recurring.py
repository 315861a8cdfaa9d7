# SPDX-License-Identifier: AGPL-3.0-or-later
"""Suppliers that bill regularly: found, decided, accrued, settled, asked."""

from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.ap_closing.models.recurring import learning

from .common import OCTOBER, YEAR_END, ApClosingCommon

NAME = "Nordlys SAS"
CRON = "odoo.addons.base.models.ir_cron.IrCron._commit_progress"
LOGGER = "odoo.addons.ap_closing.models.recurring.learning"
NOVEMBER, DECEMBER = "2026-11-30", "2026-12-31"


class RecurringCase(ApClosingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.recurring = cls.env["ap.recurring"]

    def _monthly(self, amount=1480.0, first=1, last=9, year=2026, **values):
        """One bill at the end of each of these months."""
        return [
            self._single(f"{year}-{month:02d}-28", amount, **values)
            for month in range(first, last + 1)
        ]

    def _single(self, day, amount=1480.0, served=None, **values):
        given = {"price_unit": amount, "tax_ids": [(6, 0, self.vat20.ids)]}
        if served:
            given |= {"deferred_start_date": served[0], "deferred_end_date": served[1]}
        return self._bill(day=day, with_line=given, **values)

    def _learned(self, day=OCTOBER):
        self.recurring.learn(self.company.id, day)
        return self._mine()

    def _mine(self):
        return self.recurring.search([("company_id", "=", self.company.id)])

    def _declared(self, amount=1480.0, interval="1", first="2026-01-01", **values):
        return self.recurring.create(
            {
                "company_id": self.company.id,
                "partner_id": self.supplier.id,
                "account_id": self.fees.id,
                "tax_ids": [(6, 0, self.vat20.ids)],
                "interval": interval,
                "amount": amount,
                "date_first": first,
                **values,
            }
        )

    def _amount(self, day, post=True):
        return sum(self._lines(self._close(day, post), "recurring").mapped("amount"))


@tagged("post_install", "-at_install")
class TestRecurring(RecurringCase):
    # -- found ------------------------------------------------------------------------

    def test_a_rhythm_is_found_with_its_evidence_and_waits_for_a_person(self):
        self._monthly()
        self.assertEqual(
            self.recurring.learn(self.company.id, OCTOBER), {"new": 1, "known": 0}
        )
        found = self._mine()
        self.assertEqual(
            (found.partner_id, found.account_id, found.interval, found.amount),
            (self.supplier, self.fees, "1", 1480.0),
        )
        self.assertEqual(
            found.evidence_text, "9 bills in 9 months, last three 1,480.00"
        )
        self.assertEqual((found.state, found.is_steady), ("proposed", True))
        self.assertEqual(found.date_next, self._day("2026-10-01"))
        self.assertEqual(found.tax_ids, self.vat20)
        self.assertFalse(self._lines(self._close(), "recurring"))
        self.assertEqual(len(self.env["account.move.line"].search(
            found.action_open_bills()["domain"])), 9)  # fmt: skip

    def test_found_again_it_is_not_found_twice_and_a_person_s_amount_stays(self):
        self._monthly()
        found = self._learned()
        self._single("2026-10-28", 1500.0)
        self._single("2026-11-28", 1500.0)
        self.assertEqual(self._learned(NOVEMBER), found)
        self.assertEqual(found.amount, 1500.0)
        found.amount = 1600.0
        self._single("2026-12-28", 1550.0)
        self._learned(DECEMBER)
        self.assertEqual(found.amount, 1600.0)
        self.assertIn("12 bills in 12 months", found.evidence_text)

    @freeze_time("2026-10-05")
    def test_the_weekly_job_reads_every_company_and_outlives_one_that_fails(self):
        self._monthly()
        other = self.setup_other_company(name="Broken SAS")["company"]
        learn = learning._patterns

        def patterns(records, company, day):
            if company == other:
                raise ValueError("broken")
            return learn(records, company, day)

        job = self.recurring.with_user(self.env.ref("base.user_root"))
        with (
            patch(CRON, lambda *args, **kwargs: 1.0),
            patch.object(learning, "_patterns", patterns),
            mute_logger(LOGGER),
        ):
            job._cron_learn()
        self.assertEqual(self._mine().state, "proposed")

    def test_a_contact_of_the_supplier_is_the_supplier(self):
        contact = self._partner("Desk", parent_id=self.supplier.id, is_company=False)
        record = self._declared(first="2026-10-17", partner_id=contact.id)
        self.assertEqual(record.partner_id, self.supplier)
        self.assertEqual(record.date_first, self._day("2026-10-01"))

    def test_what_was_ignored_is_not_proposed_again(self):
        self._monthly()
        found = self._learned()
        found.action_stop()
        self.assertEqual(self._learned(), found)
        self.assertEqual(found.state, "stopped")
        self.assertFalse(self._lines(self._close(), "recurring"))

    def test_steady_ones_are_expected_at_once_only_where_the_company_wants_it(self):
        self.company.ap_recurring_policy = "regular"
        self._monthly()
        other = self._partner("Varia SARL")
        for month, amount in (("07", 90.0), ("08", 700.0), ("09", 310.0)):
            self._single(f"2026-{month}-28", amount, partner_id=other.id)
        states = {one.partner_id.name: one.state for one in self._learned()}
        self.assertEqual(states, {NAME: "active", "Varia SARL": "proposed"})
        irregular = self._mine().filtered(lambda one: one.partner_id == other)
        irregular.action_accept()
        lines = self._lines(self._close(), "recurring")
        self.assertEqual(lines.mapped("review_code"), [False, "irregular"])

    def test_service_dates_count_not_the_days_of_the_bills(self):
        quarters = [("01-01", "03-31"), ("04-01", "06-30"), ("07-01", "09-30")]
        for start, end in quarters:
            served = (f"2026-{start}", f"2026-{end}")
            self._single(f"2026-{int(end[:2]) + 1:02d}-15", 3000.0, served)
        found = self._learned("2026-11-30")
        self.assertEqual((found.interval, found.billing), ("3", "arrears"))
        self.assertEqual(found.date_next, self._day("2026-10-01"))
        found.action_accept()
        self.assertEqual(self._amount(OCTOBER), 1000.0)
        self.assertEqual(self._amount(NOVEMBER), 2000.0)

    # -- accrued ----------------------------------------------------------------------

    def test_a_missing_bill_is_accrued_with_its_vat_and_explained(self):
        self._monthly(first=1, last=11)
        self._learned(YEAR_END).action_accept()
        closing = self._close(YEAR_END)
        self.assertItems(
            closing,
            [
                ("6226", NAME, 1480.0, 0.0),
                ("44586", NAME, 296.0, 0.0),
                ("4081", NAME, 0.0, 1776.0),
            ],
        )
        self.assertReversed(self._run(closing, "recurring"), "2027-01-01")
        self.assertTied(YEAR_END)
        self.assertEqual(
            self._lines(closing, "recurring").explanation.replace("\xa0", " "),
            "No bill for December 2026. 11 bills in 11 months, last three 1,480.00. "
            "Expected: 1,480.00 € a month.",
        )

    def test_a_bill_posted_or_in_draft_leaves_nothing_to_expect(self):
        self._declared(first="2026-10-01")
        draft = self._single("2026-10-20", post=False)
        closing = self._close()
        self.assertFalse(self._lines(closing, "recurring"))
        self.assertEqual(self._lines(closing, "draft_bill").amount, 1480.0)
        draft.action_post()
        self.assertFalse(self._lines(self._close(NOVEMBER, False), "recurring").filtered(
            lambda line: line.quantity != 1))  # fmt: skip

    def test_a_bill_of_another_month_s_service_is_no_bill_of_this_month(self):
        self._declared(first="2026-10-01")
        self._single("2026-10-05", served=("2026-09-01", "2026-09-30"))
        self.assertEqual(self._amount(OCTOBER), 1480.0)

    def test_two_months_without_bill_are_both_in_the_cost(self):
        self._declared(first="2026-10-01")
        self.assertEqual(self._amount(OCTOBER), 1480.0)
        line = self._lines(self._close(NOVEMBER), "recurring")
        self.assertEqual((line.amount, line.quantity), (2960.0, 2.0))
        self.assertEqual((line.previous_amount, line.change), (1480.0, 1480.0))
        self.assertIn("October 2026 to November 2026", line.explanation)
        self.assertIn("1,480.00\xa0€ a month, 2 months.", line.explanation)

    def test_the_bill_of_october_that_comes_in_november_leaves_november_missing(self):
        self._declared(first="2026-10-01")
        self._close()
        self._single("2026-11-04", 1500.0)
        line = self._lines(self._close(NOVEMBER), "recurring")
        self.assertEqual((line.amount, line.quantity), (1480.0, 1.0))
        self.assertIn("No bill for November 2026", line.explanation)

    def test_a_month_decided_to_be_nothing_is_not_expected_later(self):
        self._declared(first="2026-10-01")
        closing = self._close(post=False)
        self._lines(closing, "recurring").write(
            {"override_amount": 0.0, "override_reason": "Closed in October"}
        )
        self._close()
        line = self._lines(self._close(NOVEMBER), "recurring")
        self.assertEqual((line.amount, line.quantity), (1480.0, 1.0))
        self._close(NOVEMBER)
        self.assertEqual(self._amount(DECEMBER), 2960.0)

    def test_a_decision_stays_when_the_month_is_proposed_again(self):
        self._declared(first="2026-10-01")
        line = self._lines(self._close(post=False), "recurring")
        line.write({"override_amount": 1300.0, "override_reason": "New price"})
        line = self._lines(self._close(post=False), "recurring")
        self.assertEqual((line.amount, line.amount_computed), (1300.0, 1480.0))

    def test_a_quarter_in_arrears_is_accrued_by_thirds_until_its_bill(self):
        self._declared(3000.0, "3", "2026-10-01")
        self.assertEqual(self._amount(OCTOBER), 1000.0)
        self.assertEqual(self._amount(NOVEMBER), 2000.0)
        self._single("2026-12-20", 3060.0)
        self.assertEqual(self._amount(DECEMBER), 0.0)

    def test_a_quarter_billed_in_advance_leaves_nothing(self):
        self._declared(3000.0, "3", "2026-10-01", billing="advance")
        self._single("2026-10-02", 3000.0)
        for day in (OCTOBER, NOVEMBER, DECEMBER):
            self.assertEqual(self._amount(day), 0.0)

    def test_a_contract_that_ended_is_not_expected_after_its_last_month(self):
        self._declared(first="2026-09-01", date_last="2026-10-31")
        self._single("2026-09-30")
        self._single("2026-10-30")
        self.assertEqual(self._amount(NOVEMBER), 0.0)

    def test_a_bill_posted_in_the_month_after_closing_says_that_it_changed(self):
        self._declared(first="2026-10-01")
        closing = self._close()
        self._single("2026-10-30")
        self.assertTrue(self._run(closing, "recurring").is_stale)
        closing = self._close()
        self.assertEqual(sum(self._lines(closing, "recurring").mapped("amount")), 0.0)
        self.assertTied(OCTOBER)

    # -- settled ----------------------------------------------------------------------

    def test_the_bill_settles_its_accrual_with_its_variance(self):
        self._declared(first="2026-10-01")
        line = self._lines(self._close(), "recurring")
        bill = self._single("2026-11-12", 1500.0)
        self.assertEqual(
            (line.has_actual, line.actual_amount, line.variance), (True, 1500.0, 20.0)
        )
        self.assertEqual(line.date_actual, self._day("2026-11-12"))
        bill.button_draft()
        self.assertEqual((line.has_actual, line.variance), (False, 0.0))

    def test_a_quarter_s_bill_settles_each_month_s_part(self):
        self._declared(3000.0, "3", "2026-10-01")
        october = self._lines(self._close(), "recurring")
        november = self._lines(self._close(NOVEMBER), "recurring")
        self._single("2026-12-20", 3060.0)
        self.assertEqual((october.actual_amount, october.variance), (1020.0, 20.0))
        self.assertEqual((november.actual_amount, november.variance), (2040.0, 40.0))

    def test_a_dated_bill_of_another_month_settles_nothing(self):
        self._declared(first="2026-10-01")
        line = self._lines(self._close(), "recurring")
        self._single("2026-11-12", 99.0, ("2026-11-01", "2026-11-30"))
        self.assertFalse(line.has_actual)
        self._single("2026-11-15", 1490.0, ("2026-10-01", "2026-10-31"))
        self.assertEqual((line.actual_amount, line.variance), (1490.0, 10.0))

    # -- asked ------------------------------------------------------------------------

    @freeze_time("2026-11-03")
    def test_the_supplier_is_asked_once_a_month_in_its_language(self):
        self.supplier.write({"email": "compta@nordlys.example", "lang": "fr_FR"})
        apprentice = self._user("rec_c", "ap_base.group_apprentice")
        record = self._declared(first="2026-10-01").with_user(apprentice)
        mails = self.env["mail.mail"].sudo()
        before = mails.search_count([])
        with patch.object(type(mails), "send", autospec=True) as sent:
            self.assertEqual(record.chase(OCTOBER)["asked"], [NAME])
            self.assertEqual(record.chase(OCTOBER)["asked_before"], [NAME])
            self.assertEqual(mails.search_count([]), before + 1)
            self.assertEqual(record.chase(OCTOBER, again=True)["asked"], [NAME])
            self.assertEqual(record.chase(NOVEMBER)["asked"], [NAME])
            sent.assert_not_called()
        mail = mails.search([], order="id", limit=1, offset=before)
        self.assertIn("octobre 2026", mail.body_html)
        self.assertIn(self.supplier, mail.recipient_ids)
        self.assertEqual(record.chased_month, self._day("2026-11-01"))
        self.assertIn("compta@nordlys.example", record.message_ids[:1].body)
        summaries = record.activity_ids.mapped("summary")
        self.assertEqual(summaries.count("Bill missing: October 2026"), 1)

    def test_without_an_address_or_a_missing_bill_nobody_is_asked(self):
        record = self._declared(first="2026-10-01")
        self.assertEqual(record.chase(OCTOBER)["without_email"], [NAME])
        self.assertEqual(len(record.activity_ids), 1)
        self._single("2026-10-15")
        self.assertEqual(record.chase(OCTOBER)["nothing"], [NAME])

    def test_the_dialog_lists_what_is_missing(self):
        self._declared(first="2026-10-01")
        line = self._lines(self._close(), "recurring")
        action = line.action_chase()
        dialog = Form(self.env["ap.recurring.chase"].with_context(**action["context"]))
        self.assertIn("Nordlys SAS (no e-mail address): October 2026", dialog.preview)
        wizard = dialog.save()
        self.assertEqual(wizard.action_chase()["params"]["type"], "warning")

    # -- rights -----------------------------------------------------------------------

    def test_proofs_are_not_written_and_auditors_only_read(self):
        record = self._declared()
        apprentice = self._user("rec_a", "ap_base.group_apprentice")
        auditor = self._user("rec_r", "ap_base.group_auditor")
        with self.assertRaisesRegex(AccessError, "accept, stop"):
            record.with_user(apprentice).write({"evidence": {"bills": 12}})
        record.with_user(apprentice).action_stop()
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_access"):
            record.with_user(auditor).action_accept()
        with self.assertRaises(AccessError):
            self.recurring.with_user(auditor).learn(self.company.id, OCTOBER)
        self.assertEqual(record.with_user(auditor).state, "stopped")

    def test_words_of_a_client_are_answered_with_sentences(self):
        with self.assertRaisesRegex(UserError, "is no date"):
            self.recurring.learn(self.company.id, "tomorrow")
        with self.assertRaises(AccessError):
            self.recurring.learn(99999)
