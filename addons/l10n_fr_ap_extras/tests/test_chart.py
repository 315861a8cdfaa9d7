# SPDX-License-Identifier: AGPL-3.0-or-later
"""The French chart of 2025 as the desk needs it, in new and in existing companies."""

from odoo.tests import tagged

from odoo.addons.ap_base.tests.common import AccountingCase

DEFAULTS = {
    "ap_accrued_expense_account_id": "408100",
    "ap_accrued_asset_account_id": "408400",
    "ap_credit_due_account_id": "409800",
    "ap_prepaid_account_id": "486000",
    "ap_accrued_vat_account_id": "445860",
    "ap_advance_account_id": "409100",
    "ap_accrued_other_account_id": "468000",
    "ap_loan_account_id": "164000",
    "ap_loan_accrued_interest_account_id": "164800",
    "ap_loan_interest_account_id": "661160",
    "ap_loan_insurance_account_id": "616800",
    "ap_loan_fee_account_id": "627200",
    "ap_loan_indemnity_account_id": "668000",
    "ap_loan_cost_account_id": "481000",
    "ap_loan_cost_charge_account_id": "686200",
    "ap_conversion_loss_account_id": "476200",
    "ap_conversion_gain_account_id": "477200",
    "ap_exchange_provision_account_id": "151500",
    "ap_exchange_provision_charge_account_id": "686500",
    "ap_exchange_provision_release_account_id": "786500",
    "ap_bank_fee_account_id": "627800",
    "default_cash_difference_income_account_id": "758000",
    "default_cash_difference_expense_account_id": "658000",
}
MADE_HERE = {
    "656000": "Pertes de change sur créances et dettes commerciales",
    "756000": "Gains de change sur créances et dettes commerciales",
    "616800": "Assurance emprunteur",
}


@tagged("post_install", "-at_install")
class TestChart(AccountingCase):
    fresh_company = True

    @classmethod
    @AccountingCase.setup_country("fr")
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.company = cls.company_data["company"]
        cls.accounts = cls.env["account.account"].with_company(cls.company)
        cls.chart = cls.env["account.chart.template"]

    def _account(self, code):
        domain = self.accounts._check_company_domain(self.company)
        return self.accounts.search([*domain, ("code", "=", code)])

    def _complete(self):
        """As an upgrade does it: for all French companies of the database."""
        self.chart.sudo()._ap_complete_french_companies()

    def test_a_new_company_has_every_account_of_the_desk(self):
        found = {name: self.company[name].code for name in DEFAULTS}
        self.assertEqual(found, DEFAULTS)
        journal = self.company.ap_closing_journal_id
        self.assertEqual((journal.code, journal.type), ("CLO", "general"))
        self.assertEqual(
            journal.with_context(lang="fr_FR").name, "Écritures de clôture"
        )

    def test_accounts_that_are_settled_item_by_item_can_be_matched(self):
        for code in ("408100", "408400", "409100", "409800", "445860", "468000",
                     "164000", "164800"):  # fmt: skip
            self.assertTrue(self._account(code).reconcile, code)

    def test_types_put_right(self):
        self.assertEqual(self._account("409100").account_type, "asset_current")
        self.assertEqual(self._account("164800").account_type, "liability_current")
        self.assertEqual(self._account("164000").account_type, "liability_non_current")

    def test_missing_accounts_exist_once_with_their_french_names(self):
        for code, name in MADE_HERE.items():
            account = self._account(code)
            self.assertEqual(len(account), 1)
            self.assertEqual(account.with_context(lang="fr_FR").name, name)
        self.assertEqual(self._account("656000").account_type, "expense")
        self.assertEqual(self._account("756000").account_type, "income_other")

    def _forget(self):
        """The company as it was before the add-on was installed."""
        journal = self.company.ap_closing_journal_id
        self.company.write(dict.fromkeys((*DEFAULTS, "ap_closing_journal_id"), False))
        journal.unlink()

    def test_a_journal_made_by_hand_under_our_code_is_taken(self):
        self._forget()
        journal = self.env["account.journal"].create(
            {"name": "Clôture", "code": "CLO", "type": "general",
             "company_id": self.company.id}
        )  # fmt: skip
        self._complete()
        self.assertEqual(self.company.ap_closing_journal_id, journal)
        self.assertEqual(journal.name, "Clôture")

    def test_an_existing_company_gets_what_it_lacks(self):
        self._forget()
        self._account("468000").reconcile = False
        self._account("756000").unlink()
        self._complete()
        found = {name: self.company[name].code for name in DEFAULTS}
        self.assertEqual(found, DEFAULTS)
        self.assertEqual(self.company.ap_closing_journal_id.code, "CLO")
        self.assertTrue(self._account("468000").reconcile)
        self.assertEqual(len(self._account("756000")), 1)

    def test_what_a_person_chose_stays(self):
        own = self._account("408800")
        journal = self.company_data["default_journal_misc"]
        self.company.write(
            {"ap_accrued_expense_account_id": own.id, "ap_closing_journal_id": journal.id}
        )
        self._complete()
        self.assertEqual(self.company.ap_accrued_expense_account_id, own)
        self.assertEqual(self.company.ap_closing_journal_id, journal)

    def test_an_account_made_by_hand_is_not_made_twice(self):
        self._account("656000").unlink()
        made = self.accounts.create(
            {"name": "Ours", "code": "656000", "account_type": "expense"}
        )
        self._complete()
        self.assertEqual(self._account("656000"), made)
        self.assertEqual(made.name, "Ours")

    def test_an_account_made_by_hand_is_used(self):
        self._forget()
        self._account("616800").unlink()
        made = self.accounts.create(
            {"name": "Ours", "code": "616800", "account_type": "expense"}
        )
        self._complete()
        self.assertEqual(self.company.ap_loan_insurance_account_id, made)

    def test_completing_twice_changes_nothing(self):
        self._complete()
        before = self.accounts.search_count([]), self.company.ap_closing_journal_id
        self._complete()
        after = self.accounts.search_count([]), self.company.ap_closing_journal_id
        self.assertEqual(before, after)

    def test_other_countries_are_left_alone(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self._complete()
        self.assertFalse(other.ap_accrued_expense_account_id)
