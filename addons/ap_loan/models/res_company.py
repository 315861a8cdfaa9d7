# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models

from . import choices


class ResCompany(models.Model):
    _inherit = "res.company"

    ap_loan_revaluation = fields.Selection(
        choices.REVALUATIONS,
        string="Loans in foreign currency",
        required=True,
        default="year_end",
        help="When what they are worth at the closing rate is booked as a latent exchange "
        "difference, reversed the next day.",
    )
