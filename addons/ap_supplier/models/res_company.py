# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a company changes the bank details of its suppliers, and answers them."""

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    ap_bank_by_case = fields.Boolean(
        string="Bank details of suppliers change by a case only",
        default=True,
        help="What anybody writes on the bank account of a supplier opens a case: "
        "evidence, call-back, approval by a second person, days of cooling off.",
    )
    ap_bank_cooling_days = fields.Integer(
        string="Days of cooling off",
        default=3,
        help="From the approval of a change of bank details until it is applied. The "
        "supplier is not paid meanwhile.",
    )
    ap_acknowledge_requests = fields.Boolean(
        string="Acknowledge mails of suppliers",
        help="Who writes to the alias of requests is told at once that the mail came in, "
        "under which number, and by when the answer comes. Never a machine, never twice.",
    )

    _cooling_positive = models.Constraint(
        "CHECK(ap_bank_cooling_days BETWEEN 0 AND 60)",
        "Give 0 to 60 days of cooling off.",
    )
