# SPDX-License-Identifier: AGPL-3.0-or-later
"""Costs and income of the ledger against the analytic items, for each required axis."""

from odoo import api, models

from odoo.addons.ap_closing.models.checklist.ap_closing_task_template import codes_of

ALL_AXES = "analytic"
PREFIX = "analytic_"


class ApTieOut(models.Model):
    """One comparison for each axis, `analytic_<id of the plan>`: axes are never summed
    with each other, since each holds the whole amount."""

    _inherit = "ap.tie.out"

    def _definitions(self):
        asked = self.env["ap.analytic.requirement"].sudo()
        plans = asked.search([("kind", "=", "required")]).plan_id
        return {
            **super()._definitions(),
            **{
                f"{PREFIX}{plan.id}": self.env._(
                    "Axis %(axis)s: costs and income in the ledger and analytic items",
                    axis=plan.name,
                )
                for plan in plans.sorted("id")
            },
        }

    def _tie(self, code, company, day):
        if not code.startswith(PREFIX):
            return super()._tie(code, company, day)
        plan = self._axis_of(code, company, day)
        if not plan:
            return None
        first = company.sudo().compute_fiscalyear_dates(day)["date_from"]
        asked = self.env["ap.analytic.requirement"]
        ledger, imputed = asked.axis_totals(company, plan, first, day)
        return ledger, imputed, *self._axis_domains(company, plan, first, day)

    def _axis_of(self, code, company, day):
        """The axis of a comparison, where the company requires it by then."""
        plans = self.env["ap.analytic.requirement"].axes_of(company, day)
        return plans.filtered(lambda plan: f"{PREFIX}{plan.id}" == code)

    def _axis_domains(self, company, plan, first, day):
        asked = self.env["ap.analytic.requirement"]
        accounts = sorted(
            {account for account, _s in asked._required_spans(company, plan)}
        )
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

    @api.model
    def _axis_codes(self, codes, company, day) -> str:
        """The codes of a task, with one for each required axis in the place of all."""
        axes = self.env["ap.analytic.requirement"].axes_of(company, day).sorted("id")
        found = []
        for code in codes_of(codes):
            mine = [f"{PREFIX}{axis.id}" for axis in axes]
            found += mine if code == ALL_AXES else [code]
        return ",".join(found)

    def action_open_right(self):
        """What the right figure is made of."""
        if not (self.code or "").startswith(PREFIX):
            return super().action_open_right()
        return {
            "type": "ir.actions.act_window",
            "name": self.label,
            "res_model": "account.analytic.line",
            "view_mode": "list,pivot,form",
            "domain": self.right_domain,
        }
