# SPDX-License-Identifier: AGPL-3.0-or-later
"""The remainder of an order line, closed from a day on, and opened again."""

from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError


class ApOrderClosure(models.Model):
    """From `date_from` until `date_to` nothing more of the line is awaited.

    The position at a day asks which closure holds at that day; so a day before the
    closing, or after the reopening, answers as ever. A receipt later than the closing
    counts again: what came has to be paid.
    """

    _name = "ap.order.closure"
    _description = "Closed remainder of an order line"
    _order = "date_from desc, id desc"
    _rec_name = "purchase_line_id"

    purchase_line_id = fields.Many2one(
        "purchase.order.line",
        string="Order line",
        required=True,
        index=True,
        readonly=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, readonly=True
    )
    date_from = fields.Date(string="Closed from", required=True, readonly=True)
    date_to = fields.Date(string="Open again from", readonly=True)
    reason = fields.Char(required=True, readonly=True)
    reopen_reason = fields.Char(string="Opened again because", readonly=True)
    user_id = fields.Many2one("res.users", string="Closed by", readonly=True)
    reopen_user_id = fields.Many2one(
        "res.users", string="Opened again by", readonly=True
    )

    _once = models.UniqueIndex(
        "(purchase_line_id) WHERE date_to IS NULL",
        "The remainder of this order line is closed already.",
    )
    _days = models.Constraint(
        "CHECK(date_to >= date_from)", "A line is opened again after it was closed."
    )

    @api.private
    def close(self, lines, day: date, reason: str):
        """Close the remainder of order lines; rights are checked by the caller."""
        self._check_day(lines.company_id, day)
        self._check_reason(reason)
        lines._lock_to_receive()
        known = self.sudo().search([("purchase_line_id", "in", lines.ids)])
        for closure in known:
            if not closure.date_to or closure.date_to > day:
                raise UserError(
                    self.env._(
                        "%(line)s of %(order)s is closed from %(day)s already.",
                        line=closure.purchase_line_id.name,
                        order=closure.purchase_line_id.order_id.name,
                        day=fields.Date.to_string(closure.date_from),
                    )
                )
        self.sudo().create(
            [
                {
                    "purchase_line_id": line.id,
                    "company_id": line.company_id.id,
                    "date_from": day,
                    "reason": reason.strip(),
                    "user_id": self.env.uid,
                }
                for line in lines
            ]
        )
        self._notify(lines, day)

    @api.private
    def reopen(self, lines, day: date, reason: str):
        """Open again what is closed of these order lines, from that day on."""
        self._check_day(lines.company_id, day)
        self._check_reason(reason)
        lines._lock_to_receive()
        closures = self.sudo().search(
            [("purchase_line_id", "in", lines.ids), ("date_to", "=", False)]
        )
        early = closures.filtered(lambda closure: closure.date_from > day)
        if early:
            raise UserError(
                self.env._(
                    "%(order)s is closed from %(day)s; it opens again that day or later.",
                    order=early[0].purchase_line_id.order_id.name,
                    day=fields.Date.to_string(early[0].date_from),
                )
            )
        closures.write(
            {
                "date_to": day,
                "reopen_reason": reason.strip(),
                "reopen_user_id": self.env.uid,
            }
        )
        self._notify(closures.purchase_line_id, day)
        return closures.purchase_line_id

    def _check_reason(self, reason):
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Say why: the reason stays with the order."))

    def _check_day(self, companies, day):
        """What locked books were made of is not changed afterwards."""
        for company in companies:
            company._ap_refuse_locked_day(day)

    def _notify(self, lines, day):
        """The position changed from that day on: closings and bills look again."""
        self.env.flush_all()
        self.env["ap.changed"]._note(lines.order_id, None, "purchase.order.line")
        positions = self.env["ap.order.position"]
        for company, its in lines.grouped("company_id").items():
            positions._receipts_changed(company, dict.fromkeys(its, day), "remainder")
