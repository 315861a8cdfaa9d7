# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words of suppliers' lists, French and English: columns, documents, balances."""

from __future__ import annotations

import re

from odoo.addons.ap_base.readers.headers import header_key

from .statement_values import BILL, CREDIT_NOTE, OPENING, OTHER, PAYMENT

CURRENCIES = {"eur": "EUR", "euro": "EUR", "euros": "EUR", "€": "EUR", "usd": "USD",
              "$": "USD", "gbp": "GBP", "£": "GBP", "chf": "CHF"}  # fmt: skip
_DUE = {"echeance", "echeances", "ech", "due", "maturity"}
_OTHER_DAYS = {"reglement", "paiement", "payment", "paid", "valeur", "value", "commande",
               "order", "livraison", "delivery", "lettrage"}  # fmt: skip
_ORDERS = {"commande", "order", "po", "bl", "cde", "client", "customer", "compte",
           "account", "contrat", "contract", "siret", "tva", "vat"}  # fmt: skip
_NETS = {"ht", "net", "hors", "tva", "vat", "tax", "taxe", "taxes", "untaxed", "excl"}
_OPEN = {"reste", "restant", "outstanding", "open", "ouvert", "impaye", "encours", "remaining",
         "unpaid"}  # fmt: skip
_RUNNING = {"progressif", "cumul", "cumule", "running", "cumulative"}
_BALANCE = {"solde", "balance"} | _RUNNING
_AMOUNT = {"montant", "amount", "ttc", "total", "mt", "mnt"}
_PAID = {"regle", "paye", "paid", "reglements", "acomptes", "received"}
_NUMBER = {"facture", "factures", "invoice", "piece", "document", "doc", "numero", "number",
           "bill", "voucher", "n°", "no", "num", "nr", "fact", "n"}  # fmt: skip
_KIND = {"type", "nature", "journal", "jnl", "jal", "kind"}
_LABEL = {"libelle", "designation", "description", "details", "detail", "intitule", "objet",
          "commentaire", "narration", "texte", "text", "particulars", "operation",
          "transaction"}  # fmt: skip
_CURRENCY = {"devise", "currency", "monnaie", "cur", "ccy", "dev"}
_MARK = {"sens", "dc", "side"}

_BILL_WORDS = {"facture", "factures", "fact", "fac", "fa", "fc", "fv", "invoice", "inv",
               "bill", "vte", "ventes", "vente", "ve", "vt", "si"}  # fmt: skip
_CREDIT_WORDS = {"avoir", "avoirs", "av", "cn", "cm", "rfa", "ristourne", "remboursement",
                 "refund"}  # fmt: skip
_JOURNALS = {"vte", "ventes", "vente", "ve", "vt"}
_PAYMENT_WORDS = {"reglement", "reglements", "regl", "rglt", "reg", "rg", "paiement",
                  "payment", "payments", "pmt", "pay", "virement", "vir", "virt", "cheque",
                  "chq", "lcr", "traite", "prlv", "prelevement", "prel", "encaissement",
                  "remittance", "receipt", "banque", "bq", "bqe", "sepa", "wire",
                  "transfer", "acompte"}  # fmt: skip
_OPENING = re.compile(
    r"\b(a nouveaux?|reports?( a nouveau)?|an|solde (initial|anterieur|precedent|reporte)"
    r"|opening( balance)?|balance (brought )?forward|brought forward|previous balance"
    r"|report solde|solde d ouverture)\b"
)
_CLOSING = re.compile(
    r"\b(solde( final| du| a payer| au| total| restant)?|total (du|due|a payer|outstanding)"
    r"|montant du|closing( balance)?|balance( due| at)?|amount due|reste du"
    r"|net a payer|encours( total)?)\b"
)
_TOTAL = re.compile(
    r"\b(sous totaux|sous total|totaux|total|subtotal|sub total|totals)\b"
)
_LETTERS = re.compile(r"[^\W\d_]+")


def column_role(text: str) -> str:
    """Return what a column holds, by its name; "" where the name says nothing.

    >>> [column_role(name) for name in ("Date pièce", "N° facture", "Échéance", "Débit (EUR)")]
    ['day', 'number', 'due', 'debit']
    >>> [column_role(name) for name in ("Reste dû", "Solde", "Montant HT", "Amount due")]
    ['open', 'balance', '', 'open']
    """
    key = header_key(text)
    words = [word for word in key.split() if word not in CURRENCIES]
    if not words or len(words) > 6:
        return ""
    found = set(words)
    for role in (_day_role, _amount_role, _text_role):
        if name := role(found, words):
            return name if name != "-" else ""
    return ""


def _day_role(found: set[str], words: list[str]) -> str:
    """Return ``day`` or ``due``, "-" for a day of something else."""
    if found & {"date", "dt", "dates"}:
        if found & _DUE:
            return "due"
        return "-" if found & _OTHER_DAYS else "day"
    if found & _DUE and not found & (_AMOUNT | _BALANCE):
        return "due"
    return ""


def _amount_role(found: set[str], words: list[str]) -> str:
    if found & _MARK or {"debit", "credit"} <= found or words == ["d", "c"]:
        return "mark"
    if found & {"debit", "debits"}:
        return "debit"
    if found & {"credit", "credits"} and not found & {"note", "notes"}:
        return "credit"
    if found & _OPEN or (found & (_AMOUNT | _BALANCE) and found & {"du", "due"}):
        return "open"
    if found & _BALANCE:
        return "running" if found & _RUNNING else "balance"
    if found & _CURRENCY:
        return "currency"
    if found & _PAID and not found & {"date", "mode"}:
        return "paid" if found & _AMOUNT or len(found) == 1 else "-"
    if found & _AMOUNT:
        return "-" if found & _NETS and "ttc" not in found else "amount"
    return "-" if found & {"ht", "tva", "vat"} else ""


def _text_role(found: set[str], words: list[str]) -> str:
    if found & _KIND:
        return "kind"
    if found & _ORDERS:
        return "-"
    if found & _NUMBER:
        return "number"
    if found & {"reference", "ref", "references"}:
        return "reference"
    return "label" if found & _LABEL else ""


def header_currency(text: str) -> str:
    """Return the currency that the name of a column gives.

    >>> header_currency("Débit (EUR)"), header_currency("Montant")
    ('EUR', '')
    """
    words = header_key(text).split()
    return next((CURRENCIES[word] for word in words if word in CURRENCIES), "")


def document_kind(kind: str, label: str, number: str = "") -> str:
    """Return what a line is: the column of kinds first, then its text, then its number.

    A text that names a bill it pays is a payment. The journal of sales holds credit notes
    as well: the text or the number tells them.

    >>> document_kind("", "Règlement facture FA-12"), document_kind("Avoir", "")
    ('payment', 'credit_note')
    >>> document_kind("", "", "FA-2026-12"), document_kind("OD", "")
    ('bill', 'other')
    >>> document_kind("VTE", "Avoir"), document_kind("VTE", "", "AV-7"), document_kind("VT", "")
    ('credit_note', 'credit_note', 'bill')
    """
    stated = _kind_of(kind)
    if stated and not set(_words(kind)) & _JOURNALS:
        return stated
    first = _LETTERS.match(header_key(number))
    return (
        _kind_of(label) or _kind_of_prefix(first[0] if first else "") or stated or OTHER
    )


def _words(text: str) -> list[str]:
    return _LETTERS.findall(header_key(text))


def _kind_of(text: str) -> str:
    """Return what the words of a text say; "" for nothing."""
    words = set(_words(text))
    if words & _PAYMENT_WORDS:
        return PAYMENT
    if (
        words & _CREDIT_WORDS
        or {"credit", "note"} <= words
        or {"credit", "memo"} <= words
    ):
        return CREDIT_NOTE
    return BILL if words & _BILL_WORDS else ""


def _kind_of_prefix(word: str) -> str:
    if word in _BILL_WORDS:
        return BILL
    if word in _CREDIT_WORDS:
        return CREDIT_NOTE
    return PAYMENT if word in _PAYMENT_WORDS else ""


def balance_kind(text: str) -> str:
    """Return ``opening``, ``closing`` or ``total`` for a text of such a row, else "".

    >>> [balance_kind(text) for text in ("Report", "Solde au 31/10/2026", "Total général")]
    ['opening', 'closing', 'total']
    >>> balance_kind("Solde facture FA-12"), balance_kind("Facture FA-12")
    ('', '')
    """
    key = header_key(text)
    if not key or len(key) > 80:
        return ""
    words = set(_LETTERS.findall(key))
    if words & {"facture", "invoice"} and not words & {"total", "totaux"}:
        return ""
    if _OPENING.search(key):
        return OPENING
    if _CLOSING.search(key):
        return "closing"
    return "total" if _TOTAL.search(key) else ""
