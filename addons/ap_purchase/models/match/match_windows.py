# SPDX-License-Identifier: AGPL-3.0-or-later
"""The windows that the buttons of compared bills open."""

from odoo.fields import Command


def form(record) -> dict:
    """Return the window of that record."""
    return {
        "type": "ir.actions.act_window",
        "res_model": record._name,
        "res_id": record.id,
        "views": [(False, "form")],
    }


def orders_of(match) -> dict:
    """Return the window of the orders linked: a form of one, else a list."""
    orders = match.line_ids.purchase_line_id.order_id
    views = [(False, "form")]
    if len(orders) != 1:
        views.insert(0, (False, "list"))
    return {
        "type": "ir.actions.act_window",
        "name": match.env._("Orders"),
        "res_model": "purchase.order",
        "res_id": orders.id if len(orders) == 1 else False,
        "domain": [("id", "in", orders.ids)],
        "views": views,
    }


def missing_receipt(match) -> dict:
    """Return the window where what came, or went back, is recorded."""
    missing = match.difference_ids.filtered(
        lambda d: d.cause == "not_received" and d.state == "open"
    )
    line = missing[:1].purchase_line_id
    if line.qty_received_method == "manual":
        return line.action_ap_record_receipt()
    return orders_of(match)


def duplicate_of(match) -> dict:
    """Return the window of the finding where it is decided whether both bills are due."""
    finding = match.env["ap.finding"].search(
        [
            *match.move_id._ap_finding_domain(),
            ("control_code", "=", "duplicate_bill"),
        ],
        limit=1,
    )
    return form(finding)


def reversal(match, reason) -> dict:
    """Return the window that reverses the bill, with that reason."""
    return {
        "type": "ir.actions.act_window",
        "name": match.env._("Reverse the duplicate"),
        "res_model": "account.move.reversal",
        "views": [(False, "form")],
        "target": "new",
        "context": {
            "active_model": "account.move",
            "active_ids": match.move_id.ids,
            "default_reason": reason,
        },
    }


def ask_reason(matches, step, title, differences=None) -> dict:
    """Return the window that asks for the reason of a decision on these bills, or on
    these differences of them."""
    values = {"step": step, "match_ids": [Command.set(matches.ids)]}
    if differences:
        values["difference_ids"] = [Command.set(differences.ids)]
    wizard = matches.env["ap.match.decide"].create(values)
    return {**form(wizard), "name": title, "target": "new"}


def ask_link(match) -> dict:
    """Return the window that asks which lines belong together."""
    return {
        "type": "ir.actions.act_window",
        "name": match.env._("Link by hand"),
        "res_model": "ap.match.join",
        "views": [(False, "form")],
        "target": "new",
        "context": {"default_match_id": match.id},
    }
