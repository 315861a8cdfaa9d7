# SPDX-License-Identifier: AGPL-3.0-or-later
"""Statements made from the rows of a file, reconciled, and kept with their evidence."""

from datetime import date
from decimal import Decimal

from odoo.tools import SQL

from odoo.addons.ap_base.arithmetic.money import to_decimal

from ..rules.statement_bridge import Bridge, reconcile
from ..rules.statement_sign import Direction, stated_balance, to_lines
from ..rules.statement_table import HEADER, reading_of
from ..rules.statement_values import Line, Row
from . import statement_ledger

COUNTED = {
    "matched": "matched_count",
    "amount_differs": "amount_count",
    "date_differs": "date_count",
    "suggested": "suggested_count",
    "only_theirs": "only_theirs_count",
    "only_ours": "only_ours_count",
    "duplicate": "duplicate_count",
}


def known_direction(company, partner, signature: str) -> str:
    """What was understood or answered for the supplier's last list of these columns."""
    last = company.env["ap.supplier.statement"].search(
        [
            ("company_id", "=", company.id),
            ("partner_id", "=", partner.id),
            ("signature", "=", signature or False),
        ],
        order="id DESC",
        limit=1,
    )
    return last.direction or ""


def from_rows(file, document: str, rows):
    """The statement of a document, made now unless it is there."""
    partner, day, currency, digest = document.split("|")
    env = file.env
    lock(env, file.company_id.id, int(partner))
    found = env["ap.supplier.statement"].search(
        [
            ("company_id", "=", file.company_id.id),
            ("partner_id", "=", int(partner)),
            ("date", "=", day),
            ("currency_id.name", "=", currency),
            ("digest", "=", digest),
            ("redo_of_id", "=", False),
        ],
        limit=1,
    )
    if found:
        return found
    first = rows[0].values
    direction = Direction(first["direction"], first["why"])
    reading = reading_of((row.number, row.values) for row in rows)
    stated = stated_balance(reading, direction)
    heads = [row.values.get("label") for row in rows if row.values.get("kind") == HEADER]
    return make(env, {
        "company_id": file.company_id.id,
        "partner_id": int(partner),
        "date": date.fromisoformat(day),
        "currency_id": env["res.currency"].search([("name", "=", currency)], limit=1).id,
        "digest": digest,
        "import_id": file.id,
        "direction": direction.code,
        "direction_why": direction.why,
        "signature": heads[0] if heads else False,
        "is_stated": stated is not None,
        "stated": float(stated or 0),
        "listed": [_as_json(line) for line in to_lines(reading, direction)],
    })  # fmt: skip


def lock(env, company_id: int, partner_id: int):
    """One statement of a supplier at a time: who comes second sees what the first made."""
    env.cr.execute(
        SQL("SELECT pg_advisory_xact_lock(hashtext(%s))", f"ap_statement|{company_id}|{partner_id}")
    )


def make(env, values):
    """A statement of these lines, reconciled now with the books as of its day."""
    statement = env["ap.supplier.statement"].sudo().create(values)
    bridge = _bridge(statement)
    statement._keep_figures(_figures(bridge))
    rows = [_row_values(statement, place, row) for place, row in enumerate(bridge.rows)]
    statement.env["ap.supplier.statement.line"].create(rows)
    statement._note_made()
    return statement.with_env(env)


def _bridge(statement) -> Bridge:
    lines = [_from_json(one) for one in statement.listed or []]
    items = statement_ledger.items(
        statement.company_id, statement.partner_id, statement.date, statement.currency_id.name
    )
    stated = to_decimal(statement.stated) if statement.is_stated else None
    return reconcile(lines, items, statement.date, stated)


def _figures(bridge: Bridge) -> dict:
    counts = dict.fromkeys(COUNTED.values(), 0)
    for row in bridge.rows:
        counts[COUNTED[row.result]] += 1
    return {
        "theirs": float(bridge.theirs),
        "ours": float(bridge.ours),
        "difference": float(bridge.theirs - bridge.ours),
        "unexplained": float(bridge.unexplained),
        **counts,
    }


def _row_values(statement, place: int, row: Row) -> dict:
    """A row as it is kept: numbers, days and amounts copied, not only linked."""
    lines, items = row.lines, row.items
    keys = [item.key for item in items]
    reason = row.reasons[0] if row.reasons else None
    return {
        "statement_id": statement.id,
        "sequence": place,
        "result": row.result,
        "file_rows": ", ".join(str(line.row) for line in lines),
        "their_number": _joined(number for line in lines for number in line.numbers[:1]),
        "their_label": _joined(line.label for line in lines),
        "their_date": min((line.day for line in lines if line.day), default=False),
        "their_kind": lines[0].kind if lines else False,
        "theirs": float(row.theirs),
        "our_number": _joined(number for item in items for number in item.numbers[:1]),
        "our_date": min((item.day for item in items if item.day), default=False),
        "our_kind": items[0].kind if items else False,
        "ours": float(row.ours),
        "difference": float(row.difference),
        "reason": reason.code if reason else False,
        "details": list(reason.details) if reason else [],
        "shares": _shares(row),
        "move_line_ids": [(6, 0, [key for key in keys if key > 0])],
        "move_id": next((-key for key in keys if key < 0), False),
    }


def _shares(row: Row) -> dict:
    """What the row takes from each list, to be parted when a suggestion is refused."""
    return {
        "lines": [_as_json(line) for line in row.lines],
        "items": [
            {
                "key": item.key,
                "number": _joined(item.numbers[:1]),
                "day": item.day and item.day.isoformat(),
                "kind": item.kind,
                "amount": str(item.amount),
                "residual": str(item.residual),
            }
            for item in row.items
        ],
    }


def _joined(texts) -> str:
    return ", ".join(dict.fromkeys(filter(None, texts)))[:500]


def _as_json(line: Line) -> dict:
    found = {
        "row": line.row,
        "amount": str(line.amount),
        "day": line.day and line.day.isoformat(),
        "numbers": list(line.numbers),
        "label": line.label,
        "kind": line.kind,
        "due": line.due and line.due.isoformat(),
        "original": None if line.original is None else str(line.original),
    }
    return {name: value for name, value in found.items() if value}


def _from_json(found: dict) -> Line:
    def day(name):
        return date.fromisoformat(found[name]) if found.get(name) else None

    original = found.get("original")
    return Line(
        found["row"],
        Decimal(found["amount"]),
        day("day"),
        tuple(found.get("numbers", ())),
        found.get("label", ""),
        found.get("kind", ""),
        due=day("due"),
        original=Decimal(original) if original else None,
    )
