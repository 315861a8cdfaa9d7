# SPDX-License-Identifier: AGPL-3.0-or-later
"""Receipts of the demo company: transfers for goods, dated log for services."""

from collections import defaultdict

from odoo import Command

from .orders import noon


def receive(env, book, month):
    """Everything that comes in or goes back up to the month; the rest waits."""
    now = sorted(row for row in book.waiting if row[1] >= month or not month)
    book.waiting = [row for row in book.waiting if row not in now]
    rows = [
        (day, book.order_lines[key, index], quantity)
        for day, _months, key, index, quantity in now
    ]
    services = [row for row in rows if row[1].qty_received_method == "manual"]
    env["ap.receipt"].with_user(book.people["apprentice"]).record(
        [
            {"purchase_line_id": line.id, "date": day, "quantity": quantity}
            for day, line, quantity in services
        ]
    )
    goods = [row for row in rows if row[1].qty_received_method == "stock_moves"]
    for deliveries in _rounds([row for row in goods if row[2] > 0]):
        _take_in(env, deliveries)
    for day, line, quantity in goods:
        if quantity < 0:
            _send_back(env, day, line, -quantity)


def _rounds(rows) -> list[list[tuple]]:
    """Deliveries that can be done together: the first of each order, the second …"""
    days, rounds = defaultdict(list), defaultdict(list)
    for day, line, quantity in rows:
        known = days[line.order_id.id]
        if day not in known:
            known.append(day)
        rounds[known.index(day)].append((day, line, quantity))
    return [rounds[number] for number in sorted(rounds)]


def _take_in(env, deliveries):
    """Do the transfers; what did not come stays in a backorder."""
    moves_of_day = defaultdict(env["stock.move"].browse)
    for day, line, quantity in deliveries:
        move = line.move_ids.filtered(
            lambda move: move.state not in ("done", "cancel")
            and not move.origin_returned_move_id
        )[:1]
        unit = line.product_uom_id
        move.quantity = unit._compute_quantity(quantity, move.product_uom)
        move.picked = True
        moves_of_day[day] |= move
    env["stock.move"].union(*moves_of_day.values()).picking_id._action_done()
    for day, moves in moves_of_day.items():
        _date(moves, day)


def _send_back(env, day, line, quantity):
    """Return goods to the supplier, to be refunded."""
    done = line.move_ids.filtered(lambda move: move.state == "done")[:1]
    wizard = env["stock.return.picking"].create(
        {
            "picking_id": done.picking_id.id,
            "product_return_moves": [
                Command.create(
                    {
                        "product_id": done.product_id.id, "quantity": quantity,
                        "move_id": done.id, "to_refund": True,
                    }
                )
            ],
        }
    )  # fmt: skip
    picking = env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
    move = picking.move_ids
    move.quantity, move.picked = quantity, True
    picking._action_done()
    _date(move, day)


def _date(moves, day):
    """Let the transfers bear their day and not today's."""
    moment = noon(day)
    moves.write({"date": moment})
    moves.move_line_ids.write({"date": moment})
    moves.picking_id.write({"date_done": moment})
