# SPDX-License-Identifier: AGPL-3.0-or-later
"""The law as dated data: amounts, rates and references, each true from a day to a day.

The rules of this package hold no rate, amount, date or article of their own. They are
given a `Law`, made of rows that a country's CSV files (or the records loaded from them)
bring. When the law changes, one row closes and another one opens: no code changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

READ = "read"  # the text itself was read
SECONDARY = "secondary"  # read in a source that quotes it
UNVERIFIED = "unverified"  # general knowledge


@dataclass(frozen=True, slots=True)
class Validity:
    """Days from ``start`` to ``end``, both included; None is without bound.

    >>> Validity(date(2026, 1, 1), None).covers(date(2026, 1, 1))
    True
    >>> Validity(None, date(2025, 12, 31)).covers(date(2026, 1, 1))
    False
    """

    start: date | None
    end: date | None

    def covers(self, day: date) -> bool:
        """Return whether the day is one of them."""
        after = self.start is None or self.start <= day
        return after and (self.end is None or day <= self.end)

    def meets(self, other: Validity) -> bool:
        """Return whether both have a day in common."""
        start, end = self.start or date.min, self.end or date.max
        return start <= (other.end or date.max) and (other.start or date.min) <= end


@dataclass(frozen=True, slots=True)
class Value:
    """An amount, a rate, a number of days or 1 for an obligation that exists."""

    code: str
    value: Decimal
    validity: Validity
    reference: str = ""
    source: str = ""
    verification: str = UNVERIFIED


@dataclass(frozen=True, slots=True)
class Reference:
    """An article: of which text (`text`, a code of `Text`), and its number there."""

    code: str
    text: str
    article: str
    validity: Validity
    source: str = ""
    verification: str = UNVERIFIED


@dataclass(frozen=True, slots=True)
class Text:
    """How articles of a text are cited between two days; ``%s`` is the article.

    The recodification of the VAT articles on 1 January 2027 is one more row of the text
    ``cgi_vat``.
    """

    code: str
    pattern: str
    validity: Validity
    source: str = ""


MOST_KEPT = 10_000  # answers of one kind that a law remembers


class Law:
    """What holds on a day; made once, asked often.

    >>> always = Validity(None, None)
    >>> old, new = Validity(None, date(2026, 12, 31)), Validity(date(2027, 1, 1), None)
    >>> law = Law(
    ...     [Value("cap", Decimal("73"), always), Value("vat", Decimal("20"), old),
    ...      Value("vat", Decimal("10"), old)],
    ...     [Reference("deduction", "cgi_vat", "271", always)],
    ...     [Text("cgi_vat", "CGI, art. %s", old),
    ...      Text("cgi_vat", "CIBS, livre II (ex-CGI, art. %s)", new)])
    >>> law.value("cap", date(2026, 5, 1)), law.value("nothing", date(2026, 5, 1))
    (Decimal('73'), None)
    >>> law.values("vat", date(2026, 5, 1)), law.holds("vat", date(2027, 5, 1))
    ((Decimal('20'), Decimal('10')), False)
    >>> law.cite("deduction", date(2026, 5, 1)), law.cite("deduction", date(2027, 5, 1))
    ('CGI, art. 271', 'CIBS, livre II (ex-CGI, art. 271)')
    """

    __slots__ = ("_cited", "_held", "_references", "_texts", "_values")

    def __init__(
        self,
        values: Iterable[Value] = (),
        references: Iterable[Reference] = (),
        texts: Iterable[Text] = (),
    ) -> None:
        """Index the rows by their code."""
        self._values = _by_code(values)
        self._references = _by_code(references)
        self._texts = _by_code(texts)
        # what was asked: thousands of bills of a few days ask the same
        self._held: dict[tuple[str, date], tuple[Decimal, ...]] = {}
        self._cited: dict[tuple[str, date], str] = {}

    def rows(self, code: str) -> tuple[Value, ...]:
        """Return the values of that code, of all times, oldest first."""
        rows = self._values.get(code, ())
        return tuple(sorted(rows, key=lambda row: row.validity.start or date.min))

    def values(self, code: str, day: date) -> tuple[Decimal, ...]:
        """Return all values that hold on the day (several rates of VAT)."""
        held = self._held.get((code, day))
        if held is None:
            rows = self._values.get(code, ())
            held = tuple(row.value for row in rows if row.validity.covers(day))
            _keep(self._held, (code, day), held)
        return held

    def value(self, code: str, day: date) -> Decimal | None:
        """Return the value that holds on the day; None if the data know none."""
        return next(iter(self.values(code, day)), None)

    def holds(self, code: str, day: date) -> bool:
        """Return whether any value of that code holds on the day."""
        return bool(self.values(code, day))

    def reference(self, code: str, day: date) -> Reference | None:
        """Return the article in force on the day; None if the data know none."""
        rows = self._references.get(code, ())
        return next((row for row in rows if row.validity.covers(day)), None)

    def cite(self, code: str, day: date) -> str:
        """Return the article as it is cited on the day; "" if the data know none."""
        cited = self._cited.get((code, day))
        if cited is None:
            cited = self._cite(code, day)
            _keep(self._cited, (code, day), cited)
        return cited

    def _cite(self, code: str, day: date) -> str:
        row = self.reference(code, day)
        if row is None:
            return ""
        texts = self._texts.get(row.text, ())
        found = next((text for text in texts if text.validity.covers(day)), None)
        return found.pattern % row.article if found else row.article


def _keep(known: dict, key: tuple[str, date], value: object) -> None:
    """Keep an answer; all are forgotten when there are too many."""
    if len(known) >= MOST_KEPT:
        known.clear()
    known[key] = value


def overlaps(rows: Iterable[Value | Reference | Text]) -> list[str]:
    """Return the codes of which two rows hold on one day.

    >>> always, no_end = Validity(None, None), Validity(date(2026, 1, 1), None)
    >>> overlaps([Text("a", "", always), Text("b", "", always), Text("a", "", no_end)])
    ['a']
    """
    found = []
    for code, group in _by_code(rows).items():
        ordered = sorted(group, key=lambda row: row.validity.start or date.min)
        pairs = zip(ordered, ordered[1:], strict=False)
        if any(one.validity.meets(other.validity) for one, other in pairs):
            found.append(code)
    return found


def value_from_row(row: Mapping) -> Value:
    """Return the value of a row of text (a CSV) or of a record read.

    >>> value_from_row({"code": "gift.cap", "value": "73.00", "valid_from": "2021-01-01",
    ...                 "valid_to": ""}).value
    Decimal('73.00')
    """
    validity = _validity(row)
    reference = row.get("reference_code") or ""
    return Value(
        row["code"], to_number(row["value"]), validity, reference, *_origin(row)
    )


def reference_from_row(row: Mapping) -> Reference:
    """Return the reference of a row of text or of a record read."""
    validity = _validity(row)
    return Reference(row["code"], row["text"], row["article"], validity, *_origin(row))


def text_from_row(row: Mapping) -> Text:
    """Return the text of a row of text or of a record read."""
    return Text(row["code"], row["pattern"], _validity(row), row.get("source") or "")


def to_number(value) -> Decimal:
    """Return a number of a row exactly; nothing is zero.

    >>> to_number("12.40"), to_number(""), to_number(0.1)
    (Decimal('12.40'), Decimal('0'), Decimal('0.1'))
    """
    try:
        return Decimal(str(value or 0).strip())
    except InvalidOperation:
        raise ValueError(f"not a number: {value!r}") from None


def to_day(value) -> date | None:
    """Return the day of a row (ISO text or date); None if it has none.

    >>> to_day("2027-01-01"), to_day(""), to_day(False)
    (datetime.date(2027, 1, 1), None, None)
    """
    return (
        date.fromisoformat(value) if isinstance(value, str) and value else value or None
    )


def _validity(row: Mapping) -> Validity:
    return Validity(to_day(row.get("valid_from")), to_day(row.get("valid_to")))


def _origin(row: Mapping) -> tuple[str, str]:
    return row.get("source") or "", row.get("verification") or UNVERIFIED


def _by_code(rows: Iterable) -> dict[str, list]:
    groups: dict[str, list] = {}
    for row in rows:
        groups.setdefault(row.code, []).append(row)
    return groups
