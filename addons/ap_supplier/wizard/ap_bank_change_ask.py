# SPDX-License-Identifier: AGPL-3.0-or-later
"""The window that records a call, the bank's answer, or why a case is refused."""

from odoo import fields, models

from ..models.ap_bank_change import ANSWERS, CALLS


class ApBankChangeAsk(models.TransientModel):
    _name = "ap.bank.change.ask"
    _description = "Step of a change of bank details"

    case_id = fields.Many2one("ap.bank.change", required=True, readonly=True)
    kind = fields.Selection(
        [("call", "Call-back"), ("payee", "Verification of payee"), ("refuse", "Refusal")],
        required=True,
        readonly=True,
    )
    known_phones = fields.Text(related="case_id.known_phones")
    phone = fields.Char(string="Number called", help="Empty: the first one known before.")
    call_result = fields.Selection(CALLS, string="Answer of the supplier")
    payee_result = fields.Selection(ANSWERS, string="Answer of the bank")
    name_sent = fields.Char(
        compute="_compute_name_sent", store=True, readonly=False, precompute=True
    )
    name_returned = fields.Char()
    note = fields.Text()

    def _compute_name_sent(self):
        for ask in self:
            ask.name_sent = ask.case_id.acc_holder_name or ask.case_id.partner_id.name

    def action_record(self):
        """Record what was entered; closes the window."""
        self.ensure_one()
        cases, ids = self.env["ap.bank.change"], self.case_id.ids
        if self.kind == "call":
            cases.call_back(ids, self.call_result, self.note, self.phone)
        elif self.kind == "payee":
            cases.record_payee(
                ids, self.payee_result, self.name_sent, self.name_returned or "", self.note or ""
            )
        else:
            cases.refuse(ids, self.note)
        return {"type": "ir.actions.act_window_close"}
