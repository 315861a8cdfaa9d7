# SPDX-License-Identifier: AGPL-3.0-or-later
"""How points make ranges and lengths, and what must not stand around them."""

from __future__ import annotations

import re

from . import points
from .points import any_of
from .words import MONTHS, NUMBERS, RHYTHMS, SERVICES, UNITS, WEEKDAYS

# No letter, no figure and no number goes on there: a part of something longer is none.
LEFT = r"(?<![0-9a-z])(?<![0-9a-z][./_-])"
RIGHT = r"(?![0-9a-z]|[./_-][0-9a-z]|,[0-9]| ?%)"

_WEEKDAY = rf"(?:(?:{any_of(WEEKDAYS)})\.?,? +)?"
_ARTICLE = rf"(?:le +|the +)?{_WEEKDAY}"
_TIME = (
    r"(?:(?:,? +(?:a +)?|t)[0-9]{1,2}[:h][0-9]{2}(?::[0-9]{2})?(?: ?(?:am|pm|utc|z))?)?"
)
_INCLUDED = r"(?: +\(?(?:inclus|incluse|included|inclusive)\)?)?"
_TO = r"(?:jusqu'au|jusqu'a|up to|until|till|through|thru|to|au|a)"
_OPEN = rf"(?P<open>(?:(?:du|de|from|depuis|des)\s+|d'){_ARTICLE}(?:debut +)?)?"
_BETWEEN = rf"(?P<open>(?:entre|between)\s+{_ARTICLE})"
_LABELLED = r"(?P<open>(?:debut|start|from|du|begin|beginning)(?: +date)?\s*[:=]\s*)"
_WORD = rf"\s+(?P<word>{_TO})\s+{_ARTICLE}(?:(?:fin|end of) +)?"
_SIGN = rf"\s*(?:-{{1,2}}>?|>|=>)\s*{_ARTICLE}"
_JOIN = rf"{_TIME}{_INCLUDED},?(?:{_WORD}|{_SIGN})"
_AND = rf"{_TIME},?\s+(?:et|and)\s+{_ARTICLE}"
_END = (
    r"[\s,;|/)(-]+(?:date +(?:de +)?|service +|period +)?"
    r"(?:fin|end|to|au)(?: +date)?\s*[:=]\s*"
)
_POINT, _DATED = points.ANY_POINT, points.DATED
_MONTHED = rf"(?:{_DATED}|{points.DAY_MONTH})"
RANGES = tuple(
    re.compile(rf"{LEFT}{pattern}{_TIME}{RIGHT}")
    for pattern in (
        rf"{_OPEN}(?P<a>{_POINT}){_JOIN}(?P<b>{_POINT})",
        rf"{_BETWEEN}(?P<a>{_POINT}){_AND}(?P<b>{_POINT})",
        rf"{_LABELLED}(?P<a>{_DATED}){_TIME}{_END}(?P<b>{_DATED})",
        rf"(?P<open>)(?P<a>{_DATED}) ?/ ?(?P<b>{_DATED})",
        rf"{_OPEN}(?P<a>{points.BARE_DAY}){_JOIN}(?P<b>{_MONTHED})",
    )
)

# Lengths: "12 mois", "un an", "annual".
_NUMBER = rf"(?P<number>[0-9]{{1,3}}|{any_of(NUMBERS)})"
LENGTH_WORDS = (
    rf"(?:{_NUMBER}[ -]*(?P<unit>{any_of(UNITS)})|(?P<rhythm>{any_of(RHYTHMS)}))"
    r"(?![a-z])"
)
LENGTH = re.compile(rf"(?<![0-9a-z.,]){LENGTH_WORDS}")
_SINCE = (
    r"(?:a compter|a partir|a dater|prenant effet|debutant|commencant|demarrant|debut"
    r"|des|starting|beginning|commencing|effective|with effect|as of|as from|from)"
    r"(?: +(?:le|du|de|on|from|as of))?\s*:?\s+(?:de +|d'|du +|le +)?"
)
_FOR = (
    r"[\s,(:-]*(?:pour|for|duree|sur|pendant|renewal|term)\b[ :]*"
    r"(?:(?:une|la|a|the) +)?(?:duree +|period +|periode +|term +)?(?:de +|d'|of +)?"
)
# What "12 months" is of, when it is not of the service.
_OTHER_LENGTH = (
    r"(?:garantie?s?|warranty|guarantee|engagement|commitment|preavis|notice|payable"
    r"|paiement|payment|delai|minimum|minimale|remboursable|validite|valable|valid)"
)
OTHER_LENGTH_BEFORE = re.compile(rf"\b{_OTHER_LENGTH}\b[^.;,\n]*$")
EXTENSION = re.compile(r"\b(?:extension|extended|contrat|contract)\b")
LENGTH_FIRST = re.compile(
    rf"(?<![0-9a-z.,]){LENGTH_WORDS}(?P<between>[^0-9.;\n]{{0,40}}?)"
    rf"[ ,(:-](?:{_SINCE}){_ARTICLE}(?P<start>{_POINT}){RIGHT}"
)
START_FIRST = re.compile(
    rf"(?<![0-9a-z])(?:{_SINCE}|du +|{_ARTICLE}){_ARTICLE}"
    rf"(?P<start>{_POINT}){_TIME}{_FOR}{LENGTH_WORDS}"
)

# "March 1-31, 2026"
DAYS_OF_MONTH = re.compile(
    rf"{LEFT}(?P<month>{points.BARE_MONTH}) +(?P<a>[0-9]{{1,2}})"
    rf" ?- ?(?P<b>[0-9]{{1,2}}),? +(?P<year>20[0-9]{{2}}){RIGHT}"
)
MONTH_LIST = re.compile(
    rf"{LEFT}(?P<list>(?:{points.BARE_MONTH}\s*(?:,|/|&|\+|\bet\b|\band\b)\s*)+)"
    rf"(?P<last>{points.NAMED_MONTH}){RIGHT}"
)
# Three and more: between them a dash is no "to".
MONTH_CHAIN = re.compile(
    rf"{LEFT}(?P<list>(?:{points.BARE_MONTH}(?: 20[0-9]{{2}})?\s*(?:[-,/&+]|\bet\b"
    rf"|\band\b)\s*){{2,}})(?P<last>{points.NAMED_MONTH}){RIGHT}"
)
MONTH_NAME = re.compile(rf"(?<![a-z])(?:{any_of(MONTHS)})(?![a-z])")


def _single(pattern: str) -> re.Pattern:
    return re.compile(rf"{LEFT}(?P<point>{pattern}){RIGHT}")


LONE_DAY = _single(rf"{_DATED}|{points.DAY_MONTH}")
QUARTER = _single(points.QUARTER)
HALF = _single(points.HALF)
NAMED_MONTH = _single(points.NAMED_MONTH)
NUMERIC_MONTH = _single(points.NUMERIC_MONTH)
BARE_MONTH = _single(points.BARE_MONTH)
BARE_PART = _single(rf"{points.BARE_QUARTER}|{points.BARE_HALF}")
YEAR = re.compile(
    r"(?<![0-9a-z])(?:annee|exercice|year|fy|annuel|annuelle|annual|cotisations?"
    r"|adhesion|membership|abonnement|subscription|assurance|insurance|prime|redevance"
    r"|maintenance|hebergement|hosting|taxe fonciere|cfe)"
    r"(?: +(?:civile|fiscale|comptable|annuelle|annuel|fees?|dues))?\s*:?\s*"
    rf"(?P<year>20[0-9]{{2}}){RIGHT}(?!\s*(?:-|/|&|a\b|au\b|et\b|to\b|and\b)\s*(?:20)?[0-9])"
)

# Before a month, these announce a document, a version, an event or one end of time only.
_STOP = (
    r"factures?|invoices?|inv|fact|fac|commandes?|orders?|ordered|po|bc|bl|devis|quote"
    r"|quotation|contrats?|contract|ref|reference|tickets?|dossier|avoir|batch|lot"
    r"|serie|serial|sn|imei|numero|number|num|nr|no|version|ver|v|release|build"
    r"|article|art|sku|item|part|pn|modele|model|millesime|edition|catalogue|catalog"
    r"|tarifs?|bareme|indice|index|price|prices|pricelist|offre|offer|audi|appartement"
    r"|appart|appt|studio|logement|livraisons?|livres?|livree?s?|delivery|delivered"
    r"|shipped|expedie|echeance|due|payable|paye|paid|paiement|payment|reglement|signe"
    r"|signed|date|dated|emis|issued|printed|depuis|since|jusqu'a|jusqu'au|jusqu|until"
    r"|till|to|before|avant|apres|after|expire|expires|expiry|valid|valable|fin|debut"
    r"|from|starting|beginning|partir|compter|des|renewal|renouvellement|mi|early|late"
    r"|mid|end|start|achats?|achetes?|purchased?|bought|commande|reclamation|claim"
    r"|audit|cloture|closing|solde|arrete|windows [0-9]+"
)
STOP_BEFORE = re.compile(
    rf"(?<![a-z])(?:{_STOP})(?:[\s:.#°'(-]|(?<![a-z])(?:n|nr|no|nos|du|de|d|le|la|the|of"
    r"|on|en|in|au|a|by)(?![a-z]))*$"
)
# A range is stopped by what numbers something, not by the word bill.
STOP_BEFORE_RANGE = re.compile(
    r"(?<![a-z])(?:version|ver|v|release|build|firmware|ref|reference|sku|art|article"
    r"|item|part|pn|modele|model|serial|serie|lot|batch|imei|sn|n|no|nr|numero|number)"
    r"[\s.:#°]*$"
)
OPEN_END = re.compile(
    r"\s*(?:au|to|until|till|jusqu|through)\b|\s*(?:edition|release)\b"
)
MONTH_OF = re.compile(r"\b(?:mois(?: +de| +d'|\s*:)?|month(?: +of|\s*:)?)\s*$")
SERVICE = re.compile(rf"(?<![a-z])(?:{any_of(SERVICES)})(?![a-z])")
SOMETHING_ELSE = re.compile(r"\w")
