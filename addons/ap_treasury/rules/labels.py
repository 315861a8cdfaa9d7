# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the label of a bank line says: kinds, words of names, what may be a reference.

The words of banks are data (`LabelWords`), since each bank has its own and they change.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

_RUN = re.compile(r"\d+|[A-Z]+")
_WORD = re.compile(r"[A-Z0-9]*[A-Z][A-Z0-9]*")
_BLANK = re.compile(r"[^A-Z0-9]+")
_DATE = re.compile(r"\b\d{1,2}[/.]\d{1,2}([/.](\d{4}|\d{2}))?\b")
LONGEST_LABEL = 1000
MOST_RUNS = 60  # of which references are looked for
WIDEST = 6  # runs of letters and figures that make up one reference
SHORT_PREFIX = 4  # letters before figures that were glued to other words
LONGEST_REFERENCE = 30
SHORTEST_TAIL = 5
SHORTEST_NUMBER = 4
_DAY_OR_YEAR = re.compile(
    r"(19|20)\d\d|(0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])((20)?[0-4]\d)"
)


class LabelWords(NamedTuple):
    """The words of banks. ``kinds``: (kind, phrase) pairs, such as ``fee`` and
    ``COMMISSION``. ``noise``: words that name nobody. ``legal``: forms of companies."""

    kinds: tuple[tuple[str, str], ...] = ()
    noise: frozenset[str] = frozenset()
    legal: frozenset[str] = frozenset()


def read_words(rows: Iterable[dict[str, str]]) -> LabelWords:
    """Return the words of a table with the columns kind and words.

    The kinds ``noise`` and ``legal`` are no kinds of movements.
    """
    found: dict[str, list[str]] = {"noise": [], "legal": []}
    kinds = []
    for row in rows:
        phrase = plain(row["words"])
        if row["kind"] in found:
            found[row["kind"]] += phrase.split()
        else:
            kinds.append((row["kind"], phrase))
    kinds.sort(key=lambda pair: (-len(pair[1]), pair))
    return LabelWords(
        tuple(kinds), frozenset(found["noise"]), frozenset(found["legal"])
    )


@dataclass(frozen=True, slots=True)
class Label:
    """A label taken apart. ``text``: in capitals, words apart by one blank. ``words``:
    that may name somebody, in their order. ``runs``: letters and figures in turn.
    ``kinds``: of `LabelWords`. ``signature``: its words without figures, by which habits
    are kept."""

    text: str
    words: tuple[str, ...]
    runs: tuple[str, ...]
    kinds: frozenset[str]
    signature: str


def plain(text: str) -> str:
    """Return the text in capitals without accents and signs.

    >>> plain("Prlv. SEPA – Société d'Électricité")
    'PRLV SEPA SOCIETE D ELECTRICITE'
    """
    if text.isascii():
        return _BLANK.sub(" ", text[:LONGEST_LABEL].upper()).strip()
    upper = unicodedata.normalize("NFKD", text[:LONGEST_LABEL]).upper()
    return _BLANK.sub(
        " ", "".join(c for c in upper if not unicodedata.combining(c))
    ).strip()


def read_label(text: str, words: LabelWords) -> Label:
    """Return the label taken apart; days in it are no references."""
    found = plain(text)
    padded = f" {found} "
    begun = _phrases(words.kinds)
    kinds = frozenset(
        kind
        for word in found.split()
        if word in begun
        for kind, phrase in begun[word]
        if phrase in padded
    )
    named = significant(found, words)
    return Label(found, named, runs_of(text), kinds, _signature(found))


@lru_cache(maxsize=8)
def _phrases(
    kinds: tuple[tuple[str, str], ...],
) -> dict[str, list[tuple[str, str]]]:
    """Return the phrases of the kinds between blanks, by their first word."""
    found: dict[str, list[tuple[str, str]]] = {}
    for kind, phrase in kinds:
        first = phrase.partition(" ")[0]
        found.setdefault(first, []).append((kind, f" {phrase} "))
    return found


def runs_of(text: str) -> tuple[str, ...]:
    """Return letters and figures in turn, without days.

    >>> runs_of("VIR du 30/09/2026 FA-0117")
    ('VIR', 'DU', 'FA', '0117')
    """
    return tuple(_runs(_DATE.sub(" ", text[:LONGEST_LABEL]))[:MOST_RUNS])


def _runs(text: str) -> list[str]:
    """Return letters and figures in turn; signs between them part them already."""
    return _RUN.findall(text[:LONGEST_LABEL].upper() if text.isascii() else plain(text))


def signature_of(text: str) -> str:
    """Return the words of a label without figures, by which habits are kept.

    >>> signature_of("Prlv. SEPA 4711 Opérateur")
    'PRLV SEPA OPERATEUR'
    """
    return _signature(plain(text))


def _signature(found: str) -> str:
    return " ".join(word for word in found.split() if word.isalpha())


def significant(text: str, words: LabelWords) -> tuple[str, ...]:
    """Return the words of a plain text that may name somebody, each once.

    >>> data = LabelWords(noise=frozenset(["VIR"]), legal=frozenset(["SAS", "SARL", "SA"]))
    >>> significant("VIR SAS NORDVIK ACCESS", data), significant("SARL SA", data)
    (('NORDVIK', 'ACCESS'), ())
    """
    found = (
        word
        for word in _WORD.findall(text)
        if len(word) > 1 and word not in words.noise and word not in words.legal
    )
    return tuple(
        dict.fromkeys(word for word in found if sum(map(str.isdigit, word)) < 3)
    )


# References


@lru_cache(maxsize=1 << 18)
def reference_keys(reference: str) -> tuple[str, ...]:
    """Return the keys under which a reference is looked for in labels.

    One as it is written without signs, one without the zeros that begin its numbers.

    >>> reference_keys("FA-2026/0117"), reference_keys("11-1"), reference_keys("-")
    (('FA20260117', 'FA2026.117'), ('111', '11.1'), ())
    """
    runs = _runs(reference)
    if not any(run.isdigit() for run in runs):
        return ()
    return tuple(dict.fromkeys(key for key in _keys(runs) if key))


def label_keys(runs: Sequence[str]) -> dict[str, int]:
    """Return what in the runs of a label may be a reference: key -> how many runs it has.

    >>> label_keys(("FA", "2026", "0117"))["FA2026.117"], "FA" in label_keys(("FA", "2026"))
    (3, False)
    """
    found: dict[str, int] = {}
    figures = [run.isdigit() for run in runs]
    shorts = [_short(run) if f else run for run, f in zip(runs, figures, strict=True)]
    for start in range(len(runs)):
        head = _glued_head(runs, start)
        joined = bare = ""
        before = known = False
        for place in range(start, min(start + WIDEST, len(runs))):
            here = figures[place]
            bare += f".{shorts[place]}" if here and before else shorts[place]
            joined, before, known = joined + runs[place], here, known or here
            if not known:
                continue
            many = place - start + 1
            if len(joined) <= LONGEST_REFERENCE:
                found.setdefault(joined, many)
            if bare != joined and len(bare) <= LONGEST_REFERENCE:
                found.setdefault(bare, many)
            for size in range(1, SHORT_PREFIX + 1) if head else ():
                for key in (joined, bare):
                    found.setdefault(key[head - size :], many)
    return found


def _glued_head(runs: Sequence[str], start: int) -> int:
    """Return how long the letters before figures are, where they may be glued to a word
    before, such as VIRSEPAFA20260117; else 0."""
    head = runs[start]
    glued = (
        not head.isdigit()
        and len(head) > SHORT_PREFIX
        and start + 1 < len(runs)
        and runs[start + 1].isdigit()
    )
    return len(head) if glued else 0


def _short(figures: str) -> str:
    return figures.lstrip("0") or "0"


def tail_keys(label: Label) -> list[str]:
    """Return what may be the beginning of a reference that the end of the label cuts,
    the longest first.

    >>> tail_keys(read_label("VIR LYON FA-2026-52", LabelWords()))
    ['VIRLYONFA202652', 'LYONFA202652', 'FA202652', '202652']
    """
    runs = label.runs
    starts = range(max(0, len(runs) - WIDEST), len(runs))
    tails = ("".join(runs[start:]) for start in starts)
    return [
        tail
        for tail in tails
        if len(tail) >= SHORTEST_TAIL
        and tail[-1].isdigit()
        and not _DAY_OR_YEAR.fullmatch(tail)
    ]


def bare_numbers(label: Label) -> frozenset[str]:
    """Return the words of a label that are numbers as bills have them: figures alone,
    four or more, neither a year nor a day.

    >>> sorted(bare_numbers(read_label("VIR 000101 ECH 300926 2026 12 4711", LabelWords())))
    ['000101', '4711']
    """
    return frozenset(
        word
        for word in label.text.split()
        if len(word) >= SHORTEST_NUMBER
        and word.isdigit()
        and not _DAY_OR_YEAR.fullmatch(word)
    )


@lru_cache(maxsize=1 << 16)
def is_strong(key: str) -> bool:
    """Say whether a reference is long enough to name one bill among thousands.

    >>> is_strong("FA101"), is_strong("0002"), is_strong("20264711"), is_strong("F1")
    (True, False, True, False)
    """
    figures = sum(map(str.isdigit, key))
    if figures == len(key):
        return figures >= 6
    return len(key.replace(".", "")) >= 5 and figures >= 3


def _keys(runs) -> tuple[str, str]:
    """Return the runs joined as they are, and without leading zeros, numbers apart."""
    bare, before = "", ""
    for run in runs:
        figures = run.isdigit()
        if figures and before.isdigit():
            bare += "."
        bare += _short(run) if figures else run
        before = run
    return "".join(runs), bare
