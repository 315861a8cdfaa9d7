# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models


class ApSettingVersion(models.Model):
    """What a rule or setting was from one moment on: `ap.versioned` writes a row for each
    change, and nobody changes one."""

    _name = "ap.setting.version"
    _description = "Version of a rule or setting"
    _inherit = ["ap.kept"]
    _order = "since desc, id desc"
    _rec_name = "name"

    res_model = fields.Char(string="Kind", required=True)
    record_id = fields.Integer(required=True, help="Kept when the record is deleted.")
    number = fields.Integer(string="Version", required=True, aggregator=False)
    name = fields.Char(required=True)
    company_id = fields.Many2one("res.company", index="btree_not_null", ondelete="cascade")
    since = fields.Datetime(required=True)
    user_id = fields.Many2one("res.users", string="By")
    values = fields.Json(required=True)
    is_gone = fields.Boolean(string="Deleted")
    is_sure = fields.Boolean(
        string="Known from the start",
        help="No: it was changed before changes were kept; these are the values since.",
    )

    _once = models.UniqueIndex("(res_model, record_id, number)")

    @api.model
    def _ap_kept_refusal(self):
        return self.env._("Versions of rules and settings are only added to.")
