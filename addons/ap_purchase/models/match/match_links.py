# SPDX-License-Identifier: AGPL-3.0-or-later
"""The links that Odoo's own reports read: `purchase_line_id` of the bill lines.

Nothing else of a bill is touched, hence one UPDATE and not the ORM, whose write would
compute the line again. What a bill line was linked to before is kept, for undoing.
"""

import json

from odoo.tools import SQL

from .billed_quantities import recount


def write_links(env, run) -> None:
    """Write or take back the links of the bills that changed."""
    updates, states, touched = {}, [], set()
    for key in run.changed:
        before = run.problem.previous.get(key)
        written = _links_of(run, key, updates)
        states.append((key, run.verdicts[key].apply, json.dumps(written)))
        touched.update(link.order_line for link in run.verdicts[key].links)
        touched.update(link[1] for link in (before.links if before else ()))
    query = SQL(
        """UPDATE ap_match t SET applied = new.applied, written = new.written
             FROM unnest(%s::int[], %s::bool[], %s::jsonb[])
                  AS new (move_id, applied, written)
            WHERE t.move_id = new.move_id""",
        *map(list, zip(*states, strict=True)),
    )
    env.cr.execute(query)
    env.invalidate_all(flush=False)
    set_order_lines(env, updates, touched, run.changed)


def _links_of(run, key, updates) -> dict[str, list]:
    """Note the new order lines of one bill; return what is written, and was before.

    A bill line that bills several order lines is linked to the largest part; one that
    bills no piece, like a fee within a price, to none: Odoo would count its quantity.
    """
    one = run.verdicts[key]
    before = run.problem.previous.get(key)
    ours = before.written if before else {}
    largest = {
        link.bill_line: link.order_line if link.order_quantity else None
        for link in sorted(one.links, key=_size)
        if one.apply
    }
    written = {}
    lines = {int(k) for k in ours} | set(largest)
    for line in lines & run.problem.current.keys():
        now = run.problem.current[line]
        first, last = ours.get(str(line), (now, None))
        if last is not None and last != now:  # somebody changed it since
            first = now
        wanted = largest.get(line, first)
        if wanted != now:
            updates[line] = wanted
        if line in largest and wanted != first:
            written[str(line)] = [first, wanted]
    return written


def set_order_lines(env, updates, touched, bills=()) -> None:
    """Write `purchase_line_id`, and let quantities billed be computed again.

    ``bills``: of which other parts of lines may have changed their order line.
    """
    if updates:
        query = SQL(
            """UPDATE account_move_line a
                  SET purchase_line_id = new.purchase_line_id,
                      write_uid = %s, write_date = %s
                 FROM unnest(%s::int[], %s::int[]) AS new (id, purchase_line_id),
                      account_move_line old
                WHERE a.id = new.id AND old.id = a.id
            RETURNING old.purchase_line_id""",
            env.uid,
            env.cr.now(),
            list(updates),
            list(updates.values()),
        )
        found = {row[0] for row in env.execute_query(query)}
        touched = touched | found | set(updates.values())
    order_lines = sorted(filter(None, touched))
    recount(env, order_lines)
    moves = env["account.move.line"].browse(updates).move_id
    moves |= moves.browse(bills)
    moves._ap_links_written(order_lines)


def take_back(matches) -> None:
    """Give the bill lines the order lines that they had before."""
    env = matches.env
    updates, touched = {}, set(matches.line_ids.purchase_line_id.ids)
    lines = env["account.move.line"].browse(
        int(key) for match in matches for key in match.written or {}
    )
    known = {line.id: line.purchase_line_id.id for line in lines.exists()}
    for match in matches:
        for key, (before, ours) in (match.written or {}).items():
            if known.get(int(key)) == ours:
                updates[int(key)] = before
    matches.line_ids.shared = False
    matches.write({"written": False, "applied": False})
    env.flush_all()
    set_order_lines(env, updates, touched)


def _size(link) -> tuple:
    return abs(link.amount), abs(link.order_quantity), -link.order_line
