# SPDX-License-Identifier: AGPL-3.0-or-later
"""Statements into the ledger: bank lines, statements and printed balances, in bulk."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from odoo.exceptions import UserError

from odoo.addons.ap_base.arithmetic.money import to_decimal

from ..rules.chain import ONE_DAY, implied_opening
from ..rules.import_groups import statement_of
from ..rules.line_keys import LineFacts, line_keys, moved_opening
from ..rules.statement import STATEMENT

AT_ONCE = 500  # bank lines that are created together


class StoredLine(NamedTuple):
    """A line of a bank journal that is there already."""

    id: int
    facts: LineFacts


class Group(NamedTuple):
    """The rows of one statement of a file, and the journal it belongs to."""

    journal: object
    rows: list


def stored_lines(journal, days: Sequence[date]) -> dict[str, StoredLine]:
    """The lines of the journal on these days, by their key; twins in the order in which
    they came."""
    currency = journal.currency_id or journal.company_id.currency_id
    env = journal.env
    env.flush_all()
    env.cr.execute(
        """SELECT line.id, move.date, line.amount,
                  COALESCE(line.ap_bank_label, line.payment_ref, '')
             FROM account_bank_statement_line AS line
             JOIN account_move AS move ON move.id = line.move_id
            WHERE line.journal_id = %s AND move.date = ANY(%s) AND move.state <> 'cancel'
         ORDER BY line.id""",
        [journal.id, list(days)],
    )
    found = [
        StoredLine(number, LineFacts(day, to_decimal(amount), currency.name, label))
        for number, day, amount, label in env.cr.fetchall()
    ]
    keys = line_keys(str(journal.id), [one.facts for one in found])
    return dict(zip(keys, found, strict=True))


def facts_of_row(journal, values) -> LineFacts:
    """What tells the bank line that a row holds."""
    currency = journal.currency_id or journal.company_id.currency_id
    return LineFacts(
        values["day"], values["amount"], currency.name, values.get("label") or ""
    )


def write(file, groups: Sequence[Group]) -> None:
    """Make the lines of new rows, and set ``res_id`` of each; a statement of Odoo for
    each one of the file that has both balances; all printed balances."""
    currencies = {one.name: one.id for one in file.env["res.currency"].search([])}
    statements = _statements(file, groups)
    lines, places = [], []
    for group in groups:
        for row in filter(_is_new, group.rows):
            values = _line_values(file, group.journal, row, currencies)
            values["statement_id"] = statements.get(id(group), False)
            lines.append(values)
            places.append(row)
    for row, number in zip(places, _create_lines(file, lines), strict=True):
        row.res_id = number
    _keep_balances(file, groups)


def _create_lines(file, lines: Sequence[dict]) -> Iterator[int]:
    """Create the bank lines some hundred at a time, and say how far it is."""
    for done in range(0, len(lines), AT_ONCE):
        some = lines[done : done + AT_ONCE]
        yield from file.env["account.bank.statement.line"].sudo().create(some).ids
        file._tell("writing", done + len(some), len(lines))


def _is_new(row) -> bool:
    return bool(row.values.get("day")) and row.state in ("new", "changed")


def _statements(file, groups) -> dict[int, int]:
    """The statements of Odoo that the groups make, by the identity of the group."""
    wanted = {}
    for group in groups:
        values = _statement_values(file, group)
        if values:
            wanted[id(group)] = values
    created = file.env["account.bank.statement"].sudo().create(list(wanted.values()))
    return dict(zip(wanted, created.ids, strict=True))


def _statement_values(file, group) -> dict | None:
    """Of a statement with both balances and new lines. Lines that are there already are
    no part of it."""
    found = statement_of([row.values for row in group.rows])
    if found.kind != STATEMENT or not (found.opening and found.closing):
        return None
    here = [row for row in group.rows if row.values.get("day")]
    known = [not _is_new(row) for row in here]
    if all(known):
        return None
    facts = [facts_of_row(group.journal, row.values) for row in here]
    opening = moved_opening(found.opening.amount, facts, known)
    return {
        "name": f"{group.journal.code} {found.number or found.end.isoformat()}",
        "reference": file.filename,
        "balance_start": float(opening),
        "balance_end_real": float(found.closing.amount),
    }


def _line_values(file, journal, row, currencies) -> dict:
    values = row.values
    details = json.loads(values.get("details") or "{}")
    found = {
        "journal_id": journal.id,
        "date": values["day"],
        "amount": float(values["amount"]),
        "payment_ref": values.get("label") or details.get("reference") or "/",
        "partner_name": values.get("name") or False,
        "account_number": values.get("iban") or False,
        "transaction_type": _kind(details),
        "transaction_details": details,
        "ap_import_id": file.id,
        "ap_bank_label": values.get("label") or "/",
        "ap_value_date": values.get("value_day") or False,
        "ap_end_to_end": details.get("end_to_end") or False,
        "ap_mandate": details.get("mandate") or False,
        "ap_file_row": values.get("row") or row.number,
    }
    return found | _original(journal, values, currencies)


def _kind(details):
    codes = details.get("codes") or {}
    known = (codes.get(name) for name in ("iso", "cfonb", "swift", "ofx"))
    return next(filter(None, known), False)


def _original(journal, values, currencies) -> dict:
    """The amount before conversion, where its currency is in use."""
    name, amount = values.get("original_currency"), values.get("original")
    own = journal.currency_id or journal.company_id.currency_id
    if not name or not amount or name == own.name:
        return {}
    currency = currencies.get(name)
    if not currency or amount * values["amount"] <= 0:
        return {}
    return {"foreign_currency_id": currency, "amount_currency": float(amount)}


def _keep_balances(file, groups) -> None:
    """Store the printed balances that are not there yet."""
    wanted = {}
    for group in groups:
        found = statement_of([row.values for row in group.rows])
        if found.kind == STATEMENT and found.closing and found.end:
            for values in _balances_of(file, group.journal, found):
                key = (group.journal.id, values["date_start"], values["date"],
                       values["closing"], values["number"])  # fmt: skip
                wanted.setdefault(key, values)
    balances = file.env["ap.bank.balance"].sudo()
    journals = {group.journal.id for group in groups}
    for one in balances.search([("journal_id", "in", list(journals))]):
        wanted.pop((one.journal_id.id, one.date_start, one.date, one.closing, one.number), None)
    balances.create(list(wanted.values()))


def _balances_of(file, journal, found) -> list[dict]:
    """The printed balances of a statement: one a day where the bank prints each day's."""
    opening = found.opening.amount if found.opening else implied_opening(found)
    last = found.closing.day or found.end
    start, spans = found.start, []
    for point in found.check_points:
        if start <= point.day < last:
            spans.append((start, point.day, opening, point.amount))
            start, opening = point.day + ONE_DAY, point.amount
    spans.append((start, last, opening, found.closing.amount))
    return [
        {
            "journal_id": journal.id,
            "company_id": journal.company_id.id,
            "currency_id": (journal.currency_id or journal.company_id.currency_id).id,
            "number": found.number or found.end.isoformat(),
            "date_start": first,
            "date": day,
            "opening": float(before) if before is not None else 0.0,
            "has_opening": before is not None,
            "closing": float(after),
            "import_id": file.id,
        }
        for first, day, before, after in spans
    ]


def take_back(file) -> None:
    """Delete what the file brought. Raises UserError where a line was matched."""
    lines = file.env["account.bank.statement.line"].sudo().search(
        [("ap_import_id", "=", file.id)]
    )
    matched = lines.filtered(lambda line: line._seek_for_lines()[2])
    if matched:
        raise UserError(
            file.env._(
                "%(line)s of %(day)s is matched: undo its matching first, then the import.",
                line=matched[0].payment_ref,
                day=matched[0].date.isoformat(),
            )
        )
    statements = lines.statement_id.filtered(lambda one: one.line_ids <= lines)
    balances = file.env["ap.bank.balance"].sudo().search([("import_id", "=", file.id)])
    balances.unlink()
    statements.unlink()
    lines.unlink()
