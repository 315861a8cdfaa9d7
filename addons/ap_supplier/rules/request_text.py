# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the writer of a mail wrote: without what is quoted, without signature; and what
a forwarded mail says of its first sender."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .texts import address_of

_QUOTE = re.compile(
    r"^(?:"
    r"le .{4,120} a [\u00e9e]crit\s*:?"
    r"|on .{4,120} wrote\s*:?"
    r"|-{2,}\s*(?:message d['\u2019]origine|original message|r[\u00e9e]ponse|reply)\s*-{2,}"
    r"|_{5,}"
    r")\s*$",
    re.IGNORECASE,
)
_FORWARD = re.compile(
    r"^(?:-{2,}\s*)?(?:forwarded message|message transf[\u00e9e]r[\u00e9e]|"
    r"d[\u00e9e]but du message transf[\u00e9e]r[\u00e9e]|begin forwarded message)\b",
    re.IGNORECASE,
)
_FROM = re.compile(r"^\W*(?:from|de|exp[\u00e9e]diteur)\s*:\s*(.+)$", re.IGNORECASE)
_HEADER = re.compile(
    r"^\W*(?:from|de|sent|envoy[\u00e9e]|date|to|[\u00e0a]|cc|subject|objet)\s*:", re.IGNORECASE
)
_SIGNATURE = re.compile(r"^(?:--\s?|sent from my .*|envoy[\u00e9e] de mon .*)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mail:
    """`text`: what the writer wrote; `first_sender`: of a mail that was forwarded."""

    text: str
    first_sender: str = ""


def read(text: str | None) -> Mail:
    """Return the writer's own words; of a forwarded mail, the words that came with it.

    >>> read("Bonjour\\nPay\u00e9e ?\\n\\nLe 3 mars 2026, Us a \u00e9crit :\\n> vieux").text
    'Bonjour\\nPay\u00e9e ?'
    >>> read("FYI\\n---- Forwarded message ----\\nFrom: A <a@b.example>\\n\\nPaid?")
    Mail(text='FYI\\n\\nPaid?', first_sender='a@b.example')
    """
    lines = (text or "").replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ").split("\n")
    kept: list[str] = []
    sender, forwarded = "", False
    for place, raw in enumerate(lines):
        line = raw.strip()
        if _FORWARD.match(line):
            forwarded = True
        elif forwarded and _HEADER.match(line):
            found = _FROM.match(line)
            sender = sender or (address_of(found.group(1)) if found else "")
        elif not forwarded and _ends(line, lines[place:]):
            break
        elif not line.startswith(">"):
            kept.append(line)
    return Mail(_joined(kept), sender)


def _ends(line: str, rest: list[str]) -> bool:
    """Whether the writer's own words end here."""
    if _QUOTE.match(line) or _SIGNATURE.match(line):
        return True
    if _QUOTE.match(" ".join(one.strip() for one in rest[:2])):  # cut in two by the client
        return line[:3].lower().startswith(("le ", "on "))
    return bool(_FROM.match(line)) and sum(
        bool(_HEADER.match(one.strip())) for one in rest[:6]
    ) >= 3


def _joined(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
