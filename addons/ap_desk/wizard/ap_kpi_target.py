# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.ap_base.arithmetic.money import to_decimal
from odoo.addons.ap_base.models import arguments


class ApKpiTarget(models.TransientModel):
    """One target of a key figure for several companies at once: those in which the head of
    accounting works, whether they are switched on or not."""

    _name = "ap.kpi.target"
    _description = "Target of several companies"

    kpi_id = fields.Many2one("ap.kpi", string="Key figure", required=True)
    company_ids = fields.Many2many(
        "res.company", string="Companies", required=True,
        default=lambda self: self.env.user.company_ids,
    )  # fmt: skip
    has_target = fields.Boolean(string="Has a target", default=True)
    target = fields.Float(digits=(16, 2))
    now_text = fields.Text(compute="_compute_now_text", string="Targets now")

    @api.depends("kpi_id", "company_ids")
    @api.depends_context("lang")
    def _compute_now_text(self):
        for one in self:
            kpi, companies = one.kpi_id._origin, one.company_ids._origin
            known = self.env["ap.desk.score"]._targets(kpi, companies) if kpi else {}
            none = self.env._("no target")
            one.now_text = "\n".join(
                self.env._(
                    "%(company)s: %(target)s", company=company.name,
                    target=kpi._in_words(to_decimal(known[at])) if at in known else none,
                )
                for company in companies
                if (at := (kpi.id, company.id))
            )  # fmt: skip

    def action_apply(self):
        """Set the target in each of these companies, or take it away in each."""
        self.ensure_one()
        arguments.require_role(
            self.env, "ap_base.group_head",
            self.env._("Targets of key figures take the role Head of accounting."),
        )  # fmt: skip
        companies = self.sudo().company_ids  # those of others cannot be read: told in a sentence
        if companies - self.env.user.company_ids:
            raise UserError(
                self.env._("Set the targets of companies in which you work, and no others.")
            )
        values = {"has_target": self.has_target}
        if self.has_target:
            values["target"] = self.target
        for company in companies:
            self.kpi_id.with_company(company).write(values)
        return {"type": "ir.actions.act_window_close"}
