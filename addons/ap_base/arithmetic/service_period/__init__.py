# SPDX-License-Identifier: AGPL-3.0-or-later
"""Service periods in the words of a bill, French and English.

Text and the day of the bill come in, periods come out, with the words they were read
from: `find` gives all of them, best first, `best` the one that stands alone. Nothing is
guessed from a lone date, a number of a document or a version: what is not clearly a
period is no period.

- `words`: months, lengths and other words, and the text made plain
- `points`: one day, month, quarter or half-year, as people write it
- `patterns`: how points make ranges, and what must not stand before or after
- `finder`: the rules, in the order of their strength
- `following`: periods from a day and a length, or from the period before
"""

from .finder import CERTAIN, CLEAR, GUESSED, FoundPeriod, best, find
from .following import days_apart, following, months_from

__all__ = [
    "CERTAIN",
    "CLEAR",
    "GUESSED",
    "FoundPeriod",
    "best",
    "days_apart",
    "find",
    "following",
    "months_from",
]
