# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mentions an invoice must bear: present, missing, or not verifiable.

French law asks for twenty (CGI ann. II 242 nonies A; C. com. L441-9, R123-237); a
foreign supplier follows its own law, so that fewer are asked of it; a small invoice may
leave two out; four are new with e-invoicing. Which, for whom, from when and by which
article is given by dated rows (`MentionPart`, `Law`), none of it here.

Truth has an order: structured XML, then a field typed from the invoice, then the text of
the PDF. Only a full XML, or a text that could be read, can prove that something is
missing; the text alone never proves it enough to block.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from . import mention_text
from .law import Law
from .remarks import BLOCKING, INFO, WARNING, worst

PRESENT, MISSING = "present", "missing"
UNVERIFIABLE, NOT_APPLICABLE = "unverifiable", "not_applicable"
XML, FIELD, TEXT, UNREADABLE = "xml", "field", "text", "unreadable"
FULL, PARTIAL = "full", "partial"
FRENCH = frozenset({"FR", "GP", "MQ", "GF", "RE", "YT"})
# Facts that an invoice itself states: unknown and unsaid means no.
STATED_BY_THE_INVOICE = frozenset({"debits_option", "self_billed", "margin", "rebate"})
OPPOSITE = {"sole_trader": "company", "company": "sole_trader"}
SIZES = ("large", "mid", "small")
OTHER_PARTY = {
    "seller_siren": ("buyer_siren",),
    "seller_vat": ("buyer_vat",),
}
TRUE = (True, "True", "1")


@dataclass(frozen=True, slots=True)
class Known:
    """A value of the bill and where it was found: xml, field, text, or unreadable."""

    value: str
    source: str


@dataclass(frozen=True, slots=True)
class MentionPart:
    """One thing a mention consists of; see the data file for the columns."""

    mention: int
    mention_code: str
    code: str
    reference: str
    condition: str
    severity: str
    foreign: bool
    simplified: bool
    reform: bool
    certain: bool


@dataclass(frozen=True, slots=True)
class Bill:
    """What is known of a bill when its mentions are checked.

    ``day``: of issue, or else of entry: the day of the law. ``country``: the supplier's.
    ``size``: of the issuer (large, mid, small), "" unknown. ``untaxed``: total in euros.
    ``structured``: full when the XML is the whole invoice, partial (MINIMUM, BASIC WL) when
    it is not, "" without XML. ``known``: per part. ``expected``: value per part that the
    text should show (names, our SIREN). ``text``: of the PDF and of the notes of the XML;
    None if there is no PDF. ``facts``: conditions of parts, None or absent: unknown.
    """

    day: date
    country: str = "FR"
    size: str = ""
    untaxed: Decimal | None = None
    structured: str = ""
    known: Mapping[str, Known] = field(default_factory=dict)
    expected: Mapping[str, str] = field(default_factory=dict)
    text: str | None = None
    facts: Mapping[str, bool | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PartResult:
    """One part: its status, where it was found or looked for, and the words found."""

    code: str
    status: str
    source: str = ""
    excerpt: str = ""
    severity: str = ""


@dataclass(frozen=True, slots=True)
class MentionResult:
    """One mention: the worst of its parts. ``reference``: cited as on the day."""

    number: int
    code: str
    status: str
    severity: str
    reference: str
    parts: tuple[PartResult, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """Codes of the parts to ask the supplier for."""
        return tuple(part.code for part in self.parts if part.status == MISSING)


def parts_from_rows(
    mentions: Iterable[Mapping], parts: Iterable[Mapping]
) -> tuple[MentionPart, ...]:
    """Return the parts of rows of text or of records read, in the order of the law."""
    known = {row["code"]: row for row in mentions}
    made = []
    for row in parts:
        mention = known[row["mention"]]
        flags = [row[n] in TRUE for n in ("foreign", "simplified", "reform", "certain")]
        reference = row["reference_code"] or mention["reference_code"]
        texts = row["code"], reference, row["condition"] or "", row["severity"]
        made.append(
            MentionPart(int(mention["number"]), mention["code"], *texts, *flags)
        )
    return tuple(sorted(made, key=lambda part: part.mention))


def check(
    law: Law, parts: Iterable[MentionPart], bill: Bill
) -> tuple[MentionResult, ...]:
    """Return the result of every mention, in the order of the law."""
    readable = mention_text.is_readable(bill.text)
    text = mention_text.plain_text(bill.text or "") if readable else None
    groups: dict[int, list[tuple[MentionPart, PartResult]]] = {}
    for part in parts:
        result = _check_part(law, part, bill, text)
        groups.setdefault(part.mention, []).append((part, result))
    return tuple(_mention(law, bill, group) for group in groups.values())


def as_written(results: Iterable[MentionResult], text: str | None) -> tuple:
    """Return the results with the lines of the text, instead of words made plain."""
    results = tuple(results)
    words = {
        part.excerpt
        for result in results
        for part in result.parts
        if part.source == TEXT and part.excerpt
    }
    lines = mention_text.as_written(words, text or "") if words else {}

    def written(part: PartResult) -> PartResult:
        line = lines.get(part.excerpt) if part.source == TEXT else None
        return replace(part, excerpt=line) if line else part

    return tuple(
        replace(result, parts=tuple(map(written, result.parts))) for result in results
    )


def _mention(law: Law, bill: Bill, group: list) -> MentionResult:
    """Sum up the parts; cite the article of the first missing one."""
    results = tuple(result for _part, result in group)
    found = {result.status for result in results}
    status = next((s for s in (MISSING, UNVERIFIABLE, PRESENT) if s in found), "")
    wanting = [part for part, result in group if result.status == status]
    severity = worst(result.severity for result in results if result.severity)
    first = (wanting or [group[0][0]])[0]
    cited = law.cite(first.reference, bill.day)
    code = first.mention_code
    return MentionResult(
        first.mention, code, status or NOT_APPLICABLE, severity, cited, results
    )


def _check_part(law: Law, part: MentionPart, bill: Bill, text) -> PartResult:
    if not is_french(bill) and not part.foreign:
        return PartResult(part.code, NOT_APPLICABLE)
    found = _find(part, bill, text)
    if found:
        return PartResult(part.code, PRESENT, *found)
    applies = _applies(law, part, bill)
    known = bill.known.get(part.code)
    if applies is False:
        return PartResult(part.code, NOT_APPLICABLE)
    if applies is None or (known and known.source == UNREADABLE):
        return PartResult(part.code, UNVERIFIABLE)
    if bill.structured == FULL:
        return PartResult(part.code, MISSING, XML, "", _severity(law, part, bill, XML))
    if text is not None and part.certain:
        return PartResult(
            part.code, MISSING, TEXT, "", _severity(law, part, bill, TEXT)
        )
    return PartResult(part.code, UNVERIFIABLE, TEXT if text is not None else "")


def _find(part: MentionPart, bill: Bill, text) -> tuple[str, str] | None:
    """Return (source, words) where the part was found."""
    known = bill.known.get(part.code)
    if known and known.value and known.source != UNREADABLE:
        return known.source, str(known.value)
    if text is None:
        return None
    expected = bill.expected.get(part.code)
    if expected and mention_text.holds(expected, text):
        return TEXT, expected
    others = OTHER_PARTY.get(part.code, ())
    numbers = (
        mention_text.plain_text(bill.expected.get(o, "")).squeezed for o in others
    )
    words = mention_text.find(part.code, text, tuple(filter(None, numbers)))
    return (TEXT, words) if words else None


def is_french(bill: Bill) -> bool:
    """Return whether French law says what the supplier's invoice must bear.

    >>> is_french(Bill(date(2026, 1, 1), "RE")), is_french(Bill(date(2026, 1, 1), "DE"))
    (True, False)
    """
    return bill.country in FRENCH


def is_simplified(law: Law, bill: Bill) -> bool:
    """Return whether the invoice may leave some mentions out (242 nonies A, II).

    Never for an exempt supply inside the Union.
    """
    most = law.value("invoice.simplified_max_ht", bill.day)
    if most is None or bill.untaxed is None or bill.facts.get("intra_eu_exempt"):
        return False
    return abs(bill.untaxed) <= most


def _applies(law: Law, part: MentionPart, bill: Bill) -> bool | None:
    """Return whether the part is asked of this bill; None: nobody knows."""
    if part.simplified and is_simplified(law, bill):
        return False
    if part.reform and not _anyone_issues(law, bill.day):
        return False
    if not part.condition:
        return True
    stated = bill.facts.get(part.condition)
    if stated is None and bill.facts.get(OPPOSITE.get(part.condition)):
        return False
    return (
        False if stated is None and part.condition in STATED_BY_THE_INVOICE else stated
    )


def _anyone_issues(law: Law, day: date) -> bool:
    return any(law.holds(f"einvoice.issue.{size}", day) for size in SIZES)


def _severity(law: Law, part: MentionPart, bill: Bill, evidence: str) -> str:
    """Return how grave it is that the part is missing.

    A new mention: as the row says once the issuer must e-invoice (decree 2022-1299 ties
    them), information before; a warning when its size, hence its date, is unknown.
    """
    severity = part.severity
    if part.reform:
        sizes = [bill.size] if bill.size in SIZES else SIZES
        obliged = [law.holds(f"einvoice.issue.{size}", bill.day) for size in sizes]
        if not all(obliged):
            severity = WARNING if any(obliged) else INFO
        if not is_french(bill):
            severity = INFO
    weak = evidence == TEXT or not is_french(bill)
    return WARNING if weak and severity == BLOCKING else severity
