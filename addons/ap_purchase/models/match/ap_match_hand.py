# SPDX-License-Identifier: AGPL-3.0-or-later
"""Links made and taken off by hand, and the one button of a row."""

from odoo import models
from odoo.exceptions import UserError


class ApMatch(models.Model):
    _inherit = "ap.match"

    def action_link(self, bill_line_id, purchase_line_id, quantity=None):
        """Link a bill line, or that quantity of it, to an order line by hand."""
        self.ensure_one()
        self._check_may("ap_base.group_apprentice")
        [(match, _seen)] = self._again()
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
        """Take links off by hand; they are not proposed again."""
        self.ensure_one()
        self._check_may("ap_base.group_apprentice")
        asked = self.line_ids.filtered(lambda k: k.id in line_ids)
        pairs = {(k.bill_line_id.id, k.purchase_line_id.id) for k in asked}
        [(match, _seen)] = self._again()
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
        """Do what is recommended for this bill, or open where it is done."""
        self.ensure_one()
        if self.action == "confirm":
            return self.action_confirm()
        if self.action == "post" and self.bill_state == "draft":
            return self.move_id.action_post()
        if self.action == "confirm_receipt":
            missing = self.difference_ids.filtered(
                lambda d: d.cause == "not_received" and d.state == "open"
            )
            line = missing[:1].purchase_line_id
            if line.qty_received_method == "manual":
                return line.action_ap_record_receipt()
            return self.action_open_order()
        if self.action in ("correct_tax", "correct_unit", "reject_duplicate"):
            return self.action_open_bill()
        if self.action in ("reopen_order", "record_down_payment"):
            return self.action_open_order()
        return self.action_open_match()

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
