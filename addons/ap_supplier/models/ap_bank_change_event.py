# SPDX-License-Identifier: AGPL-3.0-or-later
"""The history of a case of bank details: lines are added, never changed nor deleted."""

from odoo import api, fields, models

from . import bank_change_words

KINDS = [
    ("opened", "Opened"),
    ("again", "Asked again"),
    ("evidence", "Evidence"),
    ("call", "Call-back"),
    ("payee", "Verification of payee"),
    ("approved", "Approved"),
    ("applied", "Applied"),
    ("refused", "Refused"),
    ("alarm", "Alarm"),
    ("alerted", "Known contacts alerted"),
]


class ApBankChangeEvent(models.Model):
    _name = "ap.bank.change.event"
    _description = "History of a change of bank details"
    _inherit = ["ap.kept"]
    _order = "id"

    case_id = fields.Many2one(
        "ap.bank.change", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="case_id.company_id")
    kind = fields.Selection(KINDS, string="What happened", required=True)
    user_id = fields.Many2one("res.users", string="By", required=True)
    date = fields.Datetime(string="On", required=True)
    values = fields.Json(string="Values (JSON)")
    text = fields.Text(string="Details", compute="_compute_text")
    source_key = fields.Char(help="What an alarm is about: each thing alarms once.")

    _alarm_once = models.UniqueIndex(
        "(case_id, source_key) WHERE source_key IS NOT NULL", "That alarm was given."
    )

    @api.depends_context("lang")
    @api.depends("kind", "values")
    def _compute_text(self):
        for event in self:
            event.text = bank_change_words.event_text(self.env, event.kind, event.values or {})

    @api.model
    def _ap_kept_refusal(self):
        return self.env._("The history of a change of bank details is kept as it was written.")
