# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rows of a reconciliation as records: what stays the same stays the same row."""

from datetime import date
from decimal import Decimal

from ..rules.statement_values import Line, Row

# What decisions on other rows may change of a row.
CHANGES = ("sequence", "result", "reason", "details", "theirs", "ours", "difference")


def keep(statement, rows):
    """Write these rows (as superuser): those of the same documents go on, with the accrual
    that was proposed for them; others are made, and what is left goes."""
    there = {key_of(line): line for line in statement.line_ids}
    accruals = {
        row: line.closing_line_id.id
        for line in statement.line_ids.filtered("closing_line_id")
        for row in rows_of(line)
    }
    fresh = []
    for place, row in enumerate(rows):
        values = _row_values(statement, place, row)
        line = there.pop(_key(values["shares"], values["reason"]), None)
        if line:
            _change(line, values)
            continue
        values["closing_line_id"] = next(
            (accruals[one.row] for one in row.lines if one.row in accruals), False
        )
        fresh.append(values)
    statement.line_ids.browse([line.id for line in there.values()]).unlink()
    statement.line_ids.create(fresh)
    statement.invalidate_recordset(["line_ids"])


def _change(line, values):
    changed = {name: values[name] for name in CHANGES if line[name] != values[name]}
    if changed:
        line.write(changed)


def rows_of(line) -> tuple[int, ...]:
    """The rows of the file that a row is about."""
    return tuple(one["row"] for one in (line.shares or {}).get("lines", ()))


def items_of(line) -> tuple[int, ...]:
    """The items of ours that a row is about; a draft, or what was booked later, is not."""
    return tuple(one["key"] for one in (line.shares or {}).get("items", ()))


def key_of(line) -> tuple:
    """What a row is about; of a row without documents, why it is there."""
    return _key(line.shares or {}, line.reason)


def _key(shares, reason) -> tuple:
    lines = tuple(one["row"] for one in shares.get("lines", ()))
    items = tuple(one["key"] for one in shares.get("items", ()))
    return lines, items, "" if lines or items else reason


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
        "lines": [as_json(line) for line in row.lines],
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


def as_json(line: Line) -> dict:
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


def from_json(found: dict) -> Line:
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
