# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lines of entries as oHRis writes them for Sage 100: general (G) and analytic (A).

Fifteen columns. Of each claim there is a line per cost (without tax), lines of VAT and
the employee's line (tax included); lines A only repeat the costs by section. A claim
whose lines do not balance is refused whole. VAT is given to the cost where there is one
cost only; where there are several it stays a part of its own.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from odoo.addons.ap_base.arithmetic.money import ZERO
from odoo.addons.ap_base.readers.headers import header_key
from odoo.addons.ap_base.readers.sheets import Table
from odoo.addons.ap_base.readers.values import to_text

from ..rules.transaction import Kind, PaidBy, Status, Transaction
from .record import Record, filled
from .result import BLANK, COPY, LEDGER, Reading, Settings, Skipped, finish

TOOL = "sage_lines"
COLUMNS = (
    "Journal", "Date", "Numéro de pièce", "Compte général", "Compte tiers", "Libellé",
    "Référence", "Débit", "Crédit", "Date d'échéance", "Code taxe", "Type d'écriture",
    "Plan analytique", "Section analytique", "Code oracle",
)  # fmt: skip
_KEYS = tuple(map(header_key, COLUMNS))
(_DATE, _PIECE, _ACCOUNT, _THIRD, _LABEL, _DEBIT, _CREDIT, _TYPE, _SECTION) = (
    COLUMNS[place] for place in (1, 2, 3, 4, 5, 7, 8, 11, 13)
)
_VAT = "445"


def is_lines(table: Table) -> bool:
    """Return whether a sheet is such a list: by its names, or by its G and A."""
    if not table:
        return False
    if tuple(header_key(to_text(cell)) for cell in table[0][:15]) == _KEYS:
        return True
    kinds = {to_text(row[11]) for row in table[:50] if len(row) > 11}
    return bool(kinds) and kinds <= {"G", "A"}


def read_lines(table: Table, settings: Settings) -> Reading:
    """Return the claims of a list of lines."""
    pieces: dict[str, list[Record]] = {}
    sections: dict[tuple, str] = {}
    faults, skipped, raws = [], [], {}
    named = header_key(to_text(table[0][0])) == _KEYS[0]
    for number, cells in enumerate(table[named:], 1 + named):
        values = dict(zip(COLUMNS, cells, strict=False))
        if all(cell in (None, "") for cell in values.values()):
            skipped.append(Skipped(number, BLANK))
            continue
        raws[number] = filled(values)
        record = Record(values, number, settings, ("dd/mm/yyyy", "ddmmyy"))
        if record.text(_TYPE) == "A":
            skipped.append(Skipped(number, COPY))
            key = record.text(_PIECE), record.text(_ACCOUNT)
            sections.setdefault(key, record.text(_SECTION))
            continue
        if record.text(_TYPE) != "G":
            record.fault("value", _TYPE, record.get(_TYPE))
        pieces.setdefault(record.text(_PIECE), []).append(record)
    transactions: list[Transaction] = []
    for piece, lines in pieces.items():
        made = _claim(piece, lines, sections)
        found = [fault for line in lines for fault in line.faults]
        faults += found
        if not found:
            transactions += made
            skipped += [Skipped(one.row, LEDGER) for one in lines if _is_owed(one)]
    return finish(
        Reading(TOOL, tuple(transactions), tuple(faults), tuple(skipped), (), raws)
    )


def _amount(line: Record) -> Decimal:
    """Return debit less credit."""
    return (line.money(_DEBIT) or ZERO) - (line.money(_CREDIT) or ZERO)


def _is_owed(line: Record) -> bool:
    return bool(line.text(_THIRD))


def _claim(
    piece: str, lines: list[Record], sections: dict[tuple, str]
) -> list[Transaction]:
    amounts = [_amount(line) for line in lines]
    if not piece:
        lines[0].fault("missing", _PIECE)
    if sum(amounts, ZERO):
        lines[0].fault("unbalanced", _PIECE, piece, difference=sum(amounts, ZERO))
    pairs = list(zip(lines, amounts, strict=True))
    owed = [line for line, _amount_ in pairs if _is_owed(line)]
    vats = [(one, a) for one, a in pairs if one.text(_ACCOUNT).startswith(_VAT)]
    costs = [
        (one, a) for one, a in pairs if not _is_owed(one) and (one, a) not in vats
    ]
    if not costs and not vats:
        lines[0].fault("missing", _ACCOUNT)
    who = owed[0].text(_THIRD) if owed else ""
    tax = sum((amount for _line, amount in vats), ZERO)
    made = [_part(piece, line, amount, who, sections) for line, amount in costs]
    if len(made) == 1:
        one = made[0]
        gross = (one.net or ZERO) + tax
        return [
            replace(
                one, line_id="", gross_base=gross, gross_original=gross, vat_amount=tax
            )
        ]
    for line, amount in vats:
        part = _part(piece, line, amount, who, sections)
        made.append(replace(part, net=ZERO, vat_amount=amount))
    return made


def _part(
    piece: str, line: Record, amount: Decimal, who: str, sections: dict[tuple, str]
) -> Transaction:
    day = line.day(_DATE)
    if day is None and not line.faults:
        line.fault("missing", _DATE)
    account, base = line.text(_ACCOUNT), line.settings.currency
    return Transaction(
        piece,
        str(line.row),
        Kind.CLAIM,
        Status.EXPORTED,
        day,
        accounting_date=day,
        employee_id=who,
        cost_centre=sections.get((piece, account), ""),
        gross_original=amount,
        currency_original=base,
        gross_base=amount,
        net=amount,
        vat_amount=ZERO,
        gl_account=account,
        debit_credit="D" if amount >= 0 else "C",
        counterpart_account=who,
        payment_method=PaidBy.EMPLOYEE,
        tool=TOOL,
        row=line.row,
        currency_base=base,
        report_id=piece,
        description=line.text(_LABEL),
    )
