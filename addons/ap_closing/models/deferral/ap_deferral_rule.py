# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which costs are deferred by which method, where the company's own does not fit."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..res_company import CONVENTIONS, DEFERRAL_METHODS

CRITERIA = ("partner_id", "product_id", "category_id", "account_prefix")


class ApDeferralRule(models.Model):
    """Order: bill line, supplier, product, category, beginning of the account,
    company."""

    _name = "ap.deferral.rule"
    _description = "Deferral rule"
    _order = "company_id, id"
    _rec_name = "note"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    active = fields.Boolean(default=True)
    partner_id = fields.Many2one(
        "res.partner", string="Supplier", check_company=True, ondelete="cascade"
    )
    product_id = fields.Many2one(
        "product.product", check_company=True, ondelete="cascade"
    )
    category_id = fields.Many2one("product.category", ondelete="cascade")
    account_prefix = fields.Char(
        string="Account begins with", help="613 is for 613000 and 613500 alike."
    )
    method = fields.Selection(DEFERRAL_METHODS, required=True, default="release")
    convention = fields.Selection(
        CONVENTIONS, help="Empty: the company's convention."
    )
    note = fields.Char()

    @api.constrains(*CRITERIA, "method")
    def _check_criteria(self):
        for rule in self:
            if sum(bool(rule[name]) for name in CRITERIA) != 1:
                raise ValidationError(
                    self.env._(
                        "A deferral rule is for one thing: a supplier, a product, a "
                        "category or the beginning of an account."
                    )
                )
            if rule.account_prefix and not rule.account_prefix.isalnum():
                raise ValidationError(
                    self.env._(
                        "“%(prefix)s” is no beginning of an account code: letters and "
                        "digits only.",
                        prefix=rule.account_prefix,
                    )
                )
