# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.tools import formatLang

from ..models.open_order.ap_open_order import TO_SUPPLIER


class ApOpenOrderAct(models.TransientModel):
    """A look before something is done with many open orders."""

    _name = "ap.open.order.act"
    _description = "Act on open orders"

    step = fields.Selection(
        [
            ("chase", "Ask the suppliers"),
            ("ask_receipt", "Ask the receivers"),
            ("record_service", "Record the service"),
            ("close", "Close the remainder"),
            ("reopen", "Open again"),
        ],
        required=True,
        readonly=True,
    )
    open_order_ids = fields.Many2many("ap.open.order", string="Lines")
    date = fields.Date(
        string="From", default=lambda self: self.env.company._company_today()
    )
    reason = fields.Char()
    summary = fields.Text(compute="_compute_summary")

    @api.depends("step", "open_order_ids")
    def _compute_summary(self):
        for wizard in self:
            if wizard.step == "chase":
                wizard.summary = wizard._chase_summary()
            elif wizard.step == "close":
                wizard.summary = wizard._close_summary()
            else:
                wizard.summary = self.env._(
                    "Order lines: %(lines)s; orders: %(orders)s.",
                    lines=len(wizard.open_order_ids),
                    orders=len(wizard.open_order_ids.order_id),
                )

    def _chase_summary(self):
        lines = self.open_order_ids.filtered(lambda line: line.action in TO_SUPPLIER)
        partners = lines.partner_id | lines.partner_id.commercial_partner_id
        suppliers = lines.partner_id.commercial_partner_id
        reached = partners.filtered("email").commercial_partner_id
        texts = [
            self.env._(
                "Order lines: %(lines)s; suppliers: %(suppliers)s; mails: %(mails)s, one per "
                "supplier.",
                lines=len(lines),
                suppliers=len(suppliers),
                mails=len(reached),
            )
        ]
        mute = suppliers - reached
        if mute:
            texts.append(
                self.env._(
                    "Without a mail address: %(names)s.",
                    names=", ".join(mute.mapped("display_name")),
                )
            )
        return "\n".join(texts)

    def _close_summary(self):
        lines = self.open_order_ids.filtered(lambda line: not line.closed_on)
        texts = []
        for company, group in lines.grouped("company_id").items():
            currency = company.currency_id
            texts.append(
                self.env._(
                    "%(lines)s lines: %(open)s still to come and %(accrue)s received and "
                    "not billed are no longer awaited nor accrued from this day on.",
                    lines=len(group),
                    open=formatLang(
                        self.env, sum(group.mapped("open_amount")), currency_obj=currency
                    ),
                    accrue=formatLang(
                        self.env,
                        sum(group.mapped("to_accrue_amount")),
                        currency_obj=currency,
                    ),
                )
            )
        return "\n".join(texts)

    def action_apply(self):
        """Do the step; return the notification of what was done."""
        self.ensure_one()
        lines = self.open_order_ids
        if self.step == "chase":
            message = self._chased(lines.chase())
        elif self.step == "ask_receipt":
            done = lines.ask_receipt()
            message = self.env._("%(orders)s orders asked about.", orders=done["orders"])
        elif self.step == "record_service":
            done = lines.record_service(self.date)
            message = self.env._("Receipts recorded: %(lines)s.", lines=done["created"])
        else:
            done = getattr(lines, self.step)(self.date, self.reason)
            message = (
                self.env._("Remainders closed: %(lines)s.", lines=done["lines"])
                if self.step == "close"
                else self.env._("Lines opened again: %(lines)s.", lines=done["lines"])
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": "success",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _chased(self, done):
        text = self.env._(
            "Mails sent: %(mails)s; order lines: %(lines)s.",
            mails=done["mails"],
            lines=done["lines"],
        )
        if done["without_email"]:
            names = ", ".join(done["without_email"])
            text += " " + self.env._("Without a mail address: %(names)s.", names=names)
        return text
