# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rules that propose an analytic distribution, in the order of their priority."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.ap_base.models.words import in_a_row

from ...rules import analytic


class ApAnalyticRule(models.Model):
    """A line that meets every criterion gets this distribution proposed.

    Axis by axis the first matching rule of the list counts; what several rules say is
    combined. A change of rule acts on what is proposed from then on, never on lines
    that have their distribution.
    """

    _name = "ap.analytic.rule"
    _inherit = ["mail.thread", "analytic.mixin"]
    _description = "Imputation rule"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    sequence = fields.Integer(string="Priority", default=10)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    date_from = fields.Date(string="From", tracking=True)
    date_to = fields.Date(string="To", help="Included.", tracking=True)
    partner_id = fields.Many2one(
        "res.partner", string="Supplier", ondelete="cascade", tracking=True
    )
    partner_category_id = fields.Many2one(
        "res.partner.category", string="Supplier tag", ondelete="cascade"
    )
    product_id = fields.Many2one(
        "product.product", ondelete="cascade", check_company=True
    )
    product_categ_id = fields.Many2one(
        "product.category",
        string="Product category",
        ondelete="cascade",
        help="Categories below it count too.",
    )
    account_prefix = fields.Char(
        string="Accounts",
        help="First figures of the account's code; several between commas.",
        tracking=True,
    )
    order_pattern = fields.Char(
        string="Order reference",
        help="Part of the reference of the order; * stands for anything.",
    )
    label_pattern = fields.Char(
        string="Label contains",
        help="Words of the line's label; * stands for anything, semicolons part "
        "alternatives. Case and accents do not matter.",
    )
    user_id = fields.Many2one(
        "res.users", string="Responsible", ondelete="cascade", help="Of the bill."
    )
    key_id = fields.Many2one(
        "ap.allocation.key",
        string="Allocation key",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
        tracking=True,
        help="Instead of, or on other axes beside, the fixed shares.",
    )
    criteria_text = fields.Char(compute="_compute_criteria_text", string="When")
    result_text = fields.Char(compute="_compute_result_text", string="Proposes")

    _dates_in_order = models.Constraint(
        "CHECK(date_from IS NULL OR date_to IS NULL OR date_from <= date_to)",
        "A rule must end after it starts.",
    )

    @api.model
    def _criteria(self) -> list[str]:
        """Many2one fields that are compared with what `account.move.line.
        _ap_analytic_values` gives for a line; higher rooms add theirs to both."""
        return [
            "partner_id",
            "partner_category_id",
            "product_id",
            "product_categ_id",
            "user_id",
        ]

    @api.depends_context("lang")
    @api.depends(lambda self: [*self._criteria(), "account_prefix", "order_pattern",
                               "label_pattern"])  # fmt: skip
    def _compute_criteria_text(self):
        names = [*self._criteria(), "account_prefix", "order_pattern", "label_pattern"]
        for rule in self:
            parts = []
            for name in names:
                value = rule[name]
                if value:
                    shown = value if isinstance(value, str) else value.display_name
                    label = self._fields[name]._description_string(self.env)
                    parts.append(
                        self.env._("%(name)s: %(value)s", name=label, value=shown)
                    )
            rule.criteria_text = in_a_row(self.env, parts) or self.env._("Every line")

    @api.depends("analytic_distribution", "key_id")
    def _compute_result_text(self):
        distributions = {rule: rule.analytic_distribution for rule in self}
        texts = self.env["account.move.line"]._ap_distribution_texts(
            list(distributions.values())
        )
        for rule, text in zip(distributions, texts, strict=True):
            rule.result_text = in_a_row(self.env, [text, rule.key_id.name])

    @api.constrains("analytic_distribution", "key_id")
    def _check_result(self):
        for rule in self:
            distribution = analytic.read(rule.analytic_distribution)
            if not distribution and not rule.key_id:
                raise ValidationError(
                    self.env._(
                        "“%(rule)s” proposes nothing: give shares or an allocation key.",
                        rule=rule.name,
                    )
                )
            accounts = rule.distribution_analytic_account_ids
            plan_of = {one.id: one.root_plan_id.id for one in accounts}
            shares = analytic.plan_shares(distribution, plan_of)
            for plan in accounts.root_plan_id:
                rule._check_plan(plan, shares[plan.id])

    def _check_plan(self, plan, share):
        if share != analytic.HUNDRED:
            raise ValidationError(
                self.env._(
                    "“%(rule)s”: the shares of the axis %(plan)s sum to %(share)s %%, "
                    "not to 100 %%.",
                    rule=self.name,
                    plan=plan.display_name,
                    share=share,
                )
            )
        if plan == self.key_id.plan_id:
            raise ValidationError(
                self.env._(
                    "“%(rule)s”: the allocation key already says the shares of the "
                    "axis %(plan)s.",
                    rule=self.name,
                    plan=plan.display_name,
                )
            )

    @api.constrains("analytic_distribution", "company_id")
    def _check_companies(self):
        for rule in self:
            strangers = rule.distribution_analytic_account_ids.filtered(
                lambda one, rule=rule: one.company_id
                and one.company_id != rule.company_id
            )
            if strangers:
                raise ValidationError(
                    self.env._(
                        "“%(account)s” belongs to another company than the rule.",
                        account=strangers[0].display_name,
                    )
                )
