# SPDX-License-Identifier: AGPL-3.0-or-later
"""Mentions of an invoice looked for in the text of its PDF, French and English.

The text is read without accents and capitals, every blank being one space. Patterns are
generous: a mention that is worded otherwise than in the books is there all the same,
and to call it missing would send a foolish letter to a supplier.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

MONTHS = (
    "janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
    "|january|february|march|april|may|june|july|august|september|october|november"
    "|december|janv|fevr|avr|juil|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec"
)
DATE = (
    r"(?:\d{1,2} ?[/.\-] ?\d{1,2} ?[/.\-] ?\d{2,4}|\d{4}[/.\-]\d{1,2}[/.\-]\d{1,2}"
    rf"|\d{{1,2}}(?:er|st|nd|rd|th)?[ \-](?:{MONTHS})\.?,?[ \-]\d{{2,4}}"
    rf"|(?:{MONTHS})\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}})"
)
SIREN = r"\d{3}[ .]?\d{3}[ .]?\d{3}"
PERCENT = r"\d{1,2}(?:[.,]\d{1,2})? ?%"
VAT_PREFIXES = (
    "at|be|bg|che|cy|cz|de|dk|ee|el|es|fi|gb|gr|hr|hu|ie|it|lt|lu|lv|mt|nl|no|pl|pt|ro"
    "|se|si|sk|xi"
)
PATTERNS = {
    "seller_siren": (
        rf"(?:siren|siret|\br\.? ?c\.? ?s\b)[^0-9]{{0,40}}{SIREN}",
        rf"{SIREN} (?:\d{{5}} )?r\.? ?c\.? ?s\b",
    ),
    "seller_vat": (
        rf"\bfr ?[0-9a-hj-np-z]{{2}} ?{SIREN}\b",
        r"(?:\bt\.?v\.?a\b|\bvat\b|\bust|\biva\b|\bbtw\b|\bnif\b)[^0-9]{0,30}?"
        rf"\b(?:{VAT_PREFIXES}) ?[0-9a-z][0-9a-z. \-]{{5,13}}\d",
    ),
    "issue_date": (
        r"(?:date (?:de |d'|de la )?(?:facture|facturation|emission)|facture du|"
        rf"(?:invoice|issue|bill) date|date of (?:issue|invoice))[^0-9a-z]{{0,5}}{DATE}",
        DATE,
    ),
    "number": (
        r"(?:facture|avoir|invoice|credit note|bill)[^0-9a-z]{0,3}"
        r"(?:n[°o.]*|num\w*\.?|number|ref\w*|id)? ?[:#]? ?[a-z]{0,6}[\-/_ ]?\d[0-9a-z\-/_]*",
    ),
    "delivery_address": (
        r"(?:adresse|lieu) de (?:la )?livraison|livree?s? (?:a|chez)\b|destinataire"
        r"|deliver(?:y address|y location|ed? to)|ship(?:ping address|ped|[ \-]to)",
    ),
    "line_quantity": (
        r"\bq(?:uan)?te?\b|quantite|\bqty\b|quantity|\bnbre?\b|nombre|hours|heures|units?\b",
    ),
    "line_description": (
        r"designation|descri(?:ption|ptif)|libelle|denomination|article|\bitems?\b|product"
        r"|prestation|intitule",
    ),
    "line_price": (
        r"prix(?: unitaire| u\b|[ .]|$)|\bp\.? ?u\.?\b|tarif|unit(?:ary)? (?:price|cost)"
        r"|\brate\b|\bprice\b",
    ),
    "line_vat": (PERCENT, r"\bt\.?v\.?a\b|\bvat\b|\btax\b"),
    "operation_nature": (
        r"(?:nature|categorie|type) (?:de |des |de l'|d'|of )?(?:the )?(?:operation|transact)",
        r"livraisons? de biens|prestations? de services?|operations? mixtes?|biens et services"
        r"|suppl(?:y|ies) of (?:goods|services)|goods and services",
    ),
    "rebate": (r"rabais|remise|ristourne|reduction|rebate|discount|allowance",),
    "supply_date": (
        r"date (?:de |d'|de la )?(?:livraison|prestation|realisation|vente|execution|fin)"
        rf"|livree?s? le|periode|du {DATE} au {DATE}|mois d[e'] ?\w+"
        r"|(?:delivery|supply|service|performance) (?:date|period)|date of (?:supply|service)"
        rf"|\bperiod\b|from {DATE} to {DATE}",
    ),
    "total_untaxed": (
        r"(?:total|montant|net|base)\b[^0-9]{0,25}?\b(?:h\.?t\b|hors[ \-]taxes?)|sous-? ?total"
        r"|\bsub-? ?total|(?:total|amount) (?:net|excl|without|before|ex)|net (?:amount|total)"
        r"|tax(?:able)? (?:base|amount|basis)",
    ),
    "vat_rate": (PERCENT,),
    "vat_amount": (r"\bt\.?v\.?a\b|\bvat\b|\btax(?:es)?\b|\bust\b|\biva\b|\bbtw\b",),
    "debits_option": (
        r"option pour le paiement de la taxe d'apres les debits",
        r"(?:t\.?v\.?a|taxe)[^.;]{0,40}(?:sur|d'apres|selon) les debits",
        r"option for (?:the )?(?:payment of )?(?:the )?(?:vat|tax)[^.;]{0,30}debits|vat on debits",
    ),
    "exemption_reference": (
        r"exoner|exempt|non (?:applicable|soumis|assujetti)|hors (?:du )?champ|franchise"
        r"|vat not applicable|outside (?:the )?scope|zero.?rated|not subject to vat",
        r"\bart(?:icle|\.)? ?(?:l\.? ?)?\d{1,3}[^.;]{0,30}(?:c\.?g\.?i|code general des imp"
        r"|c\.?i\.?b\.?s|code des impositions|directive|2006/112)",
    ),
    "reverse_charge": (
        r"auto-? ?liquid|reverse[ \-]?charg|inversion (?:contable|du sujet passif)"
        r"|steuerschuldnerschaft|inversione contabile|btw verlegd"
        r"|t\.?v\.?a due par le (?:preneur|client)|vat (?:to be )?(?:due|paid|accounted)"
        r"[^.;]{0,20}by the (?:customer|recipient|buyer)",
    ),
    "self_billing": (r"auto-? ?factur|self-? ?bill",),
    "margin_scheme": (
        r"regime particulier[^a-z]{0,5}(?:des )?(?:biens d'occasion|objets d'art|objets de coll)",
        r"margin scheme|(?:regime|t\.?v\.?a\.?) (?:de|sur) (?:la )?marge|differenzbesteuerung",
    ),
    "franchise": (r"293 ?b\b|franchise en base",),
    "due_date": (
        r"echeance|\ba (?:regler|payer|reception)\b|date (?:limite )?de (?:paiement|reglement)"
        r"|(?:paiement|reglement|payable)[^.;]{0,30}(?:\d+ ?jours|comptant|reception|le \d|avant)"
        r"|\bdue (?:date|on|by|in|upon)|payment (?:due|terms?)|conditions? de (?:paiem|regl)"
        r"|\bnet \d+|\d+ ?(?:jours|days)\b|upon receipt|date d'exigibilite",
    ),
    "discount_terms": (
        r"escompte|(?:early|prompt) (?:payment|settlement)|(?:cash|settlement|no) discount"
        r"|discount for|skonto",
    ),
    "late_rate": (
        r"penalites?|interets? (?:de retard|moratoires?|legal)|retard de paiement"
        r"|taux d'interet|late (?:payment|fee|penalt|interest|charge)|overdue|default interest"
        r"|interest (?:at|of|on|will)",
    ),
    "indemnity": (
        r"indemnite (?:forfaitaire|de recouvrement|compensatoire)|frais de recouvrement"
        r"|(?:recovery|collection) (?:costs?|fees?|charges?|indemnity)"
        r"|(?:fixed|lump[ \-]sum|flat)[ \-](?:rate )?(?:compensation|indemnity|fee)",
    ),
    "order_number": (
        r"(?:commande|order|\bp\.?o\.?|\bbc)[^0-9a-z]{0,3}(?:client|achat|n[°o.]*|num\w*|number"
        r"|ref\w*)? ?[:#°]? ?[a-z]{0,4}[\-/_ ]?\d",
    ),
    "legal_form": (
        r"\bs\.?a\.?s\.?u?\b|\bs\.?a\.?r\.?l\b|\be\.?u\.?r\.?l\b|\bs\.?n\.?c\b|\bs\.?c\.?[ip]\b"
        r"|\bscop\b|\bscic\b|\bsela\w*\b|\bs\.a\.(?![a-z])|\bsa (?:au|a) |\bgie\b|association"
        r"|societe (?:a |par |anonyme|en |civile|cooper)|\bgmbh\b|\bltd\b|\bllc\b|\binc\b",
    ),
    "share_capital": (r"\bcapital\b[^.;]{0,30}\d",),
    "register": (
        rf"\br\.? ?c\.? ?s\b|\br\.? ?m\.? {SIREN}|registre (?:du commerce|national)|\brne\b"
        r"|repertoire des metiers|trade register|(?:company|registration) n",
    ),
    "sole_trader": (r"\be\.?i\b|entrepreneur individuel|sole (?:trader|proprietor)",),
}
COMPILED = {
    part: tuple(re.compile(pattern) for pattern in patterns)
    for part, patterns in PATTERNS.items()
}
REGIME_PARTS = {
    "margin": "margin_scheme",
    "franchise": "franchise",
    "reverse_charge": "reverse_charge",
    "exempt": "exemption_reference",
}
LONGEST = 200_000  # signs read; the mentions of a longer text are on its first pages


@dataclass(frozen=True, slots=True)
class PlainText:
    """A text made plain, and the same with nothing but letters and figures."""

    plain: str
    squeezed: str


def plain_text(text: str) -> PlainText:
    """Return the text without accents, capitals and doubled blanks.

    >>> plain_text("Pénalités\\n de  RETARD – 40\\u00a0€")
    PlainText(plain='penalites de retard - 40 €', squeezed='penalitesderetard40')
    """
    text = unicodedata.normalize("NFKD", text[:LONGEST])
    text = "".join(sign for sign in text if not unicodedata.combining(sign)).lower()
    text = re.sub("[\u2010-\u2015\u2212]", "-", re.sub("[’‘`´]", "'", text))
    plain = " ".join(text.split())
    return PlainText(plain, re.sub(r"[^a-z0-9]", "", plain))


def is_readable(text: str | None, fewest: int = 30) -> bool:
    """Return whether a PDF gave text at all: a scan gives none, or rubbish.

    >>> is_readable("Facture n° 12 du 31/01/2026 – Total TTC 104,90 €"), is_readable(" \\n")
    (True, False)
    """
    signs = [sign for sign in (text or "")[:LONGEST] if not sign.isspace()]
    letters = sum(sign.isalnum() for sign in signs)
    return letters >= fewest and letters * 2 > len(signs)


def find(part: str, text: PlainText, wrong: tuple[str, ...] = ()) -> str:
    """Return the words that show the part, "" if none do.

    `wrong`: numbers of the other party, squeezed; words that hold one do not count.

    >>> text = plain_text("TVA : FR 44 732 829 320. Autoliquidation")
    >>> find("seller_vat", text), find("margin_scheme", text)
    ('fr 44 732 829 320', '')
    >>> find("seller_vat", text, ("fr44732829320",))
    ''
    """
    for pattern in COMPILED.get(part, ()):
        for found in pattern.finditer(text.plain):
            squeezed = re.sub(r"[^a-z0-9]", "", found[0])
            if not any(number in squeezed for number in wrong):
                return found[0].strip()
    return ""


def as_written(words: Iterable[str], text: str, longest: int = 60) -> dict[str, str]:
    r"""Return, for plain words found in a text, the line they stand in as it is written.

    A line that is too long is shown from the words on; words that cannot be found stay.

    >>> as_written(["penalites", "x y"], "SAS Nord\nPénalités de  retard : 12 %\nMerci")
    {'penalites': 'Pénalités de retard : 12 %', 'x y': 'x y'}
    """
    plain, places = _plain_with_places(text)
    return {each: _line_of(each, text, plain, places, longest) for each in words}


def _plain_with_places(text: str) -> tuple[str, list[int]]:
    """Return the plain text and, for each of its signs, where it comes from."""
    signs: list[str] = []
    places: list[int] = []
    for place, written in enumerate(text[:LONGEST]):
        for sign in _plain_sign(written):
            if sign != " " or (signs and signs[-1] != " "):
                signs.append(sign)
                places.append(place)
    return "".join(signs), places


@cache
def _plain_sign(sign: str) -> str:
    return " " if sign.isspace() else plain_text(sign).plain


def _line_of(words: str, text: str, plain: str, places: list[int], longest: int) -> str:
    wanted = re.escape(plain_text(words).plain)
    found = re.search(rf"(?<![a-z0-9]){wanted}(?![a-z0-9])", plain)
    found = found or re.search(wanted, plain)
    if not wanted or not found:
        return words
    start, last = places[found.start()], places[found.end() - 1]
    begin, end = text.rfind("\n", 0, start) + 1, text.find("\n", last)
    line = " ".join(text[begin : end if end >= 0 else None].split())
    if len(line) <= longest:
        return line
    return " ".join(text[start : end if end >= 0 else None].split())


def holds(value: str, text: PlainText) -> bool:
    """Return whether an expected value is in the text, however it is written.

    >>> holds("732829320", plain_text("SIREN 732 829 320"))
    True
    >>> holds("Société Générale", plain_text("SOCIETE-GENERALE")), holds("", plain_text("x"))
    (True, False)
    """
    wanted = plain_text(value).squeezed
    return len(wanted) > 1 and wanted in text.squeezed


def regimes_in(text: PlainText) -> frozenset[str]:
    """Return the VAT regimes that the text names, for `vat.check_regime`.

    >>> sorted(regimes_in(plain_text("TVA non applicable, article 293 B du CGI")))
    ['exempt', 'franchise']
    """
    return frozenset(code for code, part in REGIME_PARTS.items() if find(part, text))
