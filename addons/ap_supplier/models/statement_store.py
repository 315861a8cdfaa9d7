# SPDX-License-Identifier: AGPL-3.0-or-later
"""Statements made from the rows of a file, reconciled, and kept with their evidence."""

import hashlib
from datetime import date

from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.ap_base.arithmetic.money import to_decimal

from ..rules.statement_bridge import Bridge, reconcile
from ..rules.statement_decided import standing
from ..rules.statement_sign import Direction, stated_balance, to_lines
from ..rules.statement_table import HEADER, reading_of
from ..rules.statement_values import Item
from . import statement_ledger, statement_rows_kept

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
        "listed": [statement_rows_kept.as_json(line) for line in to_lines(reading, direction)],
    })  # fmt: skip


def lock(env, company_id: int, partner_id: int):
    """One statement of a supplier at a time: who comes second sees what the first made."""
    env.cr.execute(
        SQL("SELECT pg_advisory_xact_lock(hashtext(%s))", f"ap_statement|{company_id}|{partner_id}")
    )


def make(env, values, carried=()):
    """A statement of these lines, reconciled now with the books as of its day; `carried`:
    what people decided on the same lines before, as values of decisions."""
    statement = env["ap.supplier.statement"].sudo().create(values)
    env["ap.supplier.statement.decision"].sudo().create(
        [{**one, "statement_id": statement.id} for one in carried]
    )
    items = _items(statement)
    statement._keep_figures({"books": books_of(items)})
    _keep(statement, items)
    statement._note_made()
    return statement.with_env(env)


def again(statement):
    """The statement reconciled anew with what was decided on it (as superuser). Its books
    are those of its making: other ones are another statement."""
    items = _items(statement)
    if statement.books and statement.books != books_of(items):
        raise UserError(
            statement.env._(
                "%(name)s: the books of that day have changed since it was reconciled. Do "
                "it again, then decide.",
                name=statement.display_name,
            )
        )
    _keep(statement, items)


def books_of(items: list[Item]) -> str:
    """A few signs that change when an item of the day does; drafts and what was booked
    later count for nothing."""
    told = sorted(
        (one.key, str(one.amount), str(one.residual), one.group)
        for one in items
        if not one.aside
    )
    return hashlib.sha256(repr(told).encode()).hexdigest()[:32]


def _items(statement) -> list[Item]:
    return statement_ledger.items(
        statement.company_id, statement.partner_id, statement.date, statement.currency_id.name
    )


def _keep(statement, items):
    """Figures and rows as they follow from the list, the books and the decisions."""
    lines = [statement_rows_kept.from_json(one) for one in statement.listed or []]
    stated = to_decimal(statement.stated) if statement.is_stated else None
    decided = standing(statement.decision_ids._decisions())
    bridge = reconcile(lines, items, statement.date, stated, decided=decided)
    statement._keep_figures(_figures(bridge))
    statement_rows_kept.keep(statement, bridge.rows)


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
