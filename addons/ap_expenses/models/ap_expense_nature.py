# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models


class ApExpenseNature(models.Model):
    """What an expense is, for the law: which VAT is recovered. Shared by all companies."""

    _name = "ap.expense.nature"
    _description = "Nature of expenses"
    _order = "sequence, name, id"

    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    rule_ids = fields.One2many("ap.expense.vat.rule", "nature_id", string="VAT recovered")

    _code_unique = models.Constraint("UNIQUE(code)", "There is another nature with that code.")
