# SPDX-License-Identifier: AGPL-3.0-or-later
"""Small tables of rules that are read once and kept in memory."""

from odoo import api, models


class ApRememberedTable(models.AbstractModel):
    """A small table that is read once and kept in memory until a row changes."""

    _name = "ap.remembered.table"
    _description = "Table kept in memory"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self.env.registry.clear_cache()
        return records

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    def update_field_translations(self, field_name, translations, source_lang=""):
        result = super().update_field_translations(
            field_name, translations, source_lang=source_lang
        )
        self.env.registry.clear_cache()
        return result
