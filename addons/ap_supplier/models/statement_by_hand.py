# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people decide on the rows of a statement: suggestions accepted or refused, pairs
parted, documents matched by hand. Each decision is written down, then the whole list is
reconciled anew: the rows lead from their balance to ours again."""

from odoo import fields
from odoo.exceptions import UserError

from ..rules.statement_values import (
    DUPLICATE,
    ONLY_OURS,
    ONLY_THEIRS,
    OPENING,
    PAIRED,
    SUGGESTED,
)
from . import statement_ledger, statement_store
from .statement_rows_kept import items_of, rows_of

ALONE = (ONLY_THEIRS, ONLY_OURS, DUPLICATE)


def note(statement, kind, line=None, rows=(), keys=()):
    """Write a decision down, in the name of who asked."""
    shown = line or statement.env["ap.supplier.statement.line"]
    statement.env["ap.supplier.statement.decision"].sudo().create({
        "statement_id": statement.id,
        "kind": kind,
        "user_id": statement.env.uid,
        "date": fields.Datetime.now(),
        "file_rows": list(rows),
        "item_keys": list(keys),
        "their_numbers": _joined(shown.mapped("their_number")),
        "our_numbers": _joined(shown.mapped("our_number")),
        "theirs": sum(shown.mapped("theirs")),
        "ours": sum(shown.mapped("ours")),
    })  # fmt: skip


def _joined(texts) -> str:
    return ", ".join(dict.fromkeys(filter(None, texts)))[:500]


def decide(lines, kind):
    """Accept or refuse suggestions, or part pairs; returns the rows that hold their
    documents now."""
    statements = lines.statement_id
    statements._hold_open()
    wanted = (SUGGESTED,) if kind in ("accepted", "refused") else PAIRED
    rows, keys = set(), set()
    for line in lines:
        _refuse_other(line, wanted)
        rows |= {(line.statement_id.id, row) for row in rows_of(line)}
        keys |= {(line.statement_id.id, key) for key in items_of(line)}
        note(line.statement_id, kind, line, rows_of(line), items_of(line))
    return _again(statements, rows, keys)


def _refuse_other(line, wanted):
    """Refuse rows that are no pair of that kind."""
    is_pair = rows_of(line) and items_of(line) and line.their_kind != OPENING
    if line.result in wanted and is_pair:
        return
    env = line.env
    names = {
        "number": line.their_number or line.our_number or "/",
        "statement": line.statement_id.display_name,
    }
    if wanted == PAIRED:
        raise UserError(
            env._(
                "%(number)s of %(statement)s is not matched with a document of ours: there "
                "is nothing to part.",
                **names,
            )
        )
    raise UserError(env._("%(number)s of %(statement)s is no suggestion.", **names))


def match(lines, item_ids):
    """Match these rows with each other and with these items of the ledger: one document
    with several, or several with several of the same sum. Returns the row made."""
    statement = lines.statement_id
    statement._refuse_reviewed()
    if len(statement) != 1:
        raise UserError(lines.env._("Choose rows of one statement."))
    statement._hold_open()
    for line in lines:
        _refuse_held(line)
    rows = {row for line in lines if line.result != ONLY_OURS for row in rows_of(line)}
    keys = {key for line in lines if line.result != ONLY_THEIRS for key in items_of(line)}
    keys |= _checked_items(statement, set(item_ids) - keys)
    if not rows or not keys:
        raise UserError(
            lines.env._(
                "Choose at least one row of their list and one document of ours: a match "
                "is made of both."
            )
        )
    note(statement, "matched", lines, sorted(rows), sorted(keys))
    named = {(statement.id, row) for row in rows}
    made = _again(statement, named, {(statement.id, key) for key in keys})
    if len(made) != 1 or set(rows_of(made)) != rows or set(items_of(made)) != keys:
        raise UserError(lines.env._("These documents are matched otherwise: part them first."))
    if len(rows) > 1 and len(keys) > 1 and made.difference:
        raise UserError(
            lines.env._(
                "Several of their documents (%(theirs)s) and several of ours (%(ours)s) are "
                "matched when their sums are equal. Match them one by one, so that each "
                "difference stands where it belongs.",
                theirs=made.currency_id.format(made.theirs),
                ours=made.currency_id.format(made.ours),
            )
        )
    return made


def _refuse_held(line):
    """Refuse rows that stand in a pair, are no document, or were accrued as missing."""
    env, number = line.env, line.their_number or line.our_number or "/"
    has_documents = rows_of(line) if line.result == ONLY_THEIRS else rows_of(line) or items_of(line)
    if line.result not in ALONE or line.their_kind == OPENING or not has_documents:
        raise UserError(
            env._(
                "%(number)s is matched already, or stands for no document: part it first, or "
                "choose rows that are only theirs or only ours.",
                number=number,
            )
        )
    if line.closing_line_id:
        raise UserError(
            env._(
                "%(number)s was proposed to the closing as a missing bill: delete that line "
                "under Other accruals first.",
                number=number,
            )
        )


def _checked_items(statement, keys) -> set[int]:
    """The items by their ids, if they are of that account at that day and in no pair."""
    if not keys:
        return set()
    known = {
        one.key
        for one in statement_ledger.items(
            statement.company_id, statement.partner_id, statement.date, statement.currency_id.name
        )
        if not one.aside
    }
    if keys - known:
        raise UserError(
            statement.env._(
                "Choose posted items of %(supplier)s up to %(day)s, in %(currency)s: others "
                "are not in the balance that is explained.",
                supplier=statement.partner_id.display_name,
                day=fields.Date.to_string(statement.date),
                currency=statement.currency_id.name,
            )
        )
    for line in statement.line_ids.filtered(lambda one: one.result not in ALONE):
        if keys & set(items_of(line)):
            raise UserError(
                statement.env._(
                    "%(number)s is matched with %(theirs)s already: part them first.",
                    number=line.our_number or "/",
                    theirs=line.their_number or "/",
                )
            )
    return keys


def _again(statements, rows, keys):
    """Reconcile anew, and return the rows that hold these documents."""
    found = statements.line_ids.browse()
    for statement in statements:
        statement_store.again(statement.sudo())
        found |= statement.line_ids.filtered(
            lambda line, number=statement.id: any((number, row) in rows for row in rows_of(line))
            or any((number, key) in keys for key in items_of(line))
        )
    return found.with_env(statements.env)
