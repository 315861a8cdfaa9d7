# SPDX-License-Identifier: AGPL-3.0-or-later
"""Concur's Standard Accounting Extract: one header record, detail rows of 400 columns.

The header states how many detail rows there are and what their journal amounts add up
to; both are checked before any row is read. Columns are known by their number in the
published layout. Column 20 stands there twice, since it is the report's key (a number)
or its number (letters and figures), by version: in a file it is one column.

A detail row is a line of a journal. The rows of one entry and one allocation are one
transaction: what is paid, and a row per tax authority that gives tax back. Rows that
bear a journal key again differ in the tax only and are counted once.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from odoo.addons.ap_base.arithmetic.money import ZERO
from odoo.addons.ap_base.readers.csv_file import decode
from odoo.addons.ap_base.readers.errors import ReaderError
from odoo.addons.ap_base.readers.options import TableOptions
from odoo.addons.ap_base.readers.table import read_table

from ..rules.transaction import Kind, PaidBy, Receipt, Status, Transaction
from .concur_words import kind_of, paid_by, receipt_of
from .errors import FileRefused
from .record import Record
from .result import BLANK, COPY, Reading, Settings, Skipped, Total, finish
from .sheet_row import card_ref

TOOL = "concur_extract"
LEAST_COLUMNS = 255  # up to the liability account; later columns came with versions
HEADER, DETAIL = "EXTRACT", "DETAIL"
_NAMES = {
    5: "Employee ID", 6: "Employee Last Name", 7: "Employee First Name",
    19: "Report ID", 20: "Report Key", 22: "Employee Currency", 24: "Submit Date",
    26: "Payment Processing Date", 61: "Report Entry Id",
    62: "Entry Transaction Type", 63: "Expense Type Name", 64: "Transaction Date",
    65: "Currency", 66: "Exchange Rate", 67: "Exchange Rate Direction",
    68: "Is Personal", 69: "Description", 70: "Vendor Name", 71: "Vendor Description",
    73: "Receipt Type", 123: "Transaction Amount", 124: "Posted Amount",
    126: "Payment Type Code", 136: "Card Transaction ID", 143: "Card Posted Date",
    145: "MCC", 146: "Merchant Name", 149: "Merchant Country", 158: "Location Country",
    163: "Payer Payment Type", 165: "Payee Payment Type", 167: "Journal Account Code",
    168: "Debit or Credit", 169: "Journal Amount", 170: "Journal Key",
    171: "Car Business Distance", 174: "Vehicle ID", 177: "Cash Advance Amount",
    178: "Cash Advance Currency", 180: "Cash Advance Exchange Rate",
    181: "Cash Advance Base Currency", 183: "Cash Advance Issued Date",
    185: "Cash Advance Transaction Type", 187: "Cash Advance Key",
    189: "Allocation Key", 190: "Allocation Percentage", 191: "Allocation Custom 1",
    225: "Tax Authority Name", 226: "Tax Authority Label", 228: "Tax Posted Amount",
    231: "Tax Reclaim Posted Amount", 232: "Tax Code", 254: "Cash Account Code",
    250: "Payment Type Name", 255: "Liability Account Code", 265: "Email",
    352: "Merchant Tax ID",
}  # fmt: skip


def column(number: int) -> str:
    """Return what a refusal calls a column.

    >>> column(169), column(88)
    ('[169] Journal Amount', '[88]')
    """
    return f"[{number}] {_NAMES[number]}" if number in _NAMES else f"[{number}]"


# Segments of an allocation, of which the last filled is the narrowest.
_COST_CENTRES = tuple(column(number) for number in range(210, 190, -1))


def is_extract(content: bytes) -> bool:
    """Return whether the content is an extract.

    >>> is_extract(b"EXTRACT|2026-03-31|2|10.00|7")
    True
    """
    start = content[:64].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\"'")
    return start.replace(b"\x00", b"").startswith(HEADER.encode())


def read(content: bytes, settings: Settings) -> Reading:
    """Return the transactions of an extract. Raises `FileRefused`."""
    table = _table(content)
    totals = _control(table)
    rows, faults, skipped, raws = [], [], [], {}
    for number, cells in enumerate(table, 1):
        filled = {column(at): cell for at, cell in enumerate(cells, 1) if cell}
        if not filled:
            skipped.append(Skipped(number, BLANK))
        elif cells[0] == DETAIL:
            raws[number] = filled
            row = Record(filled, number, settings, ("yyyy-mm-dd", "mm/dd/yyyy"), ".")
            if len(cells) < LEAST_COLUMNS and len(filled) < len(cells):
                row.fault("columns", "", len(cells))
            rows.append(row)
    transactions: list[Transaction] = []
    for group in _groups(rows):
        made = _transaction(group, skipped)
        found = [fault for row in group for fault in row.faults]
        faults += found
        if made and not found:
            transactions.append(made)
    return finish(
        Reading(TOOL, tuple(transactions), tuple(faults), tuple(skipped), totals, raws)
    )


def _table(content: bytes) -> list[list[str]]:
    """Return the rows; the delimiter is the sign after the header's constant."""
    try:
        start = decode(content).lstrip("\ufeff \t\r\n")
        delimiter = start[len(HEADER) : len(HEADER) + 2].lstrip('"')[:1]
        if not delimiter or delimiter.isalnum() or delimiter in "\r\n":
            raise FileRefused("unknown_format", 1)
        options = TableOptions(delimiter=delimiter, format="csv")
        table = read_table(content, "", options)
    except FileRefused:
        raise
    except ReaderError as error:
        line = error.details.get("line") or error.details.get("row")
        raise FileRefused("unreadable", line, reason=error.code) from None
    return [[str(cell) for cell in row] for row in table]


# -- control totals ---------------------------------------------------------------


def _control(table: list[list[str]]) -> tuple[Total, ...]:
    """Check count and sum against the header, before anything else is looked at."""
    header = Record(dict(enumerate(table[0], 1)), 1, Settings(), (), ".")
    header.values = {str(name): cell for name, cell in header.values.items()}
    if len(table[0]) < 4 or table[0][0] != HEADER:
        raise FileRefused("unknown_format", 1)
    count, total = header.money("3"), header.money("4")
    if count is None or total is None:
        raise FileRefused("record_count", 1, "[3] Record Count", value=table[0][2])
    details = [(row, n) for n, row in enumerate(table, 1) if row and row[0] == DETAIL]
    others = [n for n, row in enumerate(table[1:], 2) if any(row) and row[0] != DETAIL]
    if others:
        raise FileRefused("unknown_format", others[0], value=table[others[0] - 1][0])
    if count != len(details):
        raise FileRefused(
            "record_count", 1, "[3] Record Count", value=count, found=len(details)
        )
    whole, once = _sums(details)
    if total not in (whole, once):
        raise FileRefused(
            "journal_total", 1, "[4] Journal Amount Total", value=total, found=whole
        )
    found = whole if total == whole else once
    return (
        Total("record_count", count, Decimal(len(details))),
        Total("journal_total", total, found),
    )


def _sums(details: list) -> tuple[Decimal, Decimal]:
    """Return the sum of all journal amounts, and that of each journal key once."""
    whole, once, seen = ZERO, ZERO, set()
    for row, number in details:
        cell = row[168] if len(row) > 168 else ""
        record = Record({column(169): cell}, number, Settings(), (), ".")
        amount = record.money(column(169)) or ZERO
        if record.faults:
            raise FileRefused("journal_total", number, column(169), value=cell)
        key = row[169] if len(row) > 169 else ""
        whole += amount
        once += amount if not key or key not in seen else ZERO
        seen.add(key)
    return whole, once


# -- transactions -----------------------------------------------------------------


def _groups(rows: Iterable[Record]) -> list[list[Record]]:
    """Return the rows of each entry and allocation together, in the file's order."""
    groups: dict[tuple, list[Record]] = {}
    for row in rows:
        entry, advance = row.text(column(61)), row.text(column(187))
        key = (
            row.text(column(19), column(20)), entry, row.text(column(189)),
            "" if entry else advance or str(row.row),
        )  # fmt: skip
        groups.setdefault(key, []).append(row)
    return list(groups.values())


def _transaction(group: list[Record], skipped: list[Skipped]) -> Transaction | None:
    first = group[0]
    if not first.text(column(61)):
        return _advance(group, skipped)
    plain, taxes = _apart(group, skipped)
    if not plain:
        first.fault("entry_total", column(169))
        return None
    amounts = [row.money(column(169)) for row in plain]
    if None in amounts:
        plain[amounts.index(None)].fault("missing", column(169))
        return None
    for row, amount in zip(plain, amounts, strict=True):
        _check_side(row, amount)
    paid = sum(amounts, ZERO)
    sign = -1 if paid < 0 else 1
    tax = sum((abs(row.money(column(228)) or ZERO) for row in group), ZERO)
    reclaim = sum((abs(row.money(column(231)) or ZERO) for row in group), ZERO)
    back = sum((abs(row.money(column(169)) or ZERO) for row in taxes), ZERO)
    gross = _gross(first, paid, sign * back)
    if gross is None:
        return None
    return _made(plain[0], gross, sign * tax, sign * reclaim)


def _apart(group: list[Record], skipped: list[Skipped]) -> tuple[list, list]:
    """Return the rows of what is paid and those of tax given back."""
    plain, taxes, seen = [], [], set()
    for row in group:
        key = row.text(column(170))
        label = row.text(column(226)) or row.text(column(225))
        authority = {row.text(column(226)), row.text(column(225))} - {""}
        if label and row.text(column(163)) in authority | {label}:
            taxes.append(row)
        elif key and key in seen:
            skipped.append(Skipped(row.row, COPY))
        else:
            plain.append(row)
        seen.add(key)
    return plain, taxes


def _check_side(row: Record, amount: Decimal) -> None:
    """The sign of a journal amount says the side again: + is DR, - is CR."""
    side = row.text(column(168)).upper()
    if side not in ("DR", "CR", ""):
        row.fault("side", column(168), side)
    elif amount and side and (side == "DR") != (amount > 0):
        row.fault("side", column(169), amount, side=side)


def _gross(first: Record, paid: Decimal, back: Decimal) -> Decimal | None:
    """Return the amount tax included: journal amounts are gross, or net beside tax.

    The posted amount (column 124, of the whole entry) decides where both may be.
    """
    if not back:
        return paid
    posted = first.money(column(124))
    share = first.money(column(190))
    if posted is not None and share not in (None, Decimal(100)):
        posted = None  # of the whole entry, this is one allocation of it
    if posted is not None and abs(posted) == abs(paid):
        return paid
    if posted is None or abs(posted) == abs(paid + back):
        return paid + back
    first.fault("entry_total", column(124), posted, journal=paid, tax=back)
    return None


def _made(row: Record, gross: Decimal, tax: Decimal, reclaim: Decimal) -> Transaction:
    payment = paid_by(
        row.text(column(126)), row.text(column(250)), row.text(column(165))
    )
    personal = row.text(column(68)).upper() == "Y"
    distance = row.money(column(171))
    kind = kind_of(payment, personal, distance, gross)
    base = row.currency(column(22)) or row.settings.currency
    original = row.currency(column(65)) or base
    day = row.day(column(64))
    if day is None and not row.faults:
        row.fault("missing", column(64))
    return Transaction(
        row.text(column(61)),
        row.text(column(189)),
        kind,
        Status.APPROVED,
        day,
        row.day(column(143)),
        row.day(column(26)),
        allocation_percent=row.money(column(190)),
        gross_original=_original(row, gross, original == base),
        currency_original=original,
        gross_base=gross,
        currency_base=base,
        net=gross - tax,
        vat_amount=tax,
        vat_reclaim=reclaim,
        payment_method=payment,
        receipt=receipt_of(row.text(column(73)), kind),
        personal=personal,
        distance_km=distance,
        fx_rate=_rate(row),
        submitted_date=row.day(column(24)),
        **_who(row),
        **_what(row),
    )


def _who(row: Record) -> dict:
    """Return what a row says of its person, with the row itself."""
    return {
        "employee_id": row.text(column(5)),
        "employee_email": row.text(column(265)),
        "employee_name": f"{row.text(column(7))} {row.text(column(6))}".strip(),
        "gl_account": row.text(column(167)),
        "advance_id": row.text(column(187)),
        "tool": TOOL,
        "row": row.row,
    }


def _what(row: Record) -> dict:
    return {
        "team": row.text(column(10)),
        "cost_centre": row.text(*_COST_CENTRES, column(10)),
        "merchant": row.text(column(146), column(71), column(70)),
        "supplier_id": row.text(column(70)),
        "supplier_vat": row.text(column(352)),
        "supplier_country": row.text(column(149), column(158)),
        "vat_code": row.text(column(232)),
        "debit_credit": {"DR": "D", "CR": "C"}.get(row.text(column(168)).upper(), ""),
        "counterpart_account": row.text(column(255), column(254)),
        "card_ref": card_ref(row.text(column(136), column(130))),
        "mcc": row.text(column(145)),
        "category": row.text(column(63)),
        "description": row.text(column(69)),
        "report_id": row.text(column(19), column(20)),
        "vehicle_id": row.text(column(174)),
    }


def _original(row: Record, gross: Decimal, same: bool) -> Decimal | None:
    """Return the original amount of an allocation; the file gives that of the entry."""
    if same:
        return gross
    whole, share = row.money(column(123)), row.money(column(190))
    if whole is None or (share is not None and share != 100):
        return None
    return -abs(whole) if gross < 0 else abs(whole)


def _rate(row: Record) -> Decimal | None:
    rate = row.money(column(66))
    if rate and row.text(column(67)).upper() == "D":
        return 1 / rate
    return rate or None


def _advance(group: list[Record], skipped: list[Skipped]) -> Transaction | None:
    """Return a cash advance given or returned, which has no entry."""
    row = group[0]
    amount = row.money(column(169))
    if row.text(column(185)) not in ("1", "3") or amount is None:
        row.fault("missing", column(61))
        return None
    skipped += [Skipped(other.row, COPY) for other in group[1:]]
    base = row.currency(column(181), column(22)) or row.settings.currency
    day = row.day(column(183)) or row.day(column(26))
    if day is None and not row.faults:
        row.fault("missing", column(183))
    return Transaction(
        f"advance-{row.text(column(187)) or row.row}",
        type=Kind.ADVANCE,
        bookkeeping_status=Status.APPROVED,
        expense_date=day,
        settlement_date=day,
        gross_original=row.money(column(177)),
        currency_original=row.currency(column(178)) or base,
        gross_base=amount,
        currency_base=base,
        payment_method=PaidBy.ACCOUNT,
        receipt=Receipt.NOT_NEEDED,
        **_who(row),
    )
