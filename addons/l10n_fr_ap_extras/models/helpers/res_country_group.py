# SPDX-License-Identifier: AGPL-3.0-or-later
"""The members of the Union are kept in memory until a group of countries changes."""

from odoo import models


class ResCountryGroup(models.Model):
    _name = "res.country.group"
    _inherit = ["res.country.group", "ap.remembered.table"]
