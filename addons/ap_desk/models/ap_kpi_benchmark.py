# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models


class ApKpiBenchmark(models.Model):
    """A published figure to compare with, and who published it when."""

    _name = "ap.kpi.benchmark"
    _description = "Published benchmark of a key figure"
    _order = "kpi_id, date_published desc, id"

    kpi_id = fields.Many2one("ap.kpi", string="Key figure", required=True, ondelete="cascade", index=True)
    name = fields.Char(
        string="Of whom", required=True, translate=True, help="Best quarter, median, all."
    )
    value = fields.Float(required=True, digits=(16, 2))
    date_published = fields.Date(string="Published on", required=True)
    source = fields.Char(required=True)
