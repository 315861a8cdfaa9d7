# SPDX-License-Identifier: AGPL-3.0-or-later
"""Costs and income of the ledger against the analytic items, for each required axis."""

from odoo import api, models

from odoo.addons.ap_base.models.tie_out import Comparison, TieOut
from odoo.addons.ap_closing.models.checklist.ap_closing_task_template import codes_of

ALL_AXES = "analytic"
PREFIX = "analytic_"


class AxisTieOut(TieOut):
    """One axis: axes are never summed with each other, since each holds the whole
    amount. `plan`: that of the axis."""

    sequence = 200
    right_model = "account.analytic.line"

    def __init__(self, plan):
        self.code, self.plan_id, self.name = f"{PREFIX}{plan.id}", plan.id, plan.name

    def label(self, env):
        return env._(
            "Axis %(axis)s: costs and income in the ledger and analytic items",
            axis=self.name,
        )

    def compare(self, company, day):
        """The axis, where the company requires it by then; from the first day of the
        fiscal year."""
        asked = company.env["ap.analytic.requirement"]
        plan = asked.axes_of(company, day).filtered(lambda one: one.id == self.plan_id)
        if not plan:
            return None
        first = company.sudo().compute_fiscalyear_dates(day)["date_from"]
        ledger, imputed = asked.axis_totals(company, plan, first, day)
        return Comparison(ledger, imputed, *_domains(asked, company, plan, first, day))

    def open_right(self, tie):
        return {
            "type": "ir.actions.act_window",
            "name": tie.label,
            "res_model": self.right_model,
            "view_mode": "list,pivot,form",
            "domain": tie.right_domain,
        }


class ApTieOut(models.Model):
    """One comparison for each axis, `analytic_<id of the plan>`."""

    _inherit = "ap.tie.out"

    def _registered(self):
        asked = self.env["ap.analytic.requirement"].sudo()
        plans = asked.search([("kind", "=", "required")]).plan_id
        return [*super()._registered(), *map(AxisTieOut, plans.sorted("id"))]

    @api.model
    def _axis_codes(self, codes, company, day) -> str:
        """The codes of a task, with one for each required axis in the place of all."""
        axes = self.env["ap.analytic.requirement"].axes_of(company, day).sorted("id")
        found = []
        for code in codes_of(codes):
            mine = [f"{PREFIX}{axis.id}" for axis in axes]
            found += mine if code == ALL_AXES else [code]
        return ",".join(found)


def _domains(asked, company, plan, first, day):
    """The items of the ledger, and the analytic ones, of the accounts of an axis."""
    accounts = sorted({account for account, _s in asked._required_spans(company, plan)})
    shared = [
        ("company_id", "=", company.id),
        ("date", ">=", first.isoformat()),
        ("date", "<=", day.isoformat()),
    ]
    items = [
        *shared, ("account_id", "in", accounts), ("parent_state", "=", "posted"),
    ]  # fmt: skip
    analytic = [
        *shared, ("general_account_id", "in", accounts),
        (plan._column_name(), "!=", False),
    ]  # fmt: skip
    return items, analytic
