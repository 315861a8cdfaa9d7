# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rules over labels that people write: checked before they are kept, made from a line.

A pattern runs over thousands of labels: one that takes a time that grows with powers of
the label's length is refused, as is one that fits everything.
"""

from __future__ import annotations

import re
import sys

from .labels import Label

GROUPS = frozenset({"reference", "partner", "iban"})
LONGEST_PATTERN = 300

if sys.version_info >= (3, 11):
    from re import _constants as _codes
    from re import _parser
else:  # the same modules under their older names
    import sre_constants as _codes
    import sre_parse as _parser

_REPEATS = {_codes.MAX_REPEAT, _codes.MIN_REPEAT}
WIDE = 30  # a repetition of more counts as one without an end
MOST_OPEN = 3  # repetitions without an end that follow each other


def pattern_problem(pattern: str) -> str:
    """Return why a pattern is refused, "" for a good one.

    ``empty``, ``long``, ``syntax``, ``group`` (a name that no rule knows), ``everything``
    (it fits the empty label), ``slow`` (a repetition inside a repetition, or several
    in a row: a label that almost fits would take hours).

    >>> pattern_problem(r"^FRAIS (?P<reference>[0-9]+)"), pattern_problem("(A+)+B")
    ('', 'slow')
    >>> pattern_problem("("), pattern_problem("(?P<x>A)"), pattern_problem("A*")
    ('syntax', 'group', 'everything')
    """
    if not pattern.strip():
        return "empty"
    if len(pattern) > LONGEST_PATTERN:
        return "long"
    try:
        compiled, tree = re.compile(pattern), _parser.parse(pattern)
    except (re.error, OverflowError, RecursionError):
        return "syntax"
    if set(compiled.groupindex) - GROUPS:
        return "group"
    if _nested(tree, inside=False) or _open_repeats(tree) > MOST_OPEN:
        return "slow"
    return "everything" if compiled.search("") else ""


def _nested(tree: object, inside: bool) -> bool:
    """Say whether an endless repetition stands inside another one, or a backward
    reference anywhere."""
    for code, argument in tree:
        if code == _codes.GROUPREF:
            return True
        endless = code in _REPEATS and argument[1] > WIDE
        if endless and inside:
            return True
        for part in _parts(argument):
            if _nested(part, inside or endless):
                return True
    return False


def _open_repeats(tree: object) -> int:
    """Return how many endless repetitions a pattern has."""
    count = 0
    for code, argument in tree:
        count += code in _REPEATS and argument[1] > WIDE
        count += sum(_open_repeats(part) for part in _parts(argument))
    return count


def _parts(argument: object) -> list:
    """Return the patterns inside an argument of the parsed tree."""
    if isinstance(argument, _parser.SubPattern):
        return [argument]
    if isinstance(argument, tuple | list):
        return [part for one in argument for part in _parts(one)]
    return []


def pattern_of(label: Label) -> str:
    """Return a pattern that fits labels like this one: its words in their order, any
    figures between them.

    >>> from .labels import LabelWords, read_label
    >>> pattern_of(read_label("COTIS CARTE 4974XX 09/26", LabelWords()))
    '^COTIS CARTE\\\\b'
    """
    words = []
    for word in label.text.split():
        if not word.isalpha():
            break
        words.append(re.escape(word))
    return "^" + " ".join(words) + r"\b" if words else ""
