# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether a company opens the portal to its suppliers, and how large their files may be."""

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    ap_supplier_portal = fields.Boolean(
        string="Portal of suppliers",
        help="Contacts of suppliers with a portal login see the bills and payments of their "
        "firm in this company, send bills and ask questions.",
    )
    ap_portal_file_mb = fields.Integer(
        string="Largest file (MB)",
        default=10,
        help="Of a bill or a document that a supplier sends on the portal.",
    )

    _portal_file_size = models.Constraint(
        "CHECK(ap_portal_file_mb BETWEEN 1 AND 25)", "Give 1 to 25 MB for a file."
    )
