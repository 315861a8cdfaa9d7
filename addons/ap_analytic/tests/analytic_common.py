# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two axes, a few accounts of each, and short ways to bill and to ask for axes."""

from odoo import Command

from odoo.addons.ap_base.tests.common import ApCommon


class AnalyticCommon(ApCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_controls(["analytic_required"])
        english = {**cls.env.context, "lang": "en_US", "tracking_disable": True}
        cls.env = cls.env(context=english)
        cls.company = cls.company.with_env(cls.env)
        plans = cls.env["account.analytic.plan"]
        cls.department = plans.create({"name": "Department"})
        cls.project = plans.create({"name": "Project X"})
        cls.buying, cls.selling, cls.it = cls._axis(
            cls.department, "Buying", "Selling", "IT"
        )
        cls.east, cls.west = cls._axis(cls.project, "East", "West")
        cls.rent = cls._account("613200")
        cls.fees = cls._account("622600")
        cls.supplier = cls.env["res.partner"].create(
            {"name": "Nordlys", "is_company": True}
        )

    @classmethod
    def _axis(cls, plan, *names):
        return cls.env["account.analytic.account"].create(
            [
                {"name": name, "plan_id": plan.id, "company_id": cls.company.id}
                for name in names
            ]
        )

    @classmethod
    def _account(cls, code):
        accounts = cls.env["account.account"].with_company(cls.company)
        domain = [*accounts._check_company_domain(cls.company), ("code", "=", code)]
        return accounts.search(domain, limit=1)

    @classmethod
    def _ask(cls, plan, prefix="6", kind="required", since="2026-01-01"):
        return cls.env["ap.analytic.requirement"].create(
            {
                "company_id": cls.company.id,
                "plan_id": plan.id,
                "account_prefix": prefix,
                "kind": kind,
                "date_from": since,
            }
        )

    @classmethod
    def _rule(cls, name, distribution=None, **values):
        shares = distribution and cls._json(distribution)
        return cls.env["ap.analytic.rule"].create(
            {
                "name": name,
                "company_id": cls.company.id,
                "analytic_distribution": shares,
                **values,
            }
        )

    @staticmethod
    def _json(shares):
        """{accounts: share} as Odoo keeps it."""
        return {
            ",".join(str(one) for one in sorted(key.ids)): share
            for key, share in shares.items()
        }

    @classmethod
    def _bill_of(cls, *lines, day="2026-10-05", **values):
        """A draft bill of lines (label, account, amount[, distribution])."""
        return cls.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": cls.supplier.id,
                "invoice_date": day,
                "date": day,
                "company_id": cls.company.id,
                **values,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": line[0],
                            "account_id": line[1].id,
                            "price_unit": line[2],
                            "tax_ids": False,
                            **(
                                {"analytic_distribution": cls._json(line[3])}
                                if len(line) > 3
                                else {}
                            ),
                        }
                    )
                    for line in lines
                ],
            }
        )

    def _margins(self, line):
        """The share of each analytic account of a line."""
        sums = {}
        for key, share in (line.analytic_distribution or {}).items():
            for one in key.split(","):
                account = self.env["account.analytic.account"].browse(int(one))
                sums[account.name] = round(sums.get(account.name, 0) + share, 6)
        return sums

    def _findings(self, moves):
        return self.env["ap.finding"].search(
            [
                ("res_model", "=", "account.move"),
                ("res_id", "in", moves.ids),
                ("control_code", "=", "analytic_required"),
                ("state", "in", ("open", "assigned")),
            ]
        )

    def _proposed(self, line, **options):
        line.propose_imputation(**options)
        return self._margins(line)

    def _past(self, *shares, **values):
        for index, share in enumerate(shares):
            line = ("Past", self.fees, 50.0, *([share] if share else []))
            day = f"2026-0{1 + index // 5}-{10 + index % 5}"
            self._bill_of(line, day=day, **values).action_post()
