# SPDX-License-Identifier: AGPL-3.0-or-later
"""What suppliers write: mails that ask something, and lists of what we owe them."""

from typing import NamedTuple

from .payments import french_iban
from .values import Day

MOVED, MOVED_IBAN = "garance", french_iban(700)  # says that its bank is another one
TAKEN = "mazovia"  # whose question the apprentice answers

PORTAL, PORTAL_LOGIN, PORTAL_NAME = "papillon", "supplier", "Lou Berger"  # has a portal login


class Mail(NamedTuple):
    """A mail of a supplier. `{open}` and `{late}` stand for the numbers of its first bill
    that is not paid and of its last one that was paid."""

    supplier: str
    subject: str
    text: str
    sender: str = ""  # where it comes from, when that is not the address known


MAILS = (
    Mail(
        "papillon", "Facture AP-118 impayée",
        "Bonjour,\n\nNotre facture AP-118 n'est toujours pas réglée. À quelle date "
        "sera-t-elle payée ?\n\nCordialement,\nAgence Papillon",
    ),
    Mail(
        "mazovia", "Invoice MA-40977",
        "Hello,\n\nHave you received our invoice MA-40977? We sent it three weeks ago and "
        "see no payment date yet.\n\nKind regards,\nMazovia Refurb",
    ),
    # Paid twenty days late on purpose: interest and the indemnity of 40 € are owed.
    Mail(
        "kerouac", "Pénalités de retard, facture {late}",
        "Bonjour,\n\nVotre règlement de la facture {late} nous est parvenu après "
        "l'échéance. Nous réclamons les pénalités de retard et l'indemnité forfaitaire de "
        "recouvrement.\n\nCordialement,\nTransports Kerouac",
    ),
    # The domain is known, the person is not: no figure is told until somebody checks.
    Mail(
        "pacific", "Payment status of invoice {open}",
        "Hi,\n\nWhen will invoice {open} be paid? Our records show it as overdue.\n\n"
        "Best regards,\nJohn Doe, Pacific Parts Inc.",
        sender="John Doe <john.doe@pacific.example>",
    ),
    # The first bank letter of a case: who reads it changes nothing by it.
    Mail(
        MOVED, "Changement de RIB",
        "Bonjour,\n\nNous avons changé de banque. Merci de noter notre nouvel IBAN pour vos "
        f"prochains règlements : {MOVED_IBAN}.\n\nCordialement,\nImprimerie Garance",
    ),
)  # fmt: skip
# Who answered at the number that was in the supplier's record before it wrote.
ANSWERED = "Mme Fournier, comptable, confirme le nouveau RIB."
PROOF, PROOF_TEXT = "RIB-Imprimerie-Garance.pdf", (
    "RELEVÉ D'IDENTITÉ BANCAIRE", "Titulaire : Imprimerie Garance",
    f"IBAN : {MOVED_IBAN}", "4 rue Gutenberg, 21000 Dijon",
)  # fmt: skip


class Missing(NamedTuple):
    """A bill on a supplier's list that we never received, with VAT."""

    reference: str
    day: Day
    amount: float


class OpenList(NamedTuple):
    """What a supplier says is open at the end of the month: all that we know of, what
    was paid by the last transfer, for it has not seen it yet, and more."""

    supplier: str
    name: str
    head: str
    missing: tuple[Missing, ...] = ()
    dearer: float = 0.0  # how much its last bill is higher on the list
    unlisted: tuple[str, ...] = ()  # what we have captured twice is there once
    is_signed: bool = False  # the accountant has reviewed it


FRENCH = "Date;N° facture;Échéance;Montant TTC"
ENGLISH = "Date;Invoice number;Due date;Amount"
LISTS = (
    # Ties once the transfer under way is known.
    OpenList("carton", "releve-carton-vert.csv", FRENCH, is_signed=True),
    # A bill that never came, one captured twice, a transfer under way.
    OpenList(
        "colis", "releve-colis-express.csv", FRENCH,
        missing=(Missing("CO-40990", Day(0, 22), 1284.60),), unlisted=("CES 881",),
    ),
    # The bill of its mail is missing, and freight is on its last one.
    OpenList(
        "mazovia", "statement-mazovia.csv", ENGLISH,
        missing=(Missing("MA-40977", Day(0, 9), 3975.00),), dearer=85.00,
    ),
)  # fmt: skip
COMMENTS = {
    "colis": "CO-40990 demandée au fournisseur ; CES 881 est la même facture que CES-0881.",
    "papillon": "AP-118 en litige : trois journées confirmées sur quatre facturées.",
}
