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
_FORWARDED = re.compile(r"^(?:\s*re\s*:)*\s*(?:fwd?|tr)\s*:", re.IGNORECASE)
_HEADERS = 6  # lines in which the headers of a quoted mail stand
_SIGNATURE = re.compile(r"^(?:--\s?|sent from my .*|envoy[\u00e9e] de mon .*)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mail:
    """`text`: what the writer wrote; `first_sender`: of a mail that was forwarded."""

    text: str
    first_sender: str = ""


def read(text: str | None, subject: str | None = None) -> Mail:
    """Return the writer's own words; of a forwarded mail, the words that came with it. Some
    clients forward as they answer: then only the subject says so.

    >>> read("Bonjour\\nPay\u00e9e ?\\n\\nLe 3 mars 2026, Us a \u00e9crit :\\n> vieux").text
    'Bonjour\\nPay\u00e9e ?'
    >>> read("FYI\\n---- Forwarded message ----\\nFrom: A <a@b.example>\\n\\nPaid?")
    Mail(text='FYI\\n\\nPaid?', first_sender='a@b.example')
    >>> read("FYI\\n-----Original Message-----\\nFrom: A <a@b.example>\\n\\nPaid?", "FW: x").text
    'FYI\\n\\nPaid?'
    """
    lines = (text or "").replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ").split("\n")
    reader = _Reader(bool(_FORWARDED.match(subject or "")))
    for place, raw in enumerate(lines):
        if not reader.takes(raw.strip(), lines[place : place + _HEADERS]):
            break
    return Mail(_joined(reader.kept), reader.sender)


class _Reader:
    """Takes the lines of a mail one by one."""

    def __init__(self, expects: bool) -> None:
        self.expects = expects  # what follows is what was forwarded, not what is answered
        self.kept: list[str] = []
        self.sender = ""
        self.is_forwarded = self.is_signed = False

    def takes(self, line: str, rest: list[str]) -> bool:
        """Take a line; say whether the mail goes on."""
        quotes = not self.is_forwarded and _quotes(line, rest)
        if _FORWARD.match(line) or (quotes and self.expects):
            self.is_forwarded, self.is_signed = True, False
            self._note_sender(line)
        elif quotes:
            return False
        elif self.is_forwarded and _HEADER.match(line):
            self._note_sender(line)
        elif not self.is_forwarded and _SIGNATURE.match(line):
            self.is_signed = True
        elif not self.is_signed and not line.startswith(">"):
            self.kept.append(line)
        return True

    def _note_sender(self, line: str) -> None:
        found = _FROM.match(line)
        self.sender = self.sender or (address_of(found.group(1)) if found else "")


def _quotes(line: str, rest: list[str]) -> bool:
    """Say whether what is answered begins here."""
    if _QUOTE.match(line):
        return True
    if _QUOTE.match(" ".join(one.strip() for one in rest[:2])):  # cut in two by the client
        return line[:3].lower().startswith(("le ", "on "))
    return bool(_FROM.match(line)) and sum(
        bool(_HEADER.match(one.strip())) for one in rest
    ) >= 3


def _joined(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
