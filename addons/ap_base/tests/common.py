# SPDX-License-Identifier: AGPL-3.0-or-later
"""A company with one user of each role, and a control made for tests."""

import base64
from unittest.mock import patch

from odoo import Command
from odoo.tests import new_test_user

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.ap_base.models.finding_value import FindingValue

ROLES = ("auditor", "apprentice", "accountant", "head")


class AccountingCase(AccountTestInvoicingCommon):
    """Accounting tests whose companies the planner knows.

    A test's chart of accounts is never committed: autovacuum cannot count it, and with
    the figures of the template (one company) one search of an account takes a minute.

    Where the database holds the French companies of the tests, a class starts with the
    first, unless ``fresh_company`` is set, and its first `setup_other_company` takes the
    second: a chart takes seconds to load.

    Stock makes some forty records for each class: products, taxes, journals, partners,
    terms. Who uses none of them says ``stock_records = False``: half of the setting up.
    """

    fresh_company = False
    stock_records = True

    @classmethod
    def setUpClass(cls):
        if cls.stock_records:
            super().setUpClass()
            return
        super(AccountTestInvoicingCommon, cls).setUpClass()
        cls.maxDiff = None
        cls.company_data = cls._company_as_it_is(cls.env.company)
        cls.partner_a, cls.partner_b = cls.env["res.partner"].create(
            [{"name": "partner_a"}, {"name": "partner_b"}]
        )

    @classmethod
    def _company_as_it_is(cls, company):
        """Of the data that stock tests have of a company, what its chart brought."""
        accounts = cls.env["account.account"].with_company(company)
        journals = cls.env["account.journal"].with_company(company)
        first = {
            "default_journal_purchase": (journals, "type", "purchase"),
            "default_journal_misc": (journals, "type", "general"),
            "default_journal_bank": (journals, "type", "bank"),
            "default_account_assets": (accounts, "account_type", "asset_fixed"),
            "default_account_expense": (accounts, "account_type", "expense"),
        }
        tax = company.account_purchase_tax_id
        return {
            "company": company,
            "currency": company.currency_id,
            "default_tax_purchase": tax,
            "default_account_tax_purchase": tax.invoice_repartition_line_ids.account_id,
            **{
                name: model.search(
                    [*model._check_company_domain(company), (field, "=", value)], limit=1
                )
                for name, (model, field, value) in first.items()
            },
        }

    @classmethod
    def _create_company(cls, **values):
        french = cls.country_code == "FR" and not cls.chart_template
        if not french or set(values) != {"name"}:
            return super()._create_company(**values)
        first = values["name"] == "company_1_data"
        if first and cls.fresh_company:
            return super()._create_company(name="fresh_company")
        kept = values["name"] if first else "company_2"
        made = cls.env["res.company"].search([("name", "=", kept)], limit=1)
        if not made:
            return super()._create_company(**values)
        if made.name != values["name"]:
            made.name = values["name"]  # and the next one is made anew
        cls.env.user.company_ids = [Command.link(made.id)]
        return made

    @classmethod
    def _use_chart_template(cls, company, chart_template_ref=None):
        result = super()._use_chart_template(company, chart_template_ref)
        cls.env.flush_all()
        cls.env.cr.execute("ANALYZE account_account, account_account_res_company_rel")
        return result


class ApCommon(AccountingCase):
    @classmethod
    @AccountingCase.setup_country("fr")
    def setUpClass(cls):
        super().setUpClass()
        # Sentences are compared in English, whatever language the database has.
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env.user.lang = "en_US"
        cls.env.user.group_ids |= cls.env.ref("ap_base.group_head")
        cls.company = cls.company_data["company"]
        cls._bank_details_by_hand()
        cls.users = {
            role: new_test_user(
                cls.env,
                login=f"ap_{role}",
                name=role.capitalize(),
                lang="en_US",
                groups=f"base.group_user,ap_base.group_{role}",
                company_id=cls.company.id,
                company_ids=[(6, 0, cls.company.ids)],
            )
            for role in ROLES
        }

    @classmethod
    def _bank_details_by_hand(cls):
        """Where a room lets bank details of suppliers change by its cases only, its own
        tests ask for that: the others enter accounts as without it."""
        companies = cls.env["res.company"].search([])
        if "ap_bank_by_case" in companies._fields:
            companies.write({"ap_bank_by_case": False})
            cls.env["ir.default"].set("res.company", "ap_bank_by_case", False)

    def _as(self, role, records):
        """The records as a user of that role sees them, in the company."""
        return records.with_user(self.users[role]).with_context(
            allowed_company_ids=self.company.ids
        )

    @classmethod
    def _only_controls(cls, codes):
        """Put the controls of the database's other add-ons aside."""
        others = cls.env["ap.control"].search([("code", "not in", codes)])
        others.active = False

    @classmethod
    def _bill(cls, ref, amount=100.0, date="2026-10-05", post=False, **values):
        bill = cls.env["account.move"].create(
            {
                "move_type": values.pop("move_type", "in_invoice"),
                "partner_id": values.pop("partner", cls.partner_a).id,
                "ref": ref,
                "invoice_date": date,
                "date": date,
                "invoice_line_ids": [
                    (0, 0, {"name": "Line", "price_unit": amount, "tax_ids": False})
                ],
                **values,
            }
        )
        if post:
            bill.action_post()
        return bill


class ControlCommon(ApCommon):
    """With a control `test_control`, whose findings are what `self.found` says."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_controls(["duplicate_bill"])
        cls.control = cls.env["ap.control"].create(
            {
                "code": "test_control",
                "name": "Test control",
                "severity": "warning",
                "res_model": "account.move",
                "template_ids": [
                    (0, 0, {"text": "Amount %(amount)s on %(date)s"}),
                    (0, 0, {"code": "other", "text": "Other thing: %(thing)s"}),
                ],
            }
        )
        cls.bill = cls._bill("F-1")

    def setUp(self):
        super().setUp()
        self.found = []
        self.scopes = []

        def find(control, company, records, date):
            self.scopes.append(records)
            return list(self.found)

        self.startPatcher(
            patch.object(
                type(self.env["ap.control"]), "_find_test_control", find, create=True
            )
        )

    def _value(self, amount=100.0, record=None, **values):
        return FindingValue(
            "account.move",
            (record or self.bill).id,
            values={"amount": amount, "date": {"date": "2026-10-05"}},
            amount=amount,
            currency_id=self.company.currency_id.id,
            **values,
        )

    def _check(self, **scope):
        counts = self.env["ap.control"].check(
            self.company.id, ["test_control"], **scope
        )
        return counts["test_control"]

    def _finding(self):
        return self.env["ap.finding"].search([("control_id", "=", self.control.id)])


def b64(content) -> str:
    data = content.encode() if isinstance(content, str) else content
    return base64.b64encode(data).decode()


def differing(counters):
    """Return {code: (counted, in its list)} of the counters that are not their list."""
    found = {}
    for counter in counters:
        action = counter.action_open()
        records = counter.env[action["res_model"]].with_context(**action["context"])
        listed = records.search_count(action["domain"])
        if counter.count != listed:
            found[counter.code] = (counter.count, listed)
    return found
