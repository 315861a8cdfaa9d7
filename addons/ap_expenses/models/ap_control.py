# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, models
from odoo.fields import Domain

from odoo.addons.ap_base.arithmetic.money import to_decimal

from ..rules import (
    control_allowance,
    control_duplicate,
    control_policy,
    control_receipt,
    control_vat,
)
from . import control_world
from .control_subjects import Looked

COSTS = ("kind", "not in", ("load", "settlement", "advance", "fee"))


class ApControl(models.Model):
    _inherit = "ap.control"

    # Documents ----------------------------------------------------------------------

    def _find_expense_receipt(self, company, records, date):
        """Receipts missing, refused or too slight, and card rows nobody documented.

        Parameters: `silent_days` until a card row is said to be never documented.
        """
        looked = Looked(self, company, records, date)
        subjects = list(looked.subjects(COSTS, alone=True))
        rules = self.env["ap.expense.figure"]._receipt_rules(_country(company))
        least = [rule for rule in rules if rule.least]
        tickets = [rule for rule in rules if rule.ticket]
        silent = list(
            control_receipt.never_documented(
                subjects, date, int(self.parameter("silent_days", 30))
            )
        )
        said = {one.subject for one in silent}
        results = [*silent, *control_receipt.no_receipt_no_vat(subjects)]
        results += control_receipt.tickets(subjects, tickets)
        results += [
            one for one in control_receipt.receipts(subjects, least)
            if one.subject not in said
        ]  # fmt: skip
        return looked.findings(results)

    def _find_expense_late(self, company, records, date):
        """Claims handed in more than `late_days` after the expense."""
        looked = Looked(self, company, records, date)
        subjects = looked.subjects(COSTS, alone=True)
        days = int(self.parameter("late_days", 90))
        return looked.findings(control_receipt.late(subjects, date, days))

    # VAT ----------------------------------------------------------------------------

    def _find_expense_vat(self, company, records, date):
        """VAT that the law does not give back, or at a rate that the country has not."""
        looked = Looked(self, company, records, date)
        subjects = list(looked.subjects(COSTS))
        country, figures = _country(company), self.env["ap.expense.figure"]
        results = [*control_vat.by_nature(subjects)]
        results += control_vat.yearly_caps(subjects, figures._caps(country))
        results += control_vat.rates(subjects, figures._rates(country), country.code or "")
        results += control_vat.amounts_against_rate(subjects)
        return looked.findings(results)

    # Twice ----------------------------------------------------------------------------

    def _find_expense_duplicate(self, company, records, date):
        """Expenses that may be one, in the tools or in the books."""
        looked = Looked(self, company, records, date)
        subjects = list(looked.subjects(COSTS))
        results = [*control_duplicate.in_tools(subjects)]
        own = self.env["ap.expense"].search(
            [*looked.domain, ("bill_id", "!=", False)]
        )  # those found their bill: that is right
        met = set(own.ids)
        bills = control_world.bills(company, date)
        results += [
            one for one in control_duplicate.against_bills(subjects, bills)
            if one.subject not in met
        ]  # fmt: skip
        return looked.findings(results)

    # Policy -----------------------------------------------------------------------------

    def _find_expense_limit(self, company, records, date):
        """Amounts above the limits of the policy."""
        looked = Looked(self, company, records, date)
        rows = self.env["ap.expense.limit"]._rows(company)
        subjects = looked.subjects(COSTS) if rows else ()
        return looked.findings(control_policy.limits(subjects, rows))

    def _find_expense_day_off(self, company, records, date):
        """Expenses of days on which nobody works. Parameters: `natures` looked at."""
        looked = Looked(self, company, records, date)
        natures = set(self.parameter("natures", ()))
        return looked.findings(
            control_policy.days_off(
                looked.subjects(COSTS, alone=True),
                control_world.holidays(company),
                natures=natures,
            )
        )

    def _find_expense_split(self, company, records, date):
        """Purchases cut below a limit. Parameters: `limit`, `days` between two."""
        looked = Looked(self, company, records, date)
        limit = to_decimal(self.parameter("limit", 150))
        days = int(self.parameter("days", 1))
        found = control_policy.split_purchases(looked.subjects(COSTS), limit, days)
        return looked.findings(found)

    def _find_expense_personal(self, company, records, date):
        """Personal use, withdrawals and cash. Parameters: `merchant_codes`, `cash_limit`."""
        looked = Looked(self, company, records, date)
        subjects = list(looked.subjects(COSTS, alone=True))
        codes = set(self.parameter("merchant_codes", ()))
        limit = self.parameter("cash_limit")
        results = [*control_policy.personal(subjects, codes)]
        results += control_policy.cash(subjects, to_decimal(limit) if limit else None)
        reclaimed = self.env["ap.expense"].search(
            [*looked.domain, ("is_reclaimed", "=", True)]
        )
        done = set(reclaimed.ids)
        return looked.findings(one for one in results if one.subject not in done)

    def _find_expense_exchange(self, company, records, date):
        """Exchange rates off the day's by more than `percent`."""
        looked = Looked(self, company, records, date)
        market = control_world.Market(company)
        percent = to_decimal(self.parameter("percent", 5))
        subjects = looked.subjects(COSTS, ("currency_original", "!=", False), alone=True)
        return looked.findings(control_policy.exchange(subjects, market.rate, percent))

    def _find_expense_allowance(self, company, records, date):
        """Mileage that is not the scale's, flat allowances above their cap.

        Parameters: `allowances` (category of the tool: allowance), `zones` (city: zone).
        """
        looked = Looked(self, company, records, date)
        country = _country(company)
        subjects = list(looked.subjects(("kind", "in", ("mileage", "per_diem"))))
        vehicles, openings = self.env["ap.expense.vehicle"]._known(company)
        names = {one.one.vehicle_id for one in subjects}
        results = control_allowance.mileage(
            subjects,
            {name: vehicles[name.casefold()] for name in names if name.casefold() in vehicles},
            self.env["ap.expense.scale"]._brackets(country),
            {name: openings[name.casefold()] for name in names if name.casefold() in openings},
        )
        results = [*results]
        results += control_allowance.per_diem(
            subjects,
            self.env["ap.expense.allowance"]._rows(country),
            self.parameter("allowances", {}),
            {
                city.casefold(): zone
                for city, zone in (self.parameter("zones") or {}).items()
            },
        )
        return looked.findings(results)

    # People and places --------------------------------------------------------------------

    def _find_expense_approval(self, company, records, date):
        """Who approved their own expense."""
        looked = Looked(self, company, records, date)
        subjects = looked.subjects(COSTS, ("approver_ref", "!=", False), alone=True)
        return looked.findings(control_policy.approvals(subjects))

    def _find_expense_centre(self, company, records, date):
        """Costs of a cost centre or a project that was closed, or not open yet, on their
        day: dates of the cost centres of the tool, analytic accounts that are archived. One
        that nobody knows waits to be booked, without this control."""
        looked = Looked(self, company, records, date)
        concerned = []
        if looked.centres:
            concerned += [[("cost_centre", "!=", False)], [("team", "!=", False)]]
        if looked.archived:
            concerned.append([("analytic_distribution", "in", list(looked.archived))])
        if not concerned:
            return []
        named = list(Domain.OR(map(Domain, concerned)))
        return looked.findings(
            control_policy.centres(looked.subjects(COSTS, *named, alone=True))
        )

    def _find_expense_spread(self, company, records, date):
        """Services that last beyond their month. Parameters: `least`."""
        looked = Looked(self, company, records, date)
        least = to_decimal(self.parameter("least", 150))
        subjects = looked.subjects(COSTS, ("service_end", "!=", False), alone=True)
        return looked.findings(control_policy.long_services(subjects, least))

    @api.model
    def _evidence_labels(self):
        return {**super()._evidence_labels(), "action": self.env._("What to do")}


def _country(company):
    return company.account_fiscal_country_id or company.country_id
