# SPDX-License-Identifier: AGPL-3.0-or-later
"""Key figures of a month as they were when the month was kept."""

from odoo import api, fields, models


class ApKpiValue(models.Model):
    """What one supplier added to a key figure of a month (none: no supplier). The figure
    of the month is the sum of its rows: numerators over denominators. Of two suppliers that
    were merged since there are two rows."""

    _name = "ap.kpi.value"
    _description = "Kept key figure of a month"
    _inherit = ["ap.kept"]
    _order = "month desc, kpi_id, id"
    _rec_name = "kpi_id"

    kpi_id = fields.Many2one("ap.kpi", string="Key figure", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade", index=True)
    month = fields.Date(required=True, help="First day of the month.")
    partner_id = fields.Many2one(
        "res.partner", string="Supplier", ondelete="restrict", index="btree_not_null"
    )
    numerator = fields.Float(digits=(26, 10))
    denominator = fields.Float(digits=(26, 10))
    documents = fields.Integer(help="How many were counted.")
    kept_on = fields.Datetime(string="Kept on", required=True)
    kept_by_id = fields.Many2one("res.users", string="Kept by")

    # Not unique: where partners are merged, Odoo deletes rows that would be there twice.
    _of_month = models.Index("(company_id, month, kpi_id)")

    @api.model
    def _ap_kept_refusal(self):
        return self.env._("Key figures stay as they were kept: a month is kept once.")
