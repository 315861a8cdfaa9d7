# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class ApReceiptLater(models.TransientModel):
    """What did not come: the day on which it is expected now.

    A month-end asks of each line that was expected whether it came; a later day is an
    answer, kept on the order.
    """

    _name = "ap.receipt.later"
    _description = "Expected later"

    line_ids = fields.Many2many("purchase.order.line", required=True)
    date = fields.Date(string="Expected on", required=True)

    def action_apply(self):
        """Write the day on the lines, and log on their orders who gave it."""
        self.ensure_one()
        self.env["ap.receipt"]._check_may_record()
        self.line_ids.check_access("read")
        lines = self.line_ids.filtered("ap_to_receive")
        if not lines:
            raise UserError(self.env._("These lines are received in full."))
        past = lines.filtered(
            lambda line: self.date < line.company_id._company_today()
        )
        if past:
            raise UserError(
                self.env._(
                    "%(day)s is over: record what came that day, or give a day to come.",
                    day=format_date(self.env, self.date),
                )
            )
        bodies = {}
        for line in lines:
            text = self.env._(
                "%(line)s: did not come on %(before)s, expected on %(day)s",
                line=line.name,
                before=format_date(self.env, line.date_planned),
                day=format_date(self.env, self.date),
            )
            order = line.order_id.id
            bodies[order] = "\n".join(filter(None, [bodies.get(order), text]))
        # Whoever may record receipts may note that there is none.
        lines.sudo().write({"date_planned": fields.Datetime.to_datetime(self.date)})
        author = self.env.user.partner_id.id
        for order in self.env["purchase.order"].sudo().browse(bodies):
            order._message_log(body=bodies[order.id], author_id=author)
        return {"type": "ir.actions.act_window_close"}
