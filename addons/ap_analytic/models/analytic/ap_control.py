# SPDX-License-Identifier: AGPL-3.0-or-later
"""The control that makes analytic imputation complete on every way of posting."""

from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.ap_base.arithmetic.money import to_decimal
from odoo.addons.ap_base.models.finding_value import FindingValue, money, term

from .ap_entry import BULK_DAY

LINES_NAMED = 3


class ApControl(models.Model):
    _inherit = "ap.control"

    def _find_analytic_required(self, company, records, date):
        """Journal items whose axes do not sum to what the requirements ask.

        One finding for each entry, axis and missing share: it names the first lines and
        counts the others.
        """
        # Declares nothing: it looks at all entries, and only bills have stamps.
        scope = SQL()
        if records is not None:
            scope = SQL("AND line.move_id = ANY(%s)", list(records.ids))
        # Bulk entries and their opposites are not tied yet when they are posted.
        day = (BULK_DAY.value or None) if records is not None else None
        asked = self.env["ap.analytic.requirement"]
        groups = {}
        for line, move, breach in asked.breaches(company, scope, day):
            groups.setdefault((move, breach), []).append(line)
        if not groups:
            return []
        return self._analytic_findings(company, groups)

    def _analytic_findings(self, company, groups):
        ids = [line for lines in groups.values() for line in lines]
        items = self._analytic_items(company, ids)
        plans = self.env["account.analytic.plan"].browse(
            {breach.plan for _move, breach in groups}
        )
        terms = {plan.id: term(plan, "name") for plan in plans}
        return [
            self._analytic_finding(
                move,
                breach,
                [items[line] for line in sorted(lines)],
                terms[breach.plan],
            )
            for (move, breach), lines in groups.items()
        ]

    def _analytic_finding(self, move, breach, items, axis):
        """`items`: the lines of one entry that lack the same share of one axis."""
        names = [item["name"] for item in items[:LINES_NAMED]]
        more = len(items) - len(names)
        amount = sum(abs(to_decimal(item["balance"])) for item in items)
        currency = items[0]["currency_id"]
        share = f"{breach.share.normalize():f}"
        values = {"axis": axis, "share": share, "lines": names}
        if more:
            values["more"] = str(more)
        return FindingValue(
            res_model="account.move",
            res_id=move,
            key=f"{breach.plan}:{breach.problem}:{share}",
            message_code=breach.problem + ("_more" if more else ""),
            values=values,
            amount=amount * breach.share / Decimal(100),
            currency_id=currency,
            partner_id=items[0]["partner_id"],
            evidence={
                "axis": axis,
                "share": f"{share} %",
                "account": sorted({item["account"] for item in items}),
                "amount": money(amount, currency),
                "lines": str(len(items)),
            },
        )

    def _analytic_items(self, company, ids) -> dict:
        """What is reported of journal items, by id; one statement."""
        self.env.cr.execute(
            SQL(
                """SELECT line.id, line.balance, line.partner_id,
                          line.company_currency_id AS currency_id,
                          account.code_store ->> %(root)s AS account,
                          COALESCE(NULLIF(line.name, ''), partner.complete_name, '')
                          || ' (' || COALESCE(account.code_store ->> %(root)s, '') || ')'
                          AS name
                     FROM account_move_line line
                     JOIN account_account account ON account.id = line.account_id
                     LEFT JOIN res_partner partner ON partner.id = line.partner_id
                    WHERE line.id = ANY(%(ids)s)""",
                root=company.parent_path.split("/")[0],
                ids=ids,
            )
        )
        return {row["id"]: row for row in self.env.cr.dictfetchall()}

    @api.model
    def _evidence_labels(self):
        return super()._evidence_labels() | {
            "axis": self.env._("Axis"),
            "share": self.env._("Share"),
            "lines": self.env._("Lines"),
        }
