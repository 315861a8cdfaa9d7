# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files of expense tools, broken in ways that happen: bytes, cells and values."""

import json
import random

import expense_files as files
from file_fuzzer import broken, broken_inside

_CELLS = (
    "", "-", "(1", "1,2,3", "1.234", "NaN", "inf", "1e9", "9" * 40, "٣", "\u00a0",
    "31/02/2026", "2026-13-40T99:99:99Z", "0000-00-00", "EURO", "ZZZ", "<b>",
    "2026-03-05T10:00:00+99:99", "=1+1", "É" * 2000,
)  # fmt: skip
_VALUES = (
    None, True, "", "x", 1, -1, 0.5, 10**18, [], {}, [None], {"a": 1}, "NaN",
    "2026-02-31", "2026-03-05T10:00:00Z", {"amount": "x", "currency": 3},
)  # fmt: skip


def _cell_broken(content, chance):
    """Return a text with one to three cells replaced by what people write."""
    text = content.decode("cp1252", "replace")
    delimiter = next((one for one in "|;\t," if text.count(one) > 8), ",")
    lines = text.split("\n")
    for _time in range(chance.randint(1, 3)):
        place = chance.randrange(len(lines))
        cells = lines[place].split(delimiter)
        cells[chance.randrange(len(cells))] = chance.choice(_CELLS)
        lines[place] = delimiter.join(cells)
    return "\n".join(lines).encode()


def _places(found, path=()):
    if isinstance(found, dict | list):
        names = found if isinstance(found, dict) else range(len(found))
        for name in names:
            yield (*path, name)
            yield from _places(found[name], (*path, name))


def _value_broken(content, chance):
    """Return a document with one to three values replaced."""
    document = json.loads(content)
    for _time in range(chance.randint(1, 3)):
        *path, last = chance.choice(list(_places(document)))
        target = document
        for name in path:
            target = target[name]
        target[last] = chance.choice(_VALUES)
        if not list(_places(document)):
            break
    return json.dumps(document).encode()


def mutations(count, seed=11):
    """Yield that many (name, bytes), every kind in turn and in two ways."""
    chance = random.Random(seed)
    known = list(files.every().items())
    for number in range(count):
        name, content = known[number % len(known)]
        inside = number // len(known) % 2
        if name.endswith(".json") and inside:
            yield name, _value_broken(content, chance)
        elif name.endswith((".csv", ".txt")) and inside:
            yield name, _cell_broken(content, chance)
        elif name.endswith(".xlsx") and inside:
            yield name, broken_inside(content, chance)
        else:
            yield name, broken(content, chance)
