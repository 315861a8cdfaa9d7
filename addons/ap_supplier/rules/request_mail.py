# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which mails nobody wrote, and which request a mail belongs to."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .texts import address_of, domain_of, plain

_MARK = re.compile(r"\[?\b(REQ/\d{4}/\d{3,})\b\]?", re.IGNORECASE)
_ROBOT = re.compile(
    r"mailer-daemon|postmaster|bounces?|.*\b(?:no-?reply|do-?not-?reply|ne-?pas-?repondre|nepasrepondre)\b.*"
)
_BULK = ("bulk", "junk", "auto_reply", "list")
_SUBJECTS = (
    "out of office", "automatic reply", "auto reply", "autoreply", "undeliverable",
    "delivery status notification", "mail delivery failed", "returned mail",
    "absence du bureau", "absent du bureau", "reponse automatique", "message automatique",
    "non remis", "accuse de reception automatique", "delivery failure",
)  # fmt: skip


def is_automatic(headers: Mapping[str, str], subject: str = "", sender: str = "") -> bool:
    """Say whether a machine wrote it: an absence, a receipt, an undelivered mail. Nothing
    answers it, so that two machines never write to each other (RFC 3834).

    >>> is_automatic({"Auto-Submitted": "auto-replied"}), is_automatic({"Auto-Submitted": "no"})
    (True, False)
    >>> is_automatic({}, "R\u00e9ponse automatique : cong\u00e9s"), is_automatic({}, "Facture")
    (True, False)
    >>> is_automatic({"Return-Path": "<>"}), is_automatic({}, sender="mailer-daemon@x.example")
    (True, True)
    """
    given = {name.lower(): str(value).strip().lower() for name, value in headers.items()}
    if given.get("auto-submitted", "no") not in ("no", ""):
        return True
    if given.get("precedence", "") in _BULK or given.get("return-path", "") == "<>":
        return True
    if any(name in given for name in ("x-autoreply", "x-autorespond", "x-auto-reply")):
        return True
    if is_robot(sender):
        return True
    return plain(subject).startswith(_SUBJECTS)


def is_robot(sender: str) -> bool:
    """Say whether nobody reads what is sent to that address.

    >>> is_robot("Alpha <no-reply@alpha.example>"), is_robot("noreply+17@alpha.example")
    (True, True)
    >>> is_robot("billing.no_reply@alpha.example"), is_robot("norbert@alpha.example")
    (True, False)
    """
    local = address_of(sender).partition("@")[0].replace("_", "-").replace(".", "-")
    return bool(_ROBOT.fullmatch(local.partition("+")[0].replace("--", "-")))


def sender_signs(headers: Mapping[str, str], sender: str) -> list[str]:
    """Return what speaks against the sender: `reply_to` (answers go elsewhere), `auth` (the
    receiving server found the address forged), `name` (another address in the name).

    >>> sender_signs({"Reply-To": "x@evil.example"}, "A <a@alpha.example>")
    ['reply_to']
    >>> sender_signs({"Authentication-Results": "mx; dmarc=fail"}, "b@x.example <a@alpha.example>")
    ['auth', 'name']
    """
    given = {name.lower(): str(value).lower() for name, value in headers.items()}
    name, _sign, address = sender.rpartition("<")
    found = []
    if domain_of(given.get("reply-to")) not in ("", domain_of(address)):
        found.append("reply_to")
    if re.search(r"\b(?:spf|dkim|dmarc)=(?:fail|softfail|reject)", given.get("authentication-results", "")):
        found.append("auth")
    if address_of(name) not in ("", address_of(address)):
        found.append("name")
    return found


def mark_of(*texts: str) -> str:
    """Return the mark of a request in a subject or text, else nothing.

    >>> mark_of("RE: Facture [REQ/2026/0012] relance"), mark_of("Facture")
    ('REQ/2026/0012', '')
    """
    for text in texts:
        found = _MARK.search(text or "")
        if found:
            return found.group(1).upper()
    return ""


def bare_subject(subject: str | None) -> str:
    """Return the subject without Re, Fwd, Tr and marks.

    >>> bare_subject("RE: TR : Fwd: Facture FA-1042 [REQ/2026/0012]")
    'Facture FA-1042'
    """
    text = _MARK.sub("", subject or "")
    bare = re.sub(r"^(?:\s*(?:re|fwd?|tr|rep|r\u00e9p|aw|wg)\s*(?:\[\d+\])?\s*:)+", "", text, flags=re.I)
    return " ".join(bare.split())
