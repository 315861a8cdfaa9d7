# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models

KINDS = [
    ("contract", "Loan contract"),
    ("table", "Table of the bank"),
    ("insurance", "Insurance certificate"),
    ("guarantee", "Deed of guarantee"),
    ("amendment", "Amendment"),
    ("other", "Other"),
]
# What the file of every loan holds; the deed where there is a guarantee.
EXPECTED = ("contract", "table")


class ApLoanDocument(models.Model):
    """A document of the loan's file, there or still missing."""

    _name = "ap.loan.document"
    _inherit = ["ap.guarded"]
    _description = "Document of a loan"
    _order = "loan_id, kind, id"
    _rec_name = "kind"

    loan_id = fields.Many2one("ap.loan", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="loan_id.company_id", store=True, index=True)
    kind = fields.Selection(KINDS, string="Document", required=True, default="contract")
    file = fields.Binary(attachment=True)
    filename = fields.Char()
    date = fields.Date(string="Signed on")
    note = fields.Char()
    is_missing = fields.Boolean(compute="_compute_is_missing", store=True)

    @api.depends("file")
    def _compute_is_missing(self):
        for document in self:
            document.is_missing = not document.file
