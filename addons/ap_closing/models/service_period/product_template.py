# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models

SERVICE_STARTS = [
    ("bill_date", "On the date of the bill"),
    ("bill_month", "On the first day of the bill's month"),
    ("next_month", "On the first day of the next month"),
]
LONGEST = 240


class ProductTemplate(models.Model):
    _inherit = "product.template"

    ap_service_months = fields.Integer(
        string="Usual length (months)",
        help="How many months of service one bill of this product is for. Proposed as "
        "service dates of the bill line, never filled in by itself. 0: not known.",
    )
    ap_service_starts = fields.Selection(
        SERVICE_STARTS, string="Service starts", default="bill_date"
    )

    _ap_service_months = models.Constraint(
        f"CHECK(ap_service_months IS NULL OR ap_service_months BETWEEN 0 AND {LONGEST})",
        "The usual length of a service is between 0 and 240 months.",
    )
