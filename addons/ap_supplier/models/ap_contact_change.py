# SPDX-License-Identifier: AGPL-3.0-or-later
"""When phone numbers and mail addresses of suppliers changed.

A caller who first changes the phone number and then the bank account would be called back
himself: what changed lately is not a number known before.
"""

from odoo import api, fields, models


class ApContactChange(models.Model):
    _name = "ap.contact.change"
    _description = "Change of a contact's phone or mail"
    _inherit = "ap.guarded"
    _order = "id desc"

    partner_id = fields.Many2one(
        "res.partner", string="Contact", required=True, index=True, ondelete="cascade"
    )
    name = fields.Selection(
        [("phone", "Phone"), ("email", "Email")], string="What changed", required=True
    )
    old_value = fields.Char(string="Before")
    new_value = fields.Char(string="After")
    user_id = fields.Many2one("res.users", string="Changed by", required=True)
    date = fields.Datetime(string="Changed on", required=True)

    @api.model
    def _ap_engine_fields(self):
        return super()._ap_engine_fields() | self._ap_all_fields_but(())
