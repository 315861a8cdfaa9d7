# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models


class ApExpenseCentre(models.Model):
    """What a cost centre, a team or a department of a tool is in the analytic plans.

    Only where its name or its code is not that of an analytic account.
    """

    _name = "ap.expense.centre"
    _description = "Cost centre of an expense tool"
    _inherit = ["analytic.mixin", "ap.guarded"]
    _order = "tool_id, name, id"

    tool_id = fields.Many2one(
        "ap.expense.tool", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="tool_id.company_id", store=True, index=True)
    name = fields.Char(
        string="Value", required=True,
        help="Cost centre, team or department, as the tool writes it.",
    )  # fmt: skip

    date_from = fields.Date(string="Open from")
    date_to = fields.Date(string="Open until", help="Included. Later expenses are to review.")

    _dates_in_order = models.Constraint(
        "CHECK(date_from IS NULL OR date_to IS NULL OR date_from <= date_to)",
        "A cost centre closes after it opens.",
    )
    _name_unique = models.UniqueIndex(
        "(tool_id, LOWER(name))", "The tool has that value already."
    )
