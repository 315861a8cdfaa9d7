# SPDX-License-Identifier: AGPL-3.0-or-later
"""Receipts that come in a ZIP with their rows: attached to their expense, once."""

import base64
import hashlib

from ..formats import archive
from .expense_values import SEPARATOR

BATCH = 50
NAMED = 20  # names in a sentence


def archive_of(file):
    """The archive that the file of an import is; None where it is none."""
    content = base64.b64decode(file.with_context(bin_size=False).file or b"")
    return archive.opened(content) if archive.is_archive(content) else None


def without_row(found, rows) -> list[str]:
    """The receipts of the archive that no row names."""
    wanted = {name for row in rows for name in names_of(row.values)}
    return [name for name in found.receipts if name not in wanted]


def names_of(values) -> list[str]:
    """The names of the receipts of a row."""
    return list(filter(None, (values.get("receipts") or "").split(SEPARATOR)))


def attach(file, rows) -> None:
    """Attach the receipts to the expenses that the rows became. What an expense, or the
    one it corrects, has already is not attached again."""
    found = archive_of(file)
    if found is None:
        return
    places = _places(file, found, rows)
    known = _known(file.env, {one for ids in places.values() for one in ids})
    names, made = list(places), file.env["ir.attachment"]
    for start in range(0, len(names), BATCH):
        wanted = []
        for name, content in found.files(names[start : start + BATCH]):
            mark = hashlib.sha1(content, usedforsecurity=False).hexdigest()
            for expense in places[name]:
                if mark not in known.setdefault(expense, set()):
                    known[expense].add(mark)
                    wanted.append(_values(name, content, expense))
        files = made.sudo().with_context(attachments_mime_plainxml=True).create(wanted)
        made |= files.sudo(False)
    if made:
        file.sudo().ap_expense_receipt_ids = [(4, one.id) for one in made]


def _places(file, found, rows) -> dict[str, list[int]]:
    """The expenses of each receipt of the archive."""
    inside = set(found.receipts)
    places: dict[str, list[int]] = {}
    for row in rows:
        if row.state in ("new", "same", "changed") and row.res_id:
            for name in inside.intersection(names_of(row.values)):
                places.setdefault(name, []).append(row.res_id)
    return places


def _known(env, ids) -> dict[int, set[str]]:
    """The checksums of what is attached to each expense, and to those it corrects."""
    chain, expenses = {}, env["ap.expense"].sudo().browse(ids).exists()
    for expense in expenses:
        one = expense
        while one:
            chain.setdefault(one.id, set()).add(expense.id)
            one = one.previous_id
    known: dict[int, set[str]] = {}
    files = env["ir.attachment"].sudo().search_read(
        [("res_model", "=", "ap.expense"), ("res_id", "in", list(chain))],
        ["res_id", "checksum"],
    )
    for one in files:
        for expense in chain[one["res_id"]]:
            known.setdefault(expense, set()).add(one["checksum"])
    return known


def _values(name, content, expense) -> dict:
    return {
        "name": name.replace("\\", "/").rpartition("/")[2],
        "raw": content,
        "res_model": "ap.expense",
        "res_id": expense,
    }


def take_back(file) -> None:
    """The receipts that an import attached go with it."""
    file.sudo().ap_expense_receipt_ids.unlink()


def told(env, names) -> str:
    """The sentence about receipts without a row."""
    shown = ", ".join(names[:NAMED]) + ("…" if names[NAMED:] else "")
    return env._(
        "%(count)s receipts of the archive belong to no row and are left out: %(names)s. Name "
        "them like the row does, or by its number, and import again; or attach them to their "
        "expense.",
        count=len(names),
        names=shown,
    )
