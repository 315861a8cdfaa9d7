# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was said of a bill in its life cycle: one row each time, never changed."""

from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.ap_base.models.words import in_a_row

from ..rules.lifecycle import STATUSES

ORIGINS = [
    ("person", "Person"),
    ("message", "Message"),
    ("posting", "Posting"),
    ("payment", "Payment"),
]
ACTORS = [("buyer", "Buyer"), ("seller", "Supplier"), ("platform", "Platform")]
CODES = [(status.code, status.name) for status in STATUSES.values()]
# What is known only after a message was made or handed over.
_OF_MESSAGES = {
    "message_identifier",
    "message_file",
    "message_name",
    "problem",
    "platform_reference",
}


class ApBillStatus(models.Model):
    """Written by `account.move._lifecycle_log` only."""

    _name = "ap.bill.status"
    _description = "Life-cycle status of a bill"
    _order = "id desc"
    _rec_name = "code"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, index=True, readonly=True
    )
    move_id = fields.Many2one(
        "account.move",
        string="Bill",
        required=True,
        index=True,
        readonly=True,
        check_company=True,
        ondelete="restrict",
    )
    partner_id = fields.Many2one(
        related="move_id.commercial_partner_id", string="Supplier"
    )
    sequence = fields.Integer(required=True, readonly=True)
    code = fields.Char(required=True, readonly=True)
    status = fields.Selection(CODES, compute="_compute_status", store=True)
    date = fields.Datetime(required=True, readonly=True)
    origin = fields.Selection(ORIGINS, required=True, readonly=True)
    actor = fields.Selection(ACTORS, string="Said by", readonly=True)
    user_id = fields.Many2one("res.users", string="Entered by", readonly=True)
    reason_ids = fields.Many2many(
        "ap.lifecycle.reason", string="Reasons", readonly=True
    )
    reason_codes = fields.Char(
        readonly=True, help="As the message gives them, known or not."
    )
    note = fields.Text(readonly=True)
    why = fields.Text(compute="_compute_why")
    amount = fields.Monetary(readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    message_identifier = fields.Char(readonly=True)
    message_file = fields.Binary(string="Message", readonly=True, attachment=True)
    message_name = fields.Char(readonly=True)
    problem = fields.Char(
        string="Why there is no message", readonly=True, translate=False
    )
    platform_reference = fields.Char(string="Reference of the platform", readonly=True)

    _sequence_unique = models.UniqueIndex(
        "(move_id, sequence)", "Somebody else set a status of this bill at that moment."
    )
    _message_unique = models.UniqueIndex(
        "(company_id, message_identifier) WHERE message_identifier IS NOT NULL",
        "That message was imported before.",
    )

    @api.depends("code")
    def _compute_status(self):
        for row in self:
            row.status = row.code if row.code in STATUSES else False

    @api.depends("code", "status")
    @api.depends_context("lang")
    def _compute_display_name(self):
        names = dict(self._fields["status"]._description_selection(self.env))
        for row in self:
            name = names.get(row.status)
            row.display_name = f"{name} ({row.code})" if name else row.code

    @api.depends("reason_ids.name", "reason_codes", "note")
    @api.depends_context("lang")
    def _compute_why(self):
        """Reasons and note in one text; codes that nobody knows as they came."""
        for row in self:
            known = row.reason_ids.mapped("code")
            codes = (row.reason_codes or "").split()
            odd = [code for code in codes if code not in known]
            told = [*row.reason_ids.mapped("name"), *odd, row.note or ""]
            row.why = in_a_row(self.env, told) or False

    def write(self, vals):
        computed = {"status"} if self.env.su else set()
        if vals.keys() - _OF_MESSAGES - computed or not self.env.su:
            raise AccessError(
                self.env._("What was said of a bill stays said: set the next status.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(
            self.env._("What was said of a bill stays said: set the next status.")
        )
