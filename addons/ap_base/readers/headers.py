# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names of columns made comparable."""

import re
import unicodedata

_UNSEEN = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_APART = re.compile(r"[\s_.:;*/()\[\]'’\"-]+")


def header_key(text: str) -> str:
    """Return the name of a column without case, accents, blanks and punctuation.

    However the accents are written: one sign, or a letter and its accent (NFD). Signs
    like € and % stay, since they distinguish columns.

    >>> header_key("Libellé"), header_key("LIBELLE "), header_key("De\u0301bit (EUR)")
    ('libelle', 'libelle', 'debit eur')
    >>> header_key("N° compte"), header_key("Date_comptable")
    ('n° compte', 'date comptable')
    """
    plain = unicodedata.normalize("NFKD", _UNSEEN.sub("", text))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    return _APART.sub(" ", plain).strip()
