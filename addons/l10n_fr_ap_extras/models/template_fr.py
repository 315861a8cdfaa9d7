# SPDX-License-Identifier: AGPL-3.0-or-later
"""The French chart of 2025 (règlement ANC 2022-06) as the desk needs it.

Odoo's chart lacks two accounts and has flags that prevent matching; only data that
France imposes stands here, the mechanism is in the rooms below.
"""

from odoo import models

from odoo.addons.account.models.chart_template import template

from .accrual_templates import TEMPLATES

MODULE = "l10n_fr_ap_extras"
# Company field of ap_base -> xml id of the account in the `fr` template.
COMPANY_ACCOUNTS = {
    "ap_accrued_expense_account_id": "pcg_4081",
    "ap_accrued_asset_account_id": "pcg_4084",
    "ap_credit_due_account_id": "pcg_4098",
    "ap_prepaid_account_id": "pcg_486",
    "ap_accrued_vat_account_id": "pcg_44586",
    "ap_advance_account_id": "pcg_4091",
    "ap_accrued_other_account_id": "pcg_468_account",
    "ap_loan_account_id": "pcg_164",
    "ap_loan_accrued_interest_account_id": "pcg_1648",
    "ap_loan_interest_account_id": "pcg_66116",
    "ap_loan_insurance_account_id": "ap_pcg_6168",
    "ap_loan_fee_account_id": "pcg_6272",
    "ap_loan_indemnity_account_id": "pcg_668",
    "ap_loan_cost_account_id": "pcg_481_account",
    "ap_loan_cost_charge_account_id": "pcg_6862",
    "ap_conversion_loss_account_id": "pcg_4762",
    "ap_conversion_gain_account_id": "pcg_4772",
    "ap_exchange_provision_account_id": "pcg_1515",
    "ap_exchange_provision_charge_account_id": "pcg_6865",
    "ap_exchange_provision_release_account_id": "pcg_7865",
    "ap_bank_fee_account_id": "pcg_6278",
}
# What Odoo would make as 999001 and 999002.
DIFFERENCE_ACCOUNTS = {
    "default_cash_difference_income_account_id": "pcg_758",
    "default_cash_difference_expense_account_id": "pcg_658",
}
# Accounts that a month-end leaves empty.
SUSPENSE_ACCOUNTS = ("pcg_471", "pcg_472", "pcg_473", "pcg_58_account")
# Flags of Odoo's chart put right: these accounts hold items that are matched one
# by one (advances against bills, accruals against payments, loans against
# instalments); 1648 is due within the year.
ACCOUNT_FLAGS = {
    "pcg_4091": {"reconcile": True, "account_type": "asset_current"},
    "pcg_468_account": {"reconcile": True},
    "pcg_164": {"reconcile": True},
    "pcg_1648": {"reconcile": True, "account_type": "liability_current"},
}
CLOSING_JOURNAL = "ap_closing_journal"


class AccountChartTemplate(models.AbstractModel):
    _inherit = "account.chart.template"

    @template("fr", "account.account")
    def _get_fr_ap_account_account(self):
        missing = self._parse_csv("fr", "account.account", module=MODULE)
        return {**missing, **ACCOUNT_FLAGS}

    @template("fr", "account.journal")
    def _get_fr_ap_account_journal(self):
        return {
            CLOSING_JOURNAL: {
                "name": self.env._("Closing entries"),
                "name@fr": "Écritures de clôture",
                "type": "general",
                "code": "CLO",
                "show_on_dashboard": False,
                "sequence": 20,
            }
        }

    @template("fr", "res.company")
    def _get_fr_ap_res_company(self):
        values = {
            **COMPANY_ACCOUNTS,
            **DIFFERENCE_ACCOUNTS,
            "ap_suspense_account_ids": ",".join(SUSPENSE_ACCOUNTS),
            "ap_closing_journal_id": CLOSING_JOURNAL,
        }
        return {self.env.company.id: values}

    def _ap_complete_french_companies(self):
        """Bring existing French companies up to the template, keeping what a person
        has chosen: an account or a journal that is set stays."""
        companies = self.env["res.company"].search(
            [("chart_template", "=", "fr"), ("parent_id", "=", False)]
        )
        for company in companies:
            chart = self.with_company(company)
            chart._load_data(
                {
                    "account.account": chart._ap_missing_accounts(company),
                    "account.journal": chart._ap_missing_journal(company),
                }
            )
            company.write(chart._ap_missing_choices(company))
            if not company.ap_suspense_account_ids:
                company.ap_suspense_account_ids = chart._ap_suspense_accounts()

    def _ap_suspense_accounts(self):
        found = [self.ref(name, raise_if_not_found=False) for name in SUSPENSE_ACCOUNTS]
        return self.env["account.account"].union(*filter(None, found))

    def _ap_missing_accounts(self, company) -> dict:
        """Accounts to make and flags to put right. What somebody made by hand under
        one of our codes is theirs and stays as it is."""
        present = self.env["account.account"].with_company(company)
        codes = present.search(present._check_company_domain(company)).mapped("code")
        return {
            xml_id: values
            for xml_id, values in self._get_fr_ap_account_account().items()
            if values.get("code") not in codes
            and (values.get("code") or self.ref(xml_id, raise_if_not_found=False))
        }

    def _ap_missing_journal(self, company) -> dict:
        return {} if self._ap_own_journal(company) else self._get_fr_ap_account_journal()

    def _ap_own_journal(self, company):
        """The journal of our code, whoever made it."""
        [values] = self._get_fr_ap_account_journal().values()
        return self.env["account.journal"].search(
            [("company_id", "=", company.id), ("code", "=", values["code"])], limit=1
        )

    def _ap_missing_choices(self, company) -> dict:
        """Accounts and journal of the desk that nobody has chosen yet."""
        accounts = self.env["account.account"].with_company(company)
        codes = {
            xml_id: values.get("code")
            for xml_id, values in self._get_fr_ap_account_account().items()
        }
        chosen = {"ap_closing_journal_id": self._ap_own_journal(company)}
        for name, xml_id in {**COMPANY_ACCOUNTS, **DIFFERENCE_ACCOUNTS}.items():
            found = self.ref(xml_id, raise_if_not_found=False)
            if not found and codes.get(xml_id):
                found = accounts.search(
                    [*accounts._check_company_domain(company),
                     ("code", "=", codes[xml_id])], limit=1,
                )  # fmt: skip
            chosen[name] = found
        return {
            name: found.id
            for name, found in chosen.items()
            if found and not company[name]
        }

    # Taxes that the chart lacks --------------------------------------------------------

    @template("fr", "account.tax")
    def _get_fr_ap_account_tax(self):
        taxes = self._parse_csv("fr", "account.tax", module=MODULE)
        self._deref_account_tags("fr", taxes)
        return taxes

    def _ap_create_missing_taxes(self) -> int:
        """Taxes of ours that the company has not; nothing existing is touched."""
        missing = {
            xml_id: values
            for xml_id, values in self._get_fr_ap_account_tax().items()
            if not self.ref(xml_id, raise_if_not_found=False)
        }
        if missing:
            self._load_data({"account.tax": missing})
        return len(missing)

    def _ap_accrual_templates_fr(self) -> list[dict]:
        return TEMPLATES
