# SPDX-License-Identifier: AGPL-3.0-or-later
"""Field 86 of MT940: parts with ?20 …, words between slashes, or free text."""

from __future__ import annotations

import re
from dataclasses import replace

from .figures import clean, joined
from .statement import Entry

_WIDTH = 65  # a row of that width goes on without a blank
_PARTS = re.compile(r"\?(\d\d)")
_SEPA = re.compile(r"(EREF|KREF|MREF|CRED|DEBT|SVWZ|ABWA|ABWE|IBAN|BIC|PURP)\+")
_WORDS = re.compile(
    r"/(EREF|PREF|KREF|MARF|CSID|CNTP|REMI|BENM|ORDP|NAME|IBAN|BIC|RTRN|ISDT|ADDR|TRCD|PURP"
    r"|OCMT|CHGS|ULTD|ULTB|TRTP|SVCL|ID|USTD|STRD)(?=/)"
)
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?")
_NOT_PROVIDED = frozenset({"NOTPROVIDED", "NONREF"})
_PURPOSE = tuple(f"{n}" for n in (*range(20, 30), *range(60, 64)))


def add(entry: Entry, text: str) -> Entry:
    """Return the entry with the facts of its field 86."""
    rows = text.split("\n")
    if _PARTS.search(text):
        return _german(entry, "".join(rows))
    whole = _unwrapped(rows)
    if len(_WORDS.findall(whole.replace("\n", ""))) > 1:
        return _slashes(entry, whole)
    facts = replace(entry.facts, remittance=clean(whole))
    return replace(entry, facts=facts, label=joined(entry.label, whole))


def _unwrapped(rows: list[str]) -> str:
    """Return the rows in one; a full row was cut anywhere."""
    text = ""
    for number, row in enumerate(rows):
        full = number and len(rows[number - 1].rstrip("\r")) >= _WIDTH
        text += row if full or not number else " " + row
    return text


def _german(entry: Entry, text: str) -> Entry:
    """Code of three figures, then parts: ?00 text, ?20 purpose, ?30 bank, ?32 name."""
    head, *pieces = _PARTS.split(text)
    parts = dict.fromkeys(pieces[::2], "")
    for number, part in zip(pieces[::2], pieces[1::2], strict=True):
        parts[number] += part
    purpose = "".join(parts.get(number, "") for number in _PURPOSE)
    words = _sepa(purpose)
    account = clean(parts.get("31", "") or parts.get("38", "")).replace(" ", "")
    facts = replace(
        entry.facts,
        name=clean(parts.get("32", "") + parts.get("33", "")),
        iban=words.get("IBAN") or parts.get("38", "").replace(" ", "") or account,
        bic=words.get("BIC") or clean(parts.get("30", "")),
        end_to_end=_known(words.get("EREF", "")),
        mandate=words.get("MREF", ""),
        creditor=words.get("CRED", ""),
        remittance=words.get("SVWZ", "") or words.get("", ""),
        purpose=words.get("PURP", ""),
        reference=entry.facts.reference or words.get("KREF", ""),
        kept=entry.facts.kept + _rest(parts, words),
    )
    label = joined(parts.get("00", ""), entry.label, facts.remittance)
    codes = entry.codes + ((("bank", clean(head)[:3]),) if clean(head) else ())
    return replace(entry, facts=facts, label=label, codes=codes)


def _rest(parts: dict[str, str], words: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """Return the parts that have no place of their own."""
    read = {"00", "30", "31", "32", "33", "38", *_PURPOSE}
    kept = [
        ("?" + number, clean(text))
        for number, text in parts.items()
        if number not in read
    ]
    kept += [
        (name, text) for name, text in words.items() if name in ("DEBT", "ABWA", "ABWE")
    ]
    return tuple((name, text) for name, text in kept if text)


def _sepa(purpose: str) -> dict[str, str]:
    """Return the words of SEPA in a purpose: EREF+…MREF+…; "" for what is before."""
    head, *pieces = _SEPA.split(purpose)
    words = {"": clean(head)}
    for name, text in zip(pieces[::2], pieces[1::2], strict=True):
        words.setdefault(name, clean(text))
    return words


def _slashes(entry: Entry, text: str) -> Entry:
    """Words between slashes: /EREF/…/CNTP/account/bank/name///REMI/USTD//…"""
    whole = text.replace("\n", "")
    head, *pieces = _WORDS.split(whole)
    words: dict[str, str] = {}
    for name, part in zip(pieces[::2], pieces[1::2], strict=True):
        words.setdefault(name, part)
    party = _party(words)
    remittance = words.get("USTD") or words.get("REMI") or ""
    structured = words.get("STRD", "").strip("/ ")
    reason = _word(words, "RTRN")
    facts = replace(
        entry.facts,
        **party,
        end_to_end=_known(_word(words, "EREF")),
        mandate=_word(words, "MARF"),
        creditor=_word(words, "CSID"),
        batch=_word(words, "PREF"),
        remittance=joined(head, remittance.strip("/ "), structured),
        structured=structured.rpartition("/")[2],
        return_reason=reason,
        kept=entry.facts.kept + _unread(words),
    )
    label = joined(entry.label, facts.name, facts.remittance)
    return replace(entry, facts=facts, label=label)


def _unread(words: dict[str, str]) -> tuple[tuple[str, str], ...]:
    names = (
        "ISDT",
        "ADDR",
        "TRCD",
        "OCMT",
        "CHGS",
        "ULTD",
        "ULTB",
        "TRTP",
        "SVCL",
        "ID",
    )
    kept = ((name, _word(words, name)) for name in names)
    return tuple((name, part) for name, part in kept if part)


def _party(words: dict[str, str]) -> dict[str, str]:
    """Return name, account and bank of the counterpart."""
    found = {
        "name": _word(words, "NAME"),
        "iban": _word(words, "IBAN"),
        "bic": _word(words, "BIC"),
    }
    pieces = [clean(piece) for piece in words.get("CNTP", "").split("/")]
    for piece in filter(None, pieces):
        compact = piece.replace(" ", "")
        if _IBAN.fullmatch(compact) and not found["iban"]:
            found["iban"] = compact
        elif _BIC.fullmatch(compact) and not found["bic"]:
            found["bic"] = compact
        elif not found["name"]:
            found["name"] = piece
    return {key: value for key, value in found.items() if value}


def _word(words: dict[str, str], name: str) -> str:
    return clean(words.get(name, "")).strip("/ ")


def _known(reference: str) -> str:
    return "" if reference.upper() in _NOT_PROVIDED else reference
