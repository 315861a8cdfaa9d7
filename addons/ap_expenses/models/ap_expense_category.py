# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models


class ApExpenseCategory(models.Model):
    """What a category of a tool is in the books: an account, and a nature for VAT."""

    _name = "ap.expense.category"
    _inherit = ["ap.guarded"]
    _description = "Category of an expense tool"
    _order = "tool_id, name, id"
    _check_company_auto = True

    tool_id = fields.Many2one(
        "ap.expense.tool", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="tool_id.company_id", store=True, index=True)
    name = fields.Char(
        string="Category", required=True, help="As the tool writes it: name or account code."
    )
    account_id = fields.Many2one(
        "account.account", string="Cost account", required=True, check_company=True,
        ondelete="restrict",
    )  # fmt: skip
    nature_id = fields.Many2one(
        "ap.expense.nature", string="Nature", ondelete="restrict",
        help="Which VAT is recovered. Empty: all of it.",
    )  # fmt: skip

    _name_unique = models.UniqueIndex(
        "(tool_id, LOWER(name))", "The tool has that category already."
    )
