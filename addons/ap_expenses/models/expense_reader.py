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
    """The transactions and the faults as rows, one value in each column."""
    rows = [[import_fields.header(name) for name in NAMES]]
    for one in found.transactions:
        values = expense_values.of_transaction(one)
        values["ap_raw"] = json.dumps(dict(found.raws.get(one.row, {})))
        values["ap_row"] = one.row or None
        rows.append([_cell(values.get(name)) for name in NAMES])
    for fault in found.faults:
        told = [fault.code, fault.column, fault.value, list(fault.values)]
        values = {"ap_row": fault.row, "ap_fault": json.dumps(told),
                  "ap_raw": json.dumps(dict(found.raws.get(fault.row, {})))}  # fmt: skip
        rows.append([_cell(values.get(name)) for name in NAMES])
    return Table(rows)


def _cell(value):
    return "yes" if value is True else value


def _is_of_tool(content) -> bool:
    start = content[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    return start[:1] in (b"{", b"[") or start[:7].upper() == b"EXTRACT"
