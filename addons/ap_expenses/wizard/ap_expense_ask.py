# SPDX-License-Identifier: AGPL-3.0-or-later
"""The message to employees or approvers is shown, then sent."""

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models import asking, choices, handling

SHOWN = 20  # mails in the preview


class ApExpenseAsk(models.TransientModel):
    _name = "ap.expense.ask"
    _description = "Ask about expenses"

    purpose = fields.Selection(choices.PURPOSES, required=True)
    expense_ids = fields.Many2many("ap.expense", required=True)
    finding_ids = fields.Many2many("ap.finding")
    note = fields.Text(string="To add", help="Stands in each message, as you write it.")
    mail_count = fields.Integer(string="Messages", compute="_compute_preview")
    asked_count = fields.Integer(string="Expenses", compute="_compute_preview")
    repeated_count = fields.Integer(string="Asked already", compute="_compute_preview")
    unreachable_text = fields.Char(string="Nobody to write to", compute="_compute_preview")
    preview = fields.Html(compute="_compute_preview", sanitize=False)

    @api.depends("purpose", "expense_ids", "finding_ids", "note")
    def _compute_preview(self):
        for wizard in self:
            found = asking.plan(
                wizard.expense_ids._origin, wizard.finding_ids._origin, wizard.purpose
            )
            wizard.mail_count = len(found.mails)
            wizard.asked_count = sum(len(mail.rows) for mail in found.mails)
            wizard.repeated_count = len(found.repeated)
            names = found.unreachable.mapped("display_name")
            wizard.unreachable_text = ", ".join(names[:5]) + ("…" if names[5:] else "")
            wizard.preview = wizard._preview(found)

    def _preview(self, found):
        """The mails as they will be sent, the first ones of many."""
        shown = Markup()
        for mail in found.mails[:SHOWN]:
            subject, body = asking.rendered(mail, found.purpose, self.note or "")
            shown += Markup(
                "<div class='border rounded p-3 mb-3'><div><strong>%s</strong> &lt;%s&gt;</div>"
                "<div class='text-muted mb-2'>%s</div>%s</div>"
            ) % (mail.employee.name, mail.email, subject, body)
        return shown

    def _title(self):
        labels = dict(self._fields["purpose"]._description_selection(self.env))
        return labels[self.purpose]

    def action_send(self):
        """Send what was shown."""
        self.ensure_one()
        self.expense_ids._require_apprentice()
        done = handling.ask(self.expense_ids, self.purpose, self.note, self.finding_ids)
        if not done["sent"] and self.purpose != choices.RECLAIM:
            raise UserError(
                self.env._(
                    "Nobody is written to: %(repeated)s were asked already within the days of "
                    "the tool, %(unreachable)s have nobody with an address.",
                    **done,
                )
            )
        message = self.env._(
            "%(sent)s messages sent, about %(expenses)s expenses.", **done
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
