# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files of expense tools as tables, for the import engine: one reader for all of them."""

import json

from odoo.addons.ap_base.readers import Reader, Table

from ..formats import reading
from ..formats.result import Settings
from . import expense_values, import_fields

CODE = "expense_tool"
# Rows that only repeat others, or of which no money moved, are left out and counted.
NAMES = (*expense_values.KINDS, *import_fields.OF_READERS)


def reader(env, is_chosen: bool) -> Reader:
    """The reader of tools' files. ``is_chosen``: of whatever content; else of what is no
    plain sheet."""
    company = env.company
    settings = Settings(company.currency_id.name, str(company._company_timezone()))

    def detect(content, _filename):
        return is_chosen or _is_of_tool(content)

    def read(content, _options):
        return table(reading.read(content, settings=settings))

    label, noun = env._("Expense tool (by content)"), env._("a file of an expense tool")
    return Reader(CODE, label, noun, detect, read)


def table(found) -> Table:
    """The transactions and the faults as rows, one value in each column; a column that
    nothing fills is left out, since each costs time and memory for every row."""
    used = {"ap_raw", "ap_row"} | ({"ap_fault"} if found.faults else set())
    for one in found.transactions:
        values = expense_values.of_transaction(one)
        used |= {name for name, value in values.items() if value is not None}
    names = [name for name in NAMES if name in used]
    rows = [[import_fields.header(name) for name in names]]
    for one in found.transactions:
        values = {**expense_values.of_transaction(one), **_origin(found, one.row)}
        rows.append([_cell(values.get(name)) for name in names])
    for fault in found.faults:
        told = [fault.code, fault.column, fault.value, list(fault.values)]
        values = {"ap_fault": json.dumps(told), **_origin(found, fault.row)}
        rows.append([_cell(values.get(name)) for name in names])
    return Table(rows)


def _origin(found, row) -> dict:
    """Where it stands in the file, and how it was read."""
    return {"ap_raw": json.dumps(dict(found.raws.get(row, {}))), "ap_row": row or None}


def _cell(value):
    return "yes" if value is True else value


def _is_of_tool(content) -> bool:
    start = content[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    return start[:1] in (b"{", b"[") or start[:7].upper() == b"EXTRACT"
