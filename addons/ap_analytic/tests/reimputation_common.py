# SPDX-License-Identifier: AGPL-3.0-or-later
"""A posted bill of three lines, and short ways to impute it anew."""

from .analytic_common import AnalyticCommon


class ReimputationCommon(AnalyticCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.third = {cls.buying: 33.33, cls.selling: 33.33, cls.it: 33.34}
        cls.bill = cls._bill_of(
            ("Rent October", cls.rent, 100.01, {cls.buying: 100}),
            (
                "Advice",
                cls.fees,
                250.50,
                {cls.buying + cls.east: 60, cls.it + cls.west: 40},
            ),
            ("Bare", cls.rent, 10.0),
        )
        cls.bill.action_post()
        cls.line, cls.advice, cls.bare = cls.bill.invoice_line_ids

    @classmethod
    def _reimputation(cls, method="replace", **values):
        if values.get("analytic_distribution"):
            values["analytic_distribution"] = cls._json(values["analytic_distribution"])
        return cls.env["ap.reimputation"].create(
            {
                "company_id": cls.company.id,
                "date_from": "2026-10-01",
                "date_to": "2026-10-31",
                "account_prefix": "6",
                "method": method,
                "reason": "Moved to IT",
                **values,
            }
        )

    @classmethod
    def _replacing(cls, old=None, new=None, **values):
        return cls._reimputation(
            from_account_id=(old or cls.buying).id,
            to_account_id=(new or cls.it).id,
            **values,
        )

    def _items(self, line):
        """Analytic items: {accounts: amount}."""
        return {
            tuple(sorted(item._get_analytic_accounts().mapped("name"))): round(
                item.amount, 2
            )
            for item in line.analytic_line_ids
        }
