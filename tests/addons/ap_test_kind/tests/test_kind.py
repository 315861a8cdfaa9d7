# SPDX-License-Identifier: AGPL-3.0-or-later
"""A room above the closing adds kinds: they live the whole life of a closing."""

from odoo.tests import tagged

from odoo.addons.ap_closing.models.closing_file import sections
from odoo.addons.ap_closing.tests.common import OCTOBER, YEAR_END, ApClosingCommon

BANK, EMPLOYEE = "Banque du Nord", "Claire Morel"


@tagged("post_install", "-at_install")
class TestKindOfARoomAbove(ApClosingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not cls.company.ap_loan_accrued_interest_account_id:
            cls.company.ap_loan_accrued_interest_account_id = cls._account("164800")
        cls.bank, cls.employee = cls._partner(BANK), cls._partner(EMPLOYEE)
        cls.claim = cls._cost("Train to Lyon", cls.employee, "625100", 84.5)
        cls.loan = cls._cost(
            "Loan 2026", cls.bank, "661160", 100000.0, rate=3.6, date_start="2026-10-15"
        )

    @classmethod
    def _cost(cls, label, partner, account, amount, **values):
        return cls.env["ap.test.cost"].create(
            {
                "label": label,
                "company_id": cls.company.id,
                "partner_id": partner.id,
                "account_id": cls._account(account).id,
                "amount": amount,
                "date_start": "2026-10-20",
                **values,
            }
        )

    def test_the_kinds_stand_in_the_closing_after_those_below(self):
        self.assertEqual(
            list(self.env["ap.closing.kind"]._kinds())[-2:], ["expense", "test_interest"]
        )
        closing = self._close(post=False)
        kinds = closing.run_ids.sorted("sequence").mapped("kind")
        self.assertEqual(kinds[-2:], ["expense", "test_interest"])
        self.assertEqual(
            self._run(closing, "expense").display_name.split(" – ")[0],
            "Expense claims not posted",
        )

    def test_they_are_posted_reversed_explained_and_tied(self):
        closing = self._close()
        self.assertItems(
            closing,
            [
                ("6251", EMPLOYEE, 84.5, 0.0),
                ("468", EMPLOYEE, 0.0, 84.5),
                ("66116", BANK, 160.0, 0.0),
                ("1648", BANK, 0.0, 160.0),
            ],
        )
        for kind in ("expense", "test_interest"):
            self.assertEqual(
                set(self._run(closing, kind).move_ids.mapped("date")),
                {self._day(OCTOBER), self._day("2026-11-01")},
            )
        interest = self._lines(closing, "test_interest")
        self.assertEqual(
            interest.explanation.replace("\xa0", " "),
            "16 days of interest on 100,000.00 €.",
        )
        self.assertEqual(interest.source_ref, self.loan)
        self.assertTied(OCTOBER)
        rolled = self.closings.roll_forward(
            self.company.id, "2026-10-01", OCTOBER, "1648"
        )
        self.assertEqual((rolled["closing"], rolled["difference"]), (160.0, 0.0))

    def test_what_each_is_proved_by_is_registered_and_compares_its_account(self):
        ties = self.env["ap.tie.out"]._tie_outs()
        for kind in self.env["ap.closing.kind"]._kinds().values():
            self.assertTrue(kind.tie_outs, kind.code)
            found = [ties[code] for code in kind.tie_outs]
            accounts = [tie.account for tie in found if hasattr(tie, "account")]
            if accounts:  # none: proved by another account, as loans at the closing rate
                self.assertIn(kind.counterpart, accounts, kind.code)

    def test_their_own_comparisons_lead_to_what_they_compare(self):
        closing = self._close()
        found = self.assertTied(OCTOBER, "open_claims", "accrued_interest")
        self.assertEqual(
            [(tie["code"], tie["left"], tie["right"]) for tie in found.values()],
            [("open_claims", -84.5, -84.5), ("accrued_interest", -160.0, -160.0)],
        )
        domain = [("company_id", "=", self.company.id), ("code", "=", "open_claims")]
        action = self.env["ap.tie.out"].search(domain).action_open_right()
        self.assertEqual(action["res_model"], "ap.test.cost")
        shown = self.env["ap.test.cost"].search(action["domain"])
        self.assertEqual(shown, self.claim)
        self.claim.amount = 90.0
        [apart] = self.env["ap.tie.out"].compute(self.company.id, OCTOBER, "open_claims")
        self.assertEqual((apart["difference"], apart["tied"]), (5.5, False))
        rolled = [account.code for account, _roll in sections.rolls(closing)]
        self.assertIn(self.company.ap_loan_accrued_interest_account_id.code, rolled)

    def test_what_changes_of_its_sources_makes_the_run_of_one_kind_stale(self):
        closing = self._close(post=False)
        expense, interest = (self._run(closing, kind) for kind in ("expense", "test_interest"))
        self.claim.amount = 90.0
        self.assertEqual((expense.is_stale, interest.is_stale), (True, False))
        self.assertFalse(self._run(closing, "draft_bill").is_stale)
        self.env.cr.precommit.run()
        self.env.invalidate_all()
        [change] = expense.change_ids
        self.assertEqual(change.document, "Train to Lyon")
        self.assertEqual(change.action_open_document()["res_id"], self.claim.id)
        self._close(post=False)
        self.assertFalse(expense.is_stale)
        self.assertEqual(self._lines(closing, "expense").amount, 90.0)
        self.loan.amount = 200000.0
        self.assertEqual((expense.is_stale, interest.is_stale), (False, True))

    def test_what_was_paid_later_is_the_actual_of_the_accrual(self):
        closing = self._close()
        claim, interest = (self._lines(closing, kind) for kind in ("expense", "test_interest"))
        self.claim.write({"date_end": "2026-11-05", "amount_paid": 80.0})
        self.loan.write({"date_end": "2026-11-15", "amount_paid": 165.0})
        self.assertRecordValues(
            claim | interest,
            [
                {
                    "has_actual": True, "actual_amount": 80.0, "variance": -4.5,
                    "settled_estimate": 84.5, "date_actual": self._day("2026-11-05"),
                },
                {
                    "has_actual": True, "actual_amount": 165.0, "variance": 5.0,
                    "settled_estimate": 160.0, "date_actual": self._day("2026-11-15"),
                },
            ],
        )  # fmt: skip
        self.claim.date_end = False
        self.assertFalse(claim.has_actual)

    def test_decisions_differences_and_cancellation_are_those_of_every_kind(self):
        line = self._lines(self._close(post=False), "expense")
        line.write({"override_amount": 80.0, "override_reason": "Without the meal"})
        closing = self._close()
        self.assertEqual(self._lines(closing, "expense").amount, 80.0)
        run = self._run(closing, "expense")
        run.action_cancel("Claim withdrawn")
        self.claim.date_end = "2026-10-25"
        self.assertFalse(self._lines(self._close(), "expense"))
        self.assertEqual(run.state, "posted")

    def test_months_compare_and_clients_name_the_kind(self):
        self._close(kinds=["test_interest"])
        self.loan.date_start = "2026-11-15"
        closing = self._close("2026-11-30", kinds=["test_interest"])
        self.assertEqual(closing.run_ids.kind, "test_interest")
        line = self._lines(closing, "test_interest")
        self.assertEqual((line.amount, line.previous_amount), (150.0, 160.0))
        self.assertFalse(self._run(self._close(YEAR_END, False), "expense").is_stale)
