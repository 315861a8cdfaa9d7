# SPDX-License-Identifier: AGPL-3.0-or-later
"""The *fichier des écritures comptables* (FEC): written tidily, then checked.

The file is defined by LPF art. A47 A-1. The conditions are those of the
administration's own checker (DGFiP, Test-Compta-Demat, commit 1563a42, and its notice
of 2021), and three that it leaves out although the law or an auditor wants them: each
entry balances, numbers follow each other in each journal, and no piece reference or
label is a bare sign.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

COLUMNS = (
    "JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum",
    "CompteLib", "CompAuxNum", "CompAuxLib", "PieceRef", "PieceDate", "EcritureLib",
    "Debit", "Credit", "EcritureLet", "DateLet", "ValidDate", "Montantdevise", "Idevise",
)  # fmt: skip
MAY_BE_BLANK = frozenset(
    {"CompAuxNum", "CompAuxLib", "EcritureLet", "DateLet", "Montantdevise", "Idevise"}
)
AMOUNTS = ("Debit", "Credit", "Montantdevise")
DATES = ("EcritureDate", "PieceDate", "DateLet", "ValidDate")
BARE = frozenset({"/", "-", "."})
OPENING = "OUV"
NAME = re.compile(r"(\d{9})FEC(\d{8})(_\d+)?\.(?:txt|csv)")
AMOUNT = re.compile(r"[+-]?\d+(,\d+)?[+-]?")
# A sign that ends a line or means something to a terminal, for whatever reads the file:
# C0 and C1 controls (tab, VT, FF, FS, NEL …), U+2028 and U+2029.
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
# Signs that nobody sees: soft hyphen, zero width, directions, byte order mark.
UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
LINE_END = re.compile(r"\r\n|\n|\r")
LONGEST = 10**9  # a label has no limit in the database
NUMBER = re.compile(r"(?P<prefix>.*?)(?P<number>\d+)(?P<suffix>\D*)")
ZERO = Decimal(0)
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that a reader of the file would object to.

    ``severity``: ``error`` makes the file non-conforming, ``alert`` is asked about,
    ``note`` is information. ``code``: what is wrong. ``line``: counted from 1, the
    header being 1; 0 when the whole file is meant. ``column``: its name or "".
    ``value``: what was read.
    """

    severity: str
    code: str
    line: int = 0
    column: str = ""
    value: str = ""


def tidy_amount(text: str) -> str:
    """Return an amount without leading blanks and zeros, as the law writes it.

    >>> tidy_amount(" 000000000001200,00"), tidy_amount("-000000000000000,50")
    ('1200,00', '-0,50')
    >>> tidy_amount(""), tidy_amount("0,00"), tidy_amount("1200.5")
    ('', '0,00', '1200.5')
    """
    text = text.strip()
    found = re.fullmatch(r"([+-]?)0*(\d+)(,\d+)?", text)
    return found[1] + found[2] + (found[3] or "") if found else text


def tidy_text(text: str) -> str:
    """Return a value that stays on its line and in its column.

    Control signs and line ends of any kind become one blank, signs that nobody sees go,
    a separator within a value becomes a slash.

    >>> tidy_text("Loyer\\u2028T4\\x0b\\x1c2026 |\\ufeff bis\\x85")
    'Loyer T4 2026 / bis'
    """
    if text.isascii() and text.isprintable() and "|" not in text:
        return text.strip()
    return UNSEEN.sub("", CONTROL.sub(" ", text)).replace("|", "/").strip()


def tidy(content: str) -> str:
    """Return Odoo's file as the law writes it: each line on its line, tidy amounts,
    no blank around a value, no quotation marks of CSV, no opening line of nothing.

    A supplier who was settled before the year has no opening balance:

    >>> row = "OUV|B|OUVERTURE/2026|20260101|{}|S|7|N|-|20260101|/|{}|{}|||20260101||"
    >>> content = "\\r\\n".join(["|".join(COLUMNS), row.format("401100", "0,00", "0,00"),
    ...                       row.format("512000", " 00012,50", "0,00")])
    >>> tidy(content).split("\\r\\n")[1:]
    ['OUV|B|OUVERTURE/2026|20260101|512000|S|7|N|-|20260101|/|12,50|0,00|||20260101||']
    """
    rows = _records(content)
    if not rows:
        return ""
    header = rows[0]
    amounts = [header.index(name) for name in AMOUNTS if name in header]
    done = ["|".join(header)]
    for row in rows[1:]:
        cells = [tidy_text(cell) for cell in row]
        for place in amounts:
            if place < len(cells):
                cells[place] = tidy_amount(cells[place])
        if len(cells) == len(COLUMNS):
            cells = _filled(cells)
            if cells[0] == OPENING:
                cells = _opening(cells)
        if cells:
            done.append("|".join(cells))
    return "\r\n".join(done)


def _records(content: str) -> list[list[str]]:
    """The rows of a file that Python's csv wrote, line ends within values included."""
    limit = csv.field_size_limit(LONGEST)
    try:
        return list(csv.reader(io.StringIO(content, newline=""), delimiter="|"))
    finally:
        csv.field_size_limit(limit)


def _filled(cells: list[str]) -> list[str]:
    """Text of which nothing was left gets the sign that Odoo writes for an empty one."""
    row = dict(zip(COLUMNS, cells, strict=True))
    row["JournalLib"] = row["JournalLib"] or row["JournalCode"]
    row["CompteLib"] = row["CompteLib"] or row["CompteNum"]
    row["PieceRef"] = row["PieceRef"] or "-"
    row["EcritureLib"] = row["EcritureLib"] or "/"
    return list(row.values())


def _opening(cells: list[str]) -> list[str]:
    """An opening line to the cent, or nothing when the account opens at zero. Odoo adds
    last year's result as a float: `300,00000000000006` is 300,00."""
    places = COLUMNS.index("Debit"), COLUMNS.index("Credit")
    amounts = [_amount(cells[place]) for place in places]
    if not all(amount is not None and amount.is_finite() for amount in amounts):
        return cells
    cents = [amount.quantize(CENT) + ZERO for amount in amounts]  # never -0.00
    for place, amount in zip(places, cents, strict=True):
        cells[place] = f"{amount}".replace(".", ",")
    return cells if any(cents) else []


def name_result(content: str, code: str, profit: tuple, loss: tuple) -> str:
    """Return the file with last year's result opened on its accounts of the chart.

    Odoo opens it on an account of its own (`code`, 999999), which is none of the PCG.
    `profit`, `loss`: (number, label) of 120 and 129.

    >>> line = "OUV|A|OUVERTURE/2026|20260101|999999|B|||-|20260101|/|{}|{}|||20260101||"
    >>> name_result(line.format("0,00", "5,00"), "999999", ("120000", "P"), ("129000", "L"))
    'OUV|A|OUVERTURE/2026|20260101|120000|P|||-|20260101|/|0,00|5,00|||20260101||'
    """
    lines = content.split("\r\n")
    for place, line in enumerate(lines):
        cells = line.split("|")
        if len(cells) == len(COLUMNS) and (cells[0], cells[4]) == (OPENING, code):
            cells[4], cells[5] = profit if _amount(cells[12]) else loss
            lines[place] = "|".join(cells)
    return "\r\n".join(lines)


def check_name(name: str, year_end: date) -> list[Remark]:
    """Remarks on the file's name: SIREN, FEC, last day of the year (AAAAMMJJ).

    >>> check_name("732829320FEC20261231.txt", date(2026, 12, 31))
    []
    >>> check_name("FEC20261231.txt", date(2026, 12, 31))[0].code
    'name'
    """
    found = NAME.fullmatch(name)
    if found and found[2] == f"{year_end:%Y%m%d}":
        return []
    return [Remark("error", "name", value=name)]


def check(content: str, start: date, end: date) -> list[Remark]:
    """Return what is wrong with a file of the year from `start` to `end`, both included.

    `content`: the decoded text. An empty list means that every condition holds.

    >>> row = ["CLO", "Clôture", "CLO/1", "20261231", "408100", "FNP", "", "", "FNP",
    ...        "20261231", "FNP A", "0,00", "1200,00", "", "", "20261231", "", ""]
    >>> other = [*row[:4], "622600", "Honoraires", *row[6:11], "1200,00", "0,00", *row[13:]]
    >>> good = "\\r\\n".join("|".join(line) for line in (COLUMNS, row, other))
    >>> check(good, date(2026, 1, 1), date(2026, 12, 31))
    []
    >>> bad = good.replace("0,00|1200,00", "0,00|1200.00")
    >>> [remark.code for remark in check(bad, date(2026, 1, 1), date(2026, 12, 31))]
    ['dot']
    """
    lines = _lines(content)
    if not lines:
        return [Remark("error", "empty_file")]
    separator = "\t" if lines[0].count("\t") >= 8 else "|"
    header = [name.strip() for name in lines[0].split(separator)]
    if len(header) < 9:
        return [Remark("error", "separator", 1, value=lines[0][:80])]
    missing = [name for name in COLUMNS if name not in header]
    if missing or tuple(header[: len(COLUMNS)]) != COLUMNS:
        return [Remark("error", "header", 1, value=", ".join(missing) or "order")]
    if len(lines) == 1:
        return [Remark("error", "no_line")]
    rows, remarks = [], []
    for number, line in enumerate(lines[1:], start=2):
        cells = [cell.strip() for cell in line.split(separator)]
        if not line.strip():
            remarks.append(Remark("error", "empty_line", number))
        elif len(cells) != len(header):
            remarks.append(Remark("error", "fields", number, value=str(len(cells))))
        else:
            row = dict(zip(header, cells, strict=True))
            remarks += _check_row(number, row, start, end)
            rows.append((number, row))
    return [*remarks, *_check_entries(rows), *_check_numbers(row for _n, row in rows)]


def totals(content: str) -> tuple[int, Decimal, Decimal]:
    """Return (lines, debit, credit) of a file whose amounts are amounts.

    >>> totals("|".join(COLUMNS))
    (0, Decimal('0'), Decimal('0'))
    """
    lines = _lines(content)[1:]
    places = COLUMNS.index("Debit"), COLUMNS.index("Credit")
    debit = credit = ZERO
    for line in lines:
        cells = line.split("|")
        if len(cells) != len(COLUMNS):
            continue  # a remark of the check
        debit += _amount(cells[places[0]]) or ZERO
        credit += _amount(cells[places[1]]) or ZERO
    return len(lines), debit, credit


def _lines(content: str) -> list[str]:
    """The lines of a file as its readers count them: U+2028 and the like end none."""
    lines = LINE_END.split(content)
    return lines[:-1] if lines[-1] == "" else lines


def _check_row(number: int, row: dict, start: date, end: date) -> Iterator[Remark]:
    for name in COLUMNS:
        if not row[name] and name not in MAY_BE_BLANK:
            yield Remark("error", "missing", number, name)
        if CONTROL.search(row[name]):
            yield Remark("error", "control", number, name, ascii(row[name]))
    if not re.match(r"\d{3}", row["CompteNum"]):
        yield Remark("alert", "account", number, "CompteNum", row["CompteNum"])
    yield from _check_amounts(number, row)
    for name in DATES:
        if row[name]:
            yield from _check_date(number, name, row[name], start, end)
    for name in ("PieceRef", "EcritureLib"):
        if row[name] in BARE and row["JournalCode"] != OPENING:
            yield Remark("alert", "bare", number, name, row[name])


def _check_amounts(number: int, row: dict) -> Iterator[Remark]:
    for name in AMOUNTS:
        text = row[name]
        if not text or AMOUNT.fullmatch(text):
            continue
        code = "amount"
        if re.fullmatch(r"[+-]?[\d.]*\.\d*", text):
            code = "dot"
        elif re.fullmatch(r"[+-]?\d{1,3}([\s.'\u00a0\u202f]\d{3})+(,\d+)?", text):
            code = "thousands"
        yield Remark("error", code, number, name, text)
    debit, credit = _amount(row["Debit"]), _amount(row["Credit"])
    if debit is not None and credit is not None and bool(debit) == bool(credit):
        yield Remark("alert", "both", number, "Debit", f"{row['Debit']} / {row['Credit']}")


def _check_date(number, name, text, start: date, end: date) -> Iterator[Remark]:
    if not re.fullmatch(r"\d{8}", text):
        yield Remark("error", "date_format", number, name, text)
        return
    try:
        day = datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007
    except ValueError:
        yield Remark("error", "date", number, name, text)
        return
    if name == "EcritureDate" and not start <= day <= end:
        yield Remark("alert", "year", number, name, text)


def _check_entries(rows: Iterable[tuple[int, dict]]) -> Iterator[Remark]:
    """Each entry (journal and number) has as much debit as credit."""
    sums: dict[tuple, list] = {}
    for number, row in rows:
        entry = sums.setdefault((row["JournalCode"], row["EcritureNum"]), [number, ZERO])
        entry[1] += (_amount(row["Debit"]) or ZERO) - (_amount(row["Credit"]) or ZERO)
    for (_journal, name), (number, gap) in sums.items():
        if gap:
            yield Remark("error", "unbalanced", number, "EcritureNum", f"{name}: {gap}")


def _check_numbers(rows: Iterable[dict]) -> Iterator[Remark]:
    """Numbers of one journal and prefix leave no gap between the first and the last."""
    series: dict[tuple, set[int]] = {}
    for row in rows:
        found = NUMBER.fullmatch(row["EcritureNum"])
        if found and row["JournalCode"] != OPENING:
            key = (row["JournalCode"], found["prefix"], found["suffix"])
            series.setdefault(key, set()).add(int(found["number"]))
    for (journal, prefix, _suffix), numbers in sorted(series.items()):
        gone = sorted(set(range(min(numbers), max(numbers) + 1)) - numbers)
        if gone:
            shown = ", ".join(f"{prefix}{number}" for number in gone[:5])
            yield Remark("alert", "gap", 0, "EcritureNum", f"{journal}: {shown}")


def _amount(text: str) -> Decimal | None:
    try:
        return Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
