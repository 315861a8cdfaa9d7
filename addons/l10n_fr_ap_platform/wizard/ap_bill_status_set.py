# SPDX-License-Identifier: AGPL-3.0-or-later
"""A status with its reasons where it takes some; and the import of a message."""

from odoo import Command, api, fields, models

from ..rules.lifecycle import BUYER, STATUSES

OF_BUYER = [(s.code, s.name) for s in STATUSES.values() if s.actor == BUYER]


class ApBillStatusSet(models.TransientModel):
    """A status that takes reasons."""

    _name = "ap.bill.status.set"
    _description = "Set the status of bills"

    move_ids = fields.Many2many(
        "account.move",
        string="Bills",
        required=True,
        default=lambda self: [Command.set(self.env.context.get("active_ids") or [])],
    )
    code = fields.Selection(OF_BUYER, string="Status", required=True, default="204")
    needs_reason = fields.Boolean(compute="_compute_admitted")
    admitted_ids = fields.Many2many("ap.lifecycle.reason", compute="_compute_admitted")
    reason_ids = fields.Many2many(
        "ap.lifecycle.reason",
        string="Reasons",
        domain="[('id', 'in', admitted_ids)]",
        relation="ap_bill_status_set_reason_rel",
    )
    note = fields.Text(string="For the supplier")
    attachment_ids = fields.Many2many(
        "ir.attachment", string="Attachments", relation="ap_bill_status_set_attachment_rel"
    )

    @api.depends("code")
    def _compute_admitted(self):
        reasons = self.env["ap.lifecycle.reason"]
        for wizard in self:
            status = STATUSES.get(wizard.code)
            wizard.needs_reason = bool(status and status.reason)
            wizard.admitted_ids = (
                reasons.search(reasons._of_status(wizard.code))
                if wizard.needs_reason
                else reasons
            )

    def action_set(self):
        """Set the status, with its reasons and note, on the bills; closes the wizard."""
        self.ensure_one()
        codes = self.reason_ids.mapped("code")
        files = self.attachment_ids.ids
        self.move_ids.ap_set_status(self.code, codes, self.note or None, files)
        return {"type": "ir.actions.act_window_close"}
