# SPDX-License-Identifier: AGPL-3.0-or-later
"""Registering payments: of several bills, those on hold are left out and named; what is
asked for in spite of its hold is refused."""

from odoo import Command, api, fields, models


class AccountPaymentRegister(models.TransientModel):
    _inherit = "account.payment.register"

    ap_hold_text = fields.Text(
        string="Bills on hold", compute="_compute_ap_hold_text", compute_sudo=True
    )

    ap_left_out_ids = fields.Many2many(
        "account.move", string="Bills left out", readonly=True
    )
    ap_left_out_text = fields.Text(
        string="Left out, and why", compute="_compute_ap_left_out_text", compute_sudo=True
    )

    @api.model
    def default_get(self, fields):
        """Several bills: those on hold are left out, unless all are."""
        values = super().default_get(fields)
        if "line_ids" not in fields or self.env.context.get("default_line_ids"):
            return values
        wizard = self.sudo().new(values)
        held = wizard.line_ids._origin.move_id.browse(wizard._ap_hold_causes())
        paid = wizard.line_ids._origin.filtered(lambda line: line.move_id not in held)
        if held and paid:
            values["line_ids"] = [Command.set(paid.ids)]
            values["ap_left_out_ids"] = [Command.set(held.ids)]
        return values

    @api.depends_context("lang")
    @api.depends("line_ids", "payment_method_line_id")
    def _compute_ap_hold_text(self):
        for wizard in self:
            wizard.ap_hold_text = wizard._ap_named(wizard._ap_hold_causes())

    @api.depends_context("lang")
    @api.depends("ap_left_out_ids")
    def _compute_ap_left_out_text(self):
        for wizard in self:
            bills = wizard.ap_left_out_ids._origin
            wizard.ap_left_out_text = wizard._ap_named(bills._ap_hold_causes())

    def _ap_hold_causes(self) -> dict[int, list[str]]:
        """Of the bills to pay, those on hold for the way they are paid, and why."""
        self.ensure_one()
        moves = self._ap_paid_moves()
        causes = moves._ap_hold_causes()
        if causes and not self._ap_is_transfer():
            causes = moves._ap_without_collected(causes)
        return causes

    def _ap_paid_moves(self):
        """Bills only: money that a supplier gives back is never refused."""
        outbound = self.env["account.move"]
        for batch in self.batches or ():
            if batch["payment_values"]["payment_type"] == "outbound":
                outbound |= batch["lines"].move_id
        return outbound

    def _ap_named(self, causes) -> str | bool:
        """The causes of those bills that the user may read: a client can name any."""
        bills = self.env["account.move"].browse(causes).with_user(self.env.user)
        lines = (
            self.env._(
                "%(bill)s: %(causes)s",
                bill=bill.display_name,
                causes="; ".join(causes[bill.id]),
            )
            for bill in bills._filtered_access("read")
        )
        return "\n".join(lines) or False

    def action_ap_left_out(self) -> dict:
        """The list of the bills that were left out."""
        self.ensure_one()
        domain = [("id", "in", self.ap_left_out_ids.ids)]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Left out of the payment"),
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": domain,
        }

    def _create_payments(self):
        self._ap_paid_moves()._ap_refuse_held(self._ap_is_transfer())
        return super()._create_payments()

    def _ap_is_transfer(self) -> bool:
        return not self.sudo().payment_method_line_id.ap_without_account
