# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.ap_base.arithmetic.money import HUNDRED, round_half_up, to_decimal

from ..models.manual import typed_lines


class ApAccrualAdd(models.TransientModel):
    """The lines of a template with this month's amounts, before they are added."""

    _name = "ap.accrual.add"
    _description = "Add accruals from a template"

    run_id = fields.Many2one("ap.closing.run", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="run_id.company_id")
    currency_id = fields.Many2one(related="run_id.currency_id")
    template_id = fields.Many2one(
        "ap.accrual.template",
        required=True,
        domain="[('company_id', '=', company_id), ('line_ids', '!=', False)]",
    )
    is_other_month = fields.Boolean(compute="_compute_is_other_month")
    line_ids = fields.One2many("ap.accrual.add.line", "wizard_id")
    total = fields.Monetary(compute="_compute_total")

    @api.depends("template_id", "run_id")
    def _compute_is_other_month(self):
        for wizard in self:
            template = wizard.template_id
            wizard.is_other_month = bool(
                template and not template._applies_at(wizard.run_id.date_end)
            )

    @api.depends("line_ids.amount")
    def _compute_total(self):
        for wizard in self:
            wizard.total = sum(wizard.line_ids.mapped("amount"))

    @api.onchange("template_id")
    def _onchange_template_id(self):
        """The template's lines; an amount that is not fixed is last month's."""
        before = typed_lines.previous_amounts(
            self.run_id, map(_source_key, self.template_id.line_ids)
        )
        self.line_ids = [fields.Command.clear()] + [
            fields.Command.create(
                {
                    "template_line_id": line.id,
                    "label": line.label,
                    "partner_id": line.partner_id.id,
                    "account_id": line.account_id.id,
                    "counterpart_account_id": line.counterpart_account_id.id,
                    "percent": line.percent if line.base_line_id else 0.0,
                    "amount": line.amount or before.get(_source_key(line), 0.0),
                }
            )
            for line in self.template_id.line_ids
        ]
        self._onchange_line_ids()

    @api.onchange("line_ids")
    def _onchange_line_ids(self):
        """Percentages follow the line that they are taken of."""
        step = to_decimal(self.currency_id.rounding or 0.01)
        amounts = {line.template_line_id.id: line.amount for line in self.line_ids}
        for line in self.line_ids:
            base = line.template_line_id.base_line_id
            if base:
                share = to_decimal(amounts.get(base.id, 0.0)) * to_decimal(line.percent)
                line.amount = float(round_half_up(share / HUNDRED, step))

    def action_add(self):
        """Add the lines with an amount to the run, once each."""
        self.ensure_one()
        self.run_id.closing_id._check_role("ap_base.group_apprentice")
        self._onchange_line_ids()
        lines = self.line_ids.filtered("amount")
        if not lines:
            raise UserError(self.env._("Type an amount first."))
        without = lines.filtered(
            lambda line: not (line.account_id and line.counterpart_account_id)
        )
        if without:
            raise UserError(
                self.env._(
                    "Choose both accounts of %(lines)s.",
                    lines=", ".join(without.mapped("label")),
                )
            )
        typed_lines.add(self.run_id, [line._typed_values() for line in lines])
        return {"type": "ir.actions.act_window_close"}


def _source_key(template_line) -> str:
    """The same in every month, so that months compare."""
    return f"tpl:{template_line.id}"
