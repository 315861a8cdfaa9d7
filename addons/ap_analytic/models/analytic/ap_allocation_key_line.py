# SPDX-License-Identifier: AGPL-3.0-or-later
"""One account and its part; parts need not sum to anything, shares sum to 100."""

from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.ap_base.arithmetic.allocation import allocate
from odoo.addons.ap_base.arithmetic.money import HUNDRED, to_decimal


class ApAllocationKeyLine(models.Model):
    """One account and its part; parts need not sum to anything, shares sum to 100."""

    _name = "ap.allocation.key.line"
    _inherit = ["ap.guarded"]
    _description = "Share of an allocation key"
    _order = "version_id, id"
    _rec_name = "analytic_account_id"
    _check_company_auto = True

    version_id = fields.Many2one(
        "ap.allocation.key.version", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="version_id.company_id", store=True, index=True
    )
    plan_id = fields.Many2one(related="version_id.plan_id")
    analytic_account_id = fields.Many2one(
        "account.analytic.account",
        string="Analytic account",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('root_plan_id', '=', plan_id)]",
        check_company=True,
    )
    weight = fields.Float(
        required=True,
        default=1.0,
        digits=(16, 4),
        help="A share, a head count, square metres: any figure. Shares follow.",
    )
    share = fields.Float(
        string="Share (%)",
        compute="_compute_share",
        store=True,
        digits="Percentage Analytic",
    )

    _once = models.UniqueIndex(
        "(version_id, analytic_account_id)", "That account is already in the version."
    )
    _not_negative = models.Constraint(
        "CHECK(weight >= 0)", "A weight cannot be below zero."
    )

    @api.depends("weight", "version_id.line_ids.weight")
    def _compute_share(self):
        digits = self.env["decimal.precision"].precision_get("Percentage Analytic")
        step = Decimal(1).scaleb(-digits)
        for version, lines in self.grouped("version_id").items():
            members = version.line_ids | lines
            weights = [max(to_decimal(line.weight), Decimal(0)) for line in members]
            if not any(weights):
                members.share = 0.0
                continue
            for line, share in zip(
                members, allocate(HUNDRED, weights, step), strict=True
            ):
                line.share = float(share)

    @api.constrains("analytic_account_id")
    def _check_plan(self):
        for line in self:
            if line.analytic_account_id.root_plan_id != line.version_id.plan_id:
                raise ValidationError(
                    self.env._(
                        "“%(account)s” is not of the axis “%(plan)s” of the key.",
                        account=line.analytic_account_id.display_name,
                        plan=line.version_id.plan_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.version_id._refuse_used()
        return lines

    def write(self, vals):
        if vals.keys() & {"version_id", "analytic_account_id", "weight"}:
            self.version_id._refuse_used()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_unused(self):
        self.version_id._refuse_used()
