# SPDX-License-Identifier: AGPL-3.0-or-later
"""The accounts that the desk writes to, one set per company."""

from datetime import date, datetime, timezone
from zoneinfo import ZoneInfo

from odoo import fields, models
from odoo.exceptions import UserError

from ..arithmetic.working_days import (
    MONDAY_TO_FRIDAY,
    working_day,
    working_days_after,
)

ACCOUNT_FIELDS = (
    "ap_accrued_expense_account_id",
    "ap_accrued_asset_account_id",
    "ap_credit_due_account_id",
    "ap_prepaid_account_id",
    "ap_accrued_vat_account_id",
    "ap_advance_account_id",
    "ap_accrued_other_account_id",
    "ap_loan_account_id",
    "ap_loan_accrued_interest_account_id",
    "ap_loan_interest_account_id",
    "ap_loan_insurance_account_id",
    "ap_loan_fee_account_id",
    "ap_loan_indemnity_account_id",
    "ap_loan_cost_account_id",
    "ap_loan_cost_charge_account_id",
    "ap_conversion_loss_account_id",
    "ap_conversion_gain_account_id",
    "ap_exchange_provision_account_id",
    "ap_exchange_provision_charge_account_id",
    "ap_exchange_provision_release_account_id",
    "ap_bank_fee_account_id",
)


def _account(label: str, help_text: str):
    return fields.Many2one(
        "account.account",
        string=label,
        help=help_text,
        check_company=True,
        ondelete="restrict",
    )


class ResCompany(models.Model):
    _name = "res.company"
    _inherit = ["res.company", "ap.versioned"]

    ap_accrued_expense_account_id = _account(
        "Accrued expenses account", "Bills not received (French chart: 4081)."
    )
    ap_accrued_asset_account_id = _account(
        "Accrued fixed assets account",
        "Bills not received for fixed assets (French chart: 4084).",
    )
    ap_credit_due_account_id = _account(
        "Credit notes to receive account",
        "Credit notes due but not received (French chart: 4098).",
    )
    ap_prepaid_account_id = _account(
        "Prepaid expenses account",
        "Charges booked that belong to later periods (French chart: 486).",
    )
    ap_accrued_vat_account_id = _account(
        "VAT on accruals account",
        "VAT on bills not received (French chart: 44586). Never declared.",
    )
    ap_advance_account_id = _account(
        "Advances to suppliers account", "Advances paid on orders (French chart: 4091)."
    )
    ap_accrued_other_account_id = _account(
        "Other accrued charges account",
        "Accrued charges that are no supplier bill (French chart: 468).",
    )
    ap_loan_account_id = _account("Loans account", "Loan principal (French chart: 164).")
    ap_loan_accrued_interest_account_id = _account(
        "Accrued loan interest account", "Interest accrued on loans (French chart: 1648)."
    )
    ap_loan_interest_account_id = _account(
        "Loan interest account", "Interest on loans (French chart: 66116)."
    )
    ap_loan_insurance_account_id = _account(
        "Loan insurance account", "Insurance of loans (French chart: 616)."
    )
    ap_loan_fee_account_id = _account(
        "Loan fees account", "Fees of loans charged at once (French chart: 6272)."
    )
    ap_loan_indemnity_account_id = _account(
        "Loan indemnities account",
        "Indemnities of early repayments (French chart: 668).",
    )
    ap_loan_cost_account_id = _account(
        "Loan issue costs account", "Fees spread over a loan (French chart: 481)."
    )
    ap_loan_cost_charge_account_id = _account(
        "Charge of loan issue costs account",
        "The yearly part of fees that are spread (French chart: 6862).",
    )
    ap_conversion_loss_account_id = _account(
        "Exchange losses not realised account",
        "Debts in foreign currency that are worth more at the closing rate (French chart: "
        "4762).",
    )
    ap_conversion_gain_account_id = _account(
        "Exchange gains not realised account",
        "Debts in foreign currency that are worth less at the closing rate (French chart: "
        "4772).",
    )
    ap_exchange_provision_account_id = _account(
        "Provision for exchange losses account",
        "Latent exchange losses that are provided for (French chart: 1515).",
    )
    ap_exchange_provision_charge_account_id = _account(
        "Charge of that provision account",
        "What is added to the provision for exchange losses (French chart: 6865).",
    )
    ap_exchange_provision_release_account_id = _account(
        "Release of that provision account",
        "What comes back from the provision for exchange losses (French chart: 7865).",
    )
    ap_bank_fee_account_id = _account(
        "Bank fees account", "What banks keep of payments (French chart: 6278)."
    )
    ap_suspense_account_ids = fields.Many2many(
        "account.account",
        "ap_company_suspense_account_rel",
        string="Suspense accounts",
        check_company=True,
        help="Accounts that must be empty at a month-end (French chart: 471, 58).",
    )
    ap_one_person = fields.Boolean(
        string="One person keeps the books",
        tracking=True,
        help="Chosen by the administrator for a company that has no second person: who "
        "did the work also reviews, waives and closes. Each time it is said in the "
        "messages and in the closing file.",
    )
    ap_closing_journal_id = fields.Many2one(
        "account.journal",
        string="Closing journal",
        domain=[("type", "=", "general")],
        check_company=True,
        ondelete="restrict",
        help="Where accruals, prepaid expenses and their reversals are booked.",
    )

    def _ap_account(self, field_name: str):
        """The account of that field, or a sentence that says what to fill in."""
        self.ensure_one()
        account = self[field_name]
        if not account:
            field = self._fields[field_name]
            raise UserError(
                self.env._(
                    "%(company)s has no “%(account)s”: choose it in "
                    "AP Desk ▸ Configuration ▸ Settings.",
                    company=self.display_name,
                    account=field._description_string(self.env),
                )
            )
        return account

    def _ap_closing_journal(self):
        """The closing journal, or the first general journal of the company.

        A branch that has none uses its parent's, the nearest first.
        """
        self.ensure_one()
        journals = self.env["account.journal"]
        journal = self.ap_closing_journal_id
        for company in self.sudo().parent_ids[::-1]:  # the company itself stands last
            journal = journal or company.ap_closing_journal_id.sudo(False)
            journal = journal or journals.search(
                [("company_id", "=", company.id), ("type", "=", "general")], limit=1
            )
        if not journal:
            raise UserError(
                self.env._(
                    "%(company)s has no journal for its closing entries: create one of "
                    "type Miscellaneous, or load its chart of accounts.",
                    company=self.display_name,
                )
            )
        return journal

    def _ap_version_company(self):
        return self

    def _company_timezone(self) -> ZoneInfo:
        """Return the time zone in which the company's days begin and end."""
        self.ensure_one()
        company = self.sudo()
        name = company.partner_id.tz
        if not name:
            name = "Europe/Paris" if company.country_id.code == "FR" else "UTC"
        return ZoneInfo(name)

    def _company_today(self) -> date:
        """Return the day it is now in the company's time zone."""
        return self._company_day(fields.Datetime.now())

    def _company_day(self, moment: datetime) -> date:
        """Return the company's day of a moment in UTC without zone."""
        moment = moment.replace(tzinfo=timezone.utc)
        return moment.astimezone(self._company_timezone()).date()

    def _ap_is_over(self, day: date) -> bool:
        """Return whether the last day of a period has passed, in the company's zone."""
        return day < self._company_today()

    # The working days of the company -----------------------------------------------

    def _ap_working_week(self) -> frozenset[int]:
        """The weekdays on which the company works, Monday being 0."""
        self.ensure_one()
        days = self.sudo().resource_calendar_id.attendance_ids.filtered(
            lambda one: one.day_period != "lunch" and not one.display_type
        ).mapped("dayofweek")
        return frozenset(map(int, days)) or MONDAY_TO_FRIDAY

    def _ap_holidays(self, start: date, end: date) -> frozenset[date]:
        """The holidays of the company's country, and its own, both days included."""
        self.ensure_one()
        country = self.account_fiscal_country_id or self.country_id
        found = self.env["ap.public.holiday"].sudo().search_fetch(
            [
                ("date", ">=", start),
                ("date", "<=", end),
                ("country_id", "in", [False, country.id]),
                ("company_id", "in", [False, self.id]),
            ],
            ["date"],
        )
        return frozenset(found.mapped("date"))

    def _ap_due_days(self, month_end: date, offsets: set[int]) -> dict[int, date]:
        """By offset the working day J+offset of a month-end; see `working_day`."""
        self.ensure_one()
        around = [date.fromordinal(month_end.toordinal() + gap) for gap in (-60, 90)]
        week, holidays = self._ap_working_week(), self._ap_holidays(*around)
        return {offset: working_day(month_end, offset, week, holidays) for offset in offsets}

    def _ap_days_to_close(self, month_end: date, closed: date) -> int:
        """Working days that a closing took, up to the day it was closed."""
        self.ensure_one()
        return working_days_after(
            month_end, closed, self._ap_working_week(), self._ap_holidays(month_end, closed)
        )
