# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was found and what was booked of expenses, written at once: one statement for any
number of them."""

import json

from odoo import fields
from odoo.tools import SQL

# Columns that preparing writes, with their type in the database.
COLUMNS = {
    "employee_id": "int4", "partner_id": "int4", "supplier_id": "int4",
    "account_id": "int4", "nature_id": "int4", "tax_id": "int4", "bill_id": "int4",
    "analytic_distribution": "jsonb", "vat_percent": "numeric", "vat_recovered": "numeric",
    "vat_lost": "numeric", "cost": "numeric", "state": "varchar", "rank": "int4",
    "liability_due": "bool", "settlement_due": "bool", "is_cost": "bool", "reasons": "jsonb",
}  # fmt: skip
AMOUNTS = frozenset({"vat_percent", "vat_recovered", "vat_lost", "cost"})
FLAGS = frozenset({"liability_due", "settlement_due", "is_cost"})


def write(expenses, values: dict[int, dict]) -> None:
    """Write what preparing found of these expenses; ``values``: {id: {column: value}}, of a
    column that is not given the one that is there."""
    rows = {
        one: [_cell(expenses.browse(one), name, found) for name in COLUMNS]
        for one, found in values.items()
    }
    _update(expenses, COLUMNS, rows)


def book(expenses, step: str, values: dict[int, tuple]) -> None:
    """Write what was booked of a step; ``values``: {id: (entry, day, items)}."""
    day = "liability_date" if step == "liability" else "settlement_booked_date"
    columns = {f"{step}_move_id": "int4", day: "date", f"{step}_items": "jsonb"}
    rows = {
        one: [move or None, date, json.dumps(items)]
        for one, (move, date, items) in values.items()
    }
    _update(expenses, columns, rows)


def _update(expenses, columns: dict[str, str], rows: dict[int, list]) -> None:
    if not rows:
        return
    env = expenses.env
    env.flush_all()
    arrays = [SQL("%s::int4[]", list(rows))]
    for place, kind in enumerate(columns.values()):
        base = "text" if kind == "jsonb" else kind
        cells = [row[place] for row in rows.values()]
        arrays.append(SQL("%s::" + base + "[]", cells))  # types are ours
    sets = [
        SQL("%s = found.%s::jsonb", SQL.identifier(name), SQL.identifier(name))
        if kind == "jsonb"
        else SQL("%s = found.%s", SQL.identifier(name), SQL.identifier(name))
        for name, kind in columns.items()
    ]
    names = [SQL.identifier(name) for name in ("id", *columns)]
    env.cr.execute(
        SQL(
            "UPDATE ap_expense AS expense SET %s, write_date = %s, write_uid = %s"
            " FROM unnest(%s) AS found (%s) WHERE expense.id = found.id",
            SQL(", ").join(sets), fields.Datetime.now(), env.uid,
            SQL(", ").join(arrays), SQL(", ").join(names),
        )
    )
    expenses.invalidate_model()


def _cell(expense, name, found):
    value = found.get(name)
    if name not in found:
        value = expense[name]
        if expense._fields[name].type == "many2one":
            value = value.id
    if COLUMNS[name] == "jsonb":
        return json.dumps(value) if value else None
    if name in FLAGS:
        return bool(value)
    if name in AMOUNTS:
        return value or 0.0
    return value or None
