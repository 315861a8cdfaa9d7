# SPDX-License-Identifier: AGPL-3.0-or-later
"""Links made and taken off by hand."""

from odoo.exceptions import UserError

from .match_decisions import refuse_rejected
from .match_links import set_order_lines, take_back


def link(match, bill_line_id, order_line, quantity) -> None:
    """Link that quantity of a bill line, all of it if None, to an order line.

    ``match``: as superuser; ``order_line``: as the user, who has to be able to read it.
    """
    refuse_rejected(match)
    line = match.move_id.invoice_line_ids.filtered(lambda k: k.id == bill_line_id)
    order_line = order_line.exists()
    order_line.check_access("read")
    _check_linkable(match, line, order_line.sudo())
    part = _free_part(match, line, order_line, quantity)
    sign = -1 if match.move_id.move_type == "in_refund" else 1
    match.env["ap.match.line"].create(
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


def take_off(match, pairs) -> bool:
    """Take off the links of these pairs of bill line and order line; they are not proposed
    again. Returns whether there were any."""
    refuse_rejected(match)
    found = match.line_ids.filtered(
        lambda k: (k.bill_line_id.id, k.purchase_line_id.id) in pairs
    )
    if not found:
        return False
    orders = set(found.purchase_line_id.ids)
    take_back(match)
    given = found.bill_line_id.filtered(lambda k: k.purchase_line_id.id in orders)
    set_order_lines(match.env, dict.fromkeys(given.ids, None), orders)
    refused = sorted({*(match.refused or []), *orders})
    found.unlink()
    match.write({"digest": False, "refused": refused, "decision": "none"})
    return True


def _free_part(match, line, order_line, quantity) -> float:
    """Take away the links that a new one replaces; return the quantity for it."""
    part = line.quantity if quantity is None else quantity
    mine = match.line_ids.filtered(lambda k: k.bill_line_id == line)
    kept = mine.filtered(
        lambda k: quantity is not None
        and k.by_hand
        and k.purchase_line_id != order_line
    )
    left = line.quantity - abs(sum(kept.mapped("quantity")))
    if not part or part > left + 1e-6:
        raise UserError(
            match.env._(
                "Of %(line)s, %(left)s can be linked.",
                line=line.display_name,
                left=left,
            )
        )
    (mine - kept).unlink()
    return part


def _check_linkable(match, line, order_line) -> None:
    if not line or line.display_type != "product":
        raise UserError(match.env._("That is no line of this bill."))
    if not order_line or order_line.display_type:
        raise UserError(match.env._("That is no line of an order."))
    if order_line.order_id.state != "purchase":
        raise UserError(
            match.env._(
                "%(order)s is not confirmed.", order=order_line.order_id.name
            )
        )
    if order_line.company_id != match.company_id:
        raise UserError(
            match.env._(
                "%(order)s is an order of another company.",
                order=order_line.order_id.name,
            )
        )
