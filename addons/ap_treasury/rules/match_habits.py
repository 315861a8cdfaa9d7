# SPDX-License-Identifier: AGPL-3.0-or-later
"""Habits: which party was behind a label before, learned from what people decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from .labels import LabelWords, read_label
from .match_values import Key


def learn(
    history: Iterable[tuple[str, Key]], words: LabelWords
) -> Mapping[str, Mapping[Key, int]]:
    """Return for each label signature how often it was which party.

    ``history``: (label, party) of lines matched before, those a person confirmed. A
    signature made of nothing but words of banks (VIR SEPA) names nobody and is
    left out.

    >>> data = LabelWords(noise=frozenset(["PRLV", "SEPA", "VIR"]))
    >>> learn([("PRLV SEPA SGB 0926", "P"), ("PRLV SEPA SGB 1026", "P"), ("VIR", "Q")], data)
    {'PRLV SEPA SGB': {'P': 2}}
    """
    found: dict[str, Counter[Key]] = {}
    for text, party in history:
        label = read_label(text, words)
        if label.words and label.signature:
            found.setdefault(label.signature, Counter())[party] += 1
    return {signature: dict(counts) for signature, counts in found.items()}
