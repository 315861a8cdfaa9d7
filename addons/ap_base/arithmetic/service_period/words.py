# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words of time, and the text made plain.

Plain is: small letters, no accents, one kind of dash. Plain text keeps the length of
the text, so that places are the same in both.
"""

from __future__ import annotations

from unicodedata import combining, normalize

_FRENCH = (
    "janvier janv jan", "fevrier fevr fev", "mars mar", "avril avr", "mai", "juin",
    "juillet juill juil", "aout aou", "septembre sept sep", "octobre oct",
    "novembre nov", "decembre dec",
)  # fmt: skip
_ENGLISH = (
    "january jan", "february feb", "march mar", "april apr", "may", "june jun",
    "july jul", "august aug", "september sept sep", "october oct", "november nov",
    "december dec",
)  # fmt: skip


def _numbered(*languages: tuple[str, ...]) -> dict[str, int]:
    """Return each name of a month with its number."""
    return {
        name: number
        for names in languages
        for number, forms in enumerate(names, 1)
        for name in forms.split()
    }


MONTHS = _numbered(_FRENCH, _ENGLISH)
ENGLISH_MONTHS = frozenset(_numbered(_ENGLISH))
FULL_MONTHS = frozenset(
    forms.split()[0] for names in (_FRENCH, _ENGLISH) for forms in names
)
ORDINALS = {
    "premier": 1, "premiere": 1, "first": 1, "deuxieme": 2, "second": 2, "seconde": 2,
    "troisieme": 3, "third": 3, "quatrieme": 4, "fourth": 4,
}  # fmt: skip
NUMBERS = {
    "un": 1, "une": 1, "one": 1, "deux": 2, "two": 2, "trois": 3, "three": 3,
    "quatre": 4, "four": 4, "cinq": 5, "five": 5, "six": 6, "douze": 12, "twelve": 12,
    "dix-huit": 18, "eighteen": 18, "vingt-quatre": 24, "twenty-four": 24,
    "trente-six": 36, "thirty-six": 36,
}  # fmt: skip
# Months of one unit; of a word that says how long without a number.
UNITS = {
    "mois": 1, "month": 1, "months": 1, "mth": 1, "mths": 1,
    "trimestre": 3, "trimestres": 3, "quarter": 3, "quarters": 3,
    "semestre": 6, "semestres": 6, "an": 12, "ans": 12, "annee": 12, "annees": 12,
    "year": 12, "years": 12, "yr": 12, "yrs": 12,
}  # fmt: skip
RHYTHMS = {
    "mensuel": 1, "mensuelle": 1, "monthly": 1,
    "trimestriel": 3, "trimestrielle": 3, "quarterly": 3,
    "semestriel": 6, "semestrielle": 6, "half-yearly": 6,
    "annuel": 12, "annuelle": 12, "annual": 12, "yearly": 12,
    "triennal": 36, "triennale": 36,
}  # fmt: skip
WEEKDAYS = (
    "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    "mon", "tue", "wed", "thu", "fri", "sat", "sun",
)  # fmt: skip
# A bill line with one of these is about a service: a month beside it is its period.
SERVICES = (
    "abonnement", "abo", "subscription", "loyer", "loyers", "rent", "rental",
    "location", "lease", "leasing", "credit-bail", "hebergement", "hosting",
    "maintenance", "licence", "licences", "license", "licenses", "forfait",
    "redevance", "cotisation", "adhesion", "membership", "assurance", "insurance",
    "prime", "premium", "support", "assistance", "saas", "cloud", "honoraires", "fee",
    "fees", "prestation", "prestations", "service", "services", "mensualite",
    "consommation", "consommations", "usage", "telecom", "telephonie", "gardiennage",
    "nettoyage", "menage", "cleaning", "charges", "domiciliation", "interim",
    "publicite", "advertising", "campagne", "campaign", "periode", "period",
    "infogerance", "mois", "month", "retainer",
)  # fmt: skip
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\ufe58\ufe63\uff0d"
_SIGNS = {
    **dict.fromkeys(_DASHES, "-"),
    **dict.fromkeys("\u2018\u2019\u02bc\u00b4`", "'"),
    **dict.fromkeys("\u2192\u21d2\u279c\u27a1\u2794", ">"),
    "\r": "\n",
    "\u00ba": "o",
    "\u00ad": " ",
    "\u200b": " ",
    "\ufeff": " ",
}


def composed(text: str) -> str:
    """Return the text with every accent in its letter."""
    return normalize("NFC", text)


def plain(text: str) -> str:
    """Return the composed text in plain signs, of the same length.

    >>> plain("1er\u00a0Février\u00a02026 – …")
    '1er fevrier 2026 - …'
    """
    return "".join(map(_plain_sign, text))


def _plain_sign(sign: str) -> str:
    """Return the one plain sign that stands for this one."""
    if sign in _SIGNS:
        return _SIGNS[sign]
    if sign.isspace() and sign != "\n":
        return " "
    if sign.isascii():
        return sign.lower()
    base = [part for part in normalize("NFKD", sign) if not combining(part)]
    if len(base) == 1 and base[0].isascii() and base[0].isalpha():
        return base[0].lower()
    return sign
