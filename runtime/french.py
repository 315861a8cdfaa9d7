# SPDX-License-Identifier: AGPL-3.0-or-later
"""French typography: which spaces do not break, and which are narrow."""

import re

WIDE, NARROW = "\u00a0", "\u202f"
ANY = f"[ {WIDE}{NARROW}]*"
# What is no text: placeholders, entities, tags, addresses. Private-use characters stand
# for them meanwhile.
PROTECTED = re.compile(
    r"%\(\w+\)[#0\- +]*[\d.]*[a-zA-Z]|%%|&#?\w+;|<[^>]*>|\{\{.*?\}\}|\{[^{}]*\}|https?://\S+"
)
FIRST, LAST = "\ue000", "\uf8ff"
BEFORE = rf"(?<=[\w)\]»%…”°}}{FIRST}-{LAST}])"
AFTER = rf"(?=[\s»){FIRST}-{LAST}]|$)"


def typeset(text: str) -> str:
    """The text with a no-break space before the colon, before the euro and inside
    quotation marks, and a narrow one before ; ! ? and %.

    >>> typeset("Facture : « %(bill)s » ; payée à 20 % ?").replace(WIDE, "~").replace(NARROW, "^")
    'Facture~: «~%(bill)s~»^; payée à 20^%^?'
    >>> typeset("10:30, http://a.example/?b=1; et %(rate)s %%").replace(NARROW, "^")
    '10:30, http://a.example/?b=1; et %(rate)s^%%'
    """
    kept = []

    def protect(match):
        kept.append(match.group(0))
        return chr(ord(FIRST) + len(kept) - 1)

    text = _spaces(PROTECTED.sub(protect, text), kept)
    for place, original in enumerate(kept):
        text = text.replace(chr(ord(FIRST) + place), original)
    return text


def _spaces(text: str, kept: list[str]) -> str:
    """The same, while `kept` is protected."""
    percents = "".join(
        chr(ord(FIRST) + place) for place, word in enumerate(kept) if word == "%%"
    )
    for pattern, new in (
        (f"«{ANY}", f"«{WIDE}"),
        (f"{ANY}»", f"{WIDE}»"),
        (f"{BEFORE}{ANY}([;!?]){AFTER}", rf"{NARROW}\1"),
        (f"{BEFORE}{ANY}:{AFTER}", f"{WIDE}:"),
        (rf"(?<=[\d{FIRST}-{LAST}])[ {WIDE}{NARROW}]+(?=[%{percents}])", NARROW),
        (rf"(?<=\d)[ {NARROW}]+(?=€)", WIDE),
    ):
        text = re.sub(pattern, new, text)
    return text
