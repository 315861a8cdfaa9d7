# SPDX-License-Identifier: AGPL-3.0-or-later
"""One decision for many expenses: where they belong, or from when to when they serve."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models import choices, handling

PLACES = ("account_id", "nature_id", "tax_id", "analytic_distribution")


class ApExpenseDecide(models.TransientModel):
    _name = "ap.expense.decide"
    _inherit = ["analytic.mixin"]
    _description = "Reclassify or spread expenses"
    _check_company_auto = True

    step = fields.Selection(
        [one for one in choices.ACTIONS if one[0] in (choices.RECLASS, choices.SPREAD)],
        required=True,
    )
    expense_ids = fields.Many2many("ap.expense", required=True)
    expense_count = fields.Integer(string="Expenses", compute="_compute_expenses")
    company_id = fields.Many2one("res.company", compute="_compute_expenses")
    account_id = fields.Many2one(
        "account.account", string="Cost account", check_company=True
    )
    nature_id = fields.Many2one("ap.expense.nature", string="Nature")
    tax_id = fields.Many2one(
        "account.tax", string="VAT", check_company=True,
        domain=[("type_tax_use", "=", "purchase")],
    )  # fmt: skip
    service_start = fields.Date(string="Service from")
    service_end = fields.Date(string="Service to")

    @api.depends("expense_ids")
    def _compute_expenses(self):
        for wizard in self:
            wizard.expense_count = len(wizard.expense_ids)
            wizard.company_id = wizard.expense_ids.company_id[:1]

    @api.model_create_multi
    def create(self, vals_list):
        """Service dates that all of them have stand there at once."""
        wizards = super().create(vals_list)
        for wizard in wizards.filtered(lambda one: one.step == choices.SPREAD):
            for name in ("service_start", "service_end"):
                known = set(wizard.expense_ids.mapped(name))
                if not wizard[name] and len(known) == 1:
                    wizard[name] = known.pop()
        return wizards

    def _title(self):
        labels = dict(self._fields["step"]._description_selection(self.env))
        return labels[self.step]

    def action_decide(self):
        """Write it on all of them; empty stays as it is."""
        self.ensure_one()
        self.expense_ids._require_apprentice()
        if len(self.expense_ids.company_id) > 1:
            raise UserError(self.env._("Choose expenses of one company."))
        values = self._periods() if self.step == choices.SPREAD else self._places()
        handling.decide(self.expense_ids, values)
        return {"type": "ir.actions.act_window_close"}

    def _places(self) -> dict:
        given = {
            name: self[name].id if self._fields[name].type == "many2one" else self[name]
            for name in PLACES
            if self[name]
        }
        if not given:
            raise UserError(
                self.env._("Choose an account, a nature, a VAT or a distribution.")
            )
        return {one.id: given for one in self.expense_ids}

    def _periods(self) -> dict:
        """The dates given, else those of each expense."""
        values = {}
        for one in self.expense_ids:
            start = self.service_start or one.service_start
            end = self.service_end or one.service_end
            if not start or not end or end < start:
                raise UserError(
                    self.env._(
                        "%(expense)s: give the first and the last day of the service.",
                        expense=one.display_name,
                    )
                )
            values[one.id] = {"service_start": start, "service_end": end}
        return values
