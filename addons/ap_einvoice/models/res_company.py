# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether a company lets the desk make its drafts of e-invoices."""

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    ap_einvoice_draft = fields.Boolean(
        string="Make drafts of e-invoices from the desk's own reading",
        default=True,
        help="Supplier, lines, VAT, days and amounts of a structured bill are those that "
        "the desk reads in it. Off: Odoo's own import makes the draft, and the desk only "
        "compares.",
    )
