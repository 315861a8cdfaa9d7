# SPDX-License-Identifier: AGPL-3.0-or-later
"""Links made and taken off by hand, and the one button of a row."""

from markupsafe import Markup

from odoo import models
from odoo.exceptions import UserError

from odoo.addons.ap_base.models import arguments

from .labels import ACCEPTED


class ApMatch(models.Model):
    _inherit = "ap.match"

    def action_link(self, bill_line_id, purchase_line_id, quantity=None):
        """Link a bill line, or that quantity of it, to an order line by hand. Ids that are
        none, or of other records, are refused."""
        self._check_one()
        self._check_may("ap_base.group_apprentice")
        bill_line_id = arguments.one_id(self.env, bill_line_id)
        purchase_line_id = arguments.one_id(self.env, purchase_line_id)
        quantity = arguments.number(self.env, quantity)
        [(match, _seen)] = self._again()
        match._refuse_rejected()
        line = match.move_id.invoice_line_ids.filtered(lambda k: k.id == bill_line_id)
        order_line = self.env["purchase.order.line"].browse(purchase_line_id).exists()
        order_line.check_access("read")
        match._check_linkable(line, order_line.sudo())
        part = match._free_part(line, order_line, quantity)
        sign = -1 if match.move_id.move_type == "in_refund" else 1
        self.env["ap.match.line"].sudo().create(
            {
                "match_id": match.id,
                "bill_line_id": line.id,
                "purchase_line_id": order_line.id,
                "quantity": part * sign,
                "order_quantity": part * sign,
                "by_hand": True,
            }
        )
        refused = [k for k in match.refused or [] if k != order_line.id]
        match.write({"digest": False, "refused": refused, "decision": "none"})
        self._match(match.move_id)
        return True

    def _check_one(self) -> None:
        """Refuse what is not one comparison that is still there."""
        if len(self) != 1 or not self.exists():
            raise UserError(
                self.env._("Choose one comparison of a bill that is still there.")
            )

    def _free_part(self, line, order_line, quantity) -> float:
        """Take away the links that a new one replaces; return the quantity for it."""
        part = line.quantity if quantity is None else quantity
        mine = self.line_ids.filtered(lambda k: k.bill_line_id == line)
        kept = mine.filtered(
            lambda k: quantity is not None
            and k.by_hand
            and k.purchase_line_id != order_line
        )
        left = line.quantity - abs(sum(kept.mapped("quantity")))
        if not part or part > left + 1e-6:
            raise UserError(
                self.env._(
                    "Of %(line)s, %(left)s can be linked.",
                    line=line.display_name,
                    left=left,
                )
            )
        (mine - kept).unlink()
        return part

    def _check_linkable(self, line, order_line) -> None:
        if not line or line.display_type != "product":
            raise UserError(self.env._("That is no line of this bill."))
        if not order_line or order_line.display_type:
            raise UserError(self.env._("That is no line of an order."))
        if order_line.order_id.state != "purchase":
            raise UserError(
                self.env._(
                    "%(order)s is not confirmed.", order=order_line.order_id.name
                )
            )
        if order_line.company_id != self.company_id:
            raise UserError(
                self.env._(
                    "%(order)s is an order of another company.",
                    order=order_line.order_id.name,
                )
            )

    def action_unlink_line(self, line_ids):
        """Take links off by hand; they are not proposed again. Ids that are none, or of no
        link of this bill, are refused."""
        self._check_one()
        self._check_may("ap_base.group_apprentice")
        links = arguments.among(self.env, line_ids, self.line_ids)
        pairs = {(k.bill_line_id.id, k.purchase_line_id.id) for k in links}
        [(match, _seen)] = self._again()
        match._refuse_rejected()
        found = match.line_ids.filtered(
            lambda k: (k.bill_line_id.id, k.purchase_line_id.id) in pairs
        )
        if not found:
            return True
        orders = set(found.purchase_line_id.ids)
        match._take_back()
        given = found.bill_line_id.filtered(lambda k: k.purchase_line_id.id in orders)
        match._set_order_lines(dict.fromkeys(given.ids, None), orders)
        refused = sorted({*(match.refused or []), *orders})
        found.unlink()
        match.write({"digest": False, "refused": refused, "decision": "none"})
        self._match(match.move_id)
        return True

    def action_do(self):
        """Do what is recommended for this bill, or open where it is done.

        What only somebody with a limit may accept is asked of who may, by the others.
        """
        self.ensure_one()
        steps = {
            "confirm": self.action_confirm,
            "find_order": self.action_ask_link,
            "ask_credit_note": self.action_ask_credit_note,
            "reject_duplicate": self.action_reject_duplicate,
            "confirm_receipt": self._record_receipt,
            "confirm_return": self._record_receipt,
            "reopen_order": self.action_open_order,
            "record_down_payment": self.action_open_order,
            "correct_tax": self.action_open_bill,
            "correct_unit": self.action_open_bill,
            "move_to_company": self.action_open_bill,
        }
        if self.action == "post" and self.bill_state == "draft":
            return self.move_id.with_context(ap_ask_first=True).action_post()
        if self.action in ACCEPTED:
            accept = self.can_accept
            return self.action_ask_accept() if accept else self.action_ask_owner()
        return steps.get(self.action, self.action_open_match)()

    def _record_receipt(self):
        """Open where what came, or went back, is recorded."""
        missing = self.difference_ids.filtered(
            lambda d: d.cause == "not_received" and d.state == "open"
        )
        line = missing[:1].purchase_line_id
        if line.qty_received_method == "manual":
            return line.action_ap_record_receipt()
        return self.action_open_order()

    def action_ask_owner(self):
        """Ask who may clear it, in the conversation of the match."""
        self.ensure_one()
        self.check_access("read")
        if not self.owner_id or self.owner_id == self.env.user:
            return self.action_open_match()
        reader = self.with_context(lang=self.owner_id.lang)
        self.message_post(
            body=reader.env._(
                "%(bill)s of %(partner)s: %(why)s Is that right?",
                bill=self.bill_ref or self.move_id.display_name,
                partner=self.partner_id.display_name,
                why=reader.cause_text or "",
            ),
            partner_ids=self.owner_id.partner_id.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(person)s was asked.", person=self.owner_id.name
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_ask_credit_note(self):
        """Write to the supplier, in its language, what is to be credited and why."""
        self.ensure_one()
        self._check_may("ap_base.group_apprentice")
        reader = self.with_context(lang=self.partner_id.lang or self.env.lang)
        body = Markup("<p>%s</p><p>%s</p><p>%s</p>") % (
            reader.env._(
                "Your bill %(bill)s differs from our order:", bill=self.bill_ref or ""
            ),
            Markup("<br/>").join(reader._gap_texts()),
            reader.env._(
                "Please send us a credit note, or tell us if we are mistaken."
            ),
        )
        return self._compose(
            self.move_id,
            self.env._("Ask for a credit note"),
            self.partner_id,
            reader.env._(
                "Credit note for your bill %(bill)s", bill=self.bill_ref or ""
            ),
            body,
        )

    def action_answer(self):
        """Answer in the conversation: to whoever asked last, else who captured the bill."""
        self.ensure_one()
        self.check_access("read")
        me = self.env.user.partner_id
        asked = self.message_ids.filtered(
            lambda message: (
                message.message_type == "comment" and message.author_id != me
            )
        )
        captured = self.sudo().move_id.create_uid.partner_id
        return self._compose(
            self,
            self.env._("Answer"),
            asked[:1].author_id or captured - me,
            self.bill_ref or self.move_id.display_name,
            Markup("<p></p><p>%s</p>") % (self.cause_text or ""),
        )

    def _compose(self, record, title, partners, subject, body):
        """Return the window of a message on that record, to those partners."""
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "mail.compose.message",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": record._name,
                "default_res_ids": record.ids,
                "default_composition_mode": "comment",
                "default_partner_ids": partners.ids,
                "default_subject": subject,
                "default_body": body,
            },
        }

    def action_reject_duplicate(self):
        """Cancel the draft that was captured twice; a posted one is reversed."""
        self.ensure_one()
        self._check_may("ap_base.group_accountant")
        if self.cause != "duplicate":
            raise UserError(
                self.env._("%(bill)s repeats no other bill.", bill=self.display_name)
            )
        reason = self.env._("The same bill as %(other)s", other=self.expected)
        if self.bill_state == "posted":
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Reverse the duplicate"),
                "res_model": "account.move.reversal",
                "views": [(False, "form")],
                "target": "new",
                "context": {
                    "active_model": "account.move",
                    "active_ids": self.move_id.ids,
                    "default_reason": reason,
                },
            }
        bill = self.move_id
        bill.button_cancel()
        bill._message_log(body=self.env._("Cancelled: %(reason)s.", reason=reason))
        return True

    def action_open_duplicate(self):
        """Show the finding: whether both bills are due is decided there."""
        self.ensure_one()
        finding = self.env["ap.finding"].search(
            [
                *self.move_id._ap_finding_domain(),
                ("control_code", "=", "duplicate_bill"),
            ],
            limit=1,
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "ap.finding",
            "res_id": finding.id,
            "views": [(False, "form")],
        }

    def action_open_match(self):
        """Show the comparison."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    def action_open_bill(self):
        """Show the bill."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "views": [(False, "form")],
        }

    def action_open_order(self):
        """Show the orders linked."""
        self.ensure_one()
        orders = self.line_ids.purchase_line_id.order_id
        views = [(False, "form")]
        if len(orders) != 1:
            views.insert(0, (False, "list"))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Orders"),
            "res_model": "purchase.order",
            "res_id": orders.id if len(orders) == 1 else False,
            "domain": [("id", "in", orders.ids)],
            "views": views,
        }
