# SPDX-License-Identifier: AGPL-3.0-or-later
"""What comes by the accredited platform in the first days of the new month."""

from decimal import Decimal
from typing import NamedTuple

from .captured import NEXT, Stranger, line
from .papers import PaperLine
from .values import Day

HOST = "platform.example"  # of nobody, ever: what is asked there is answered from the story
NUMBER = "9999"
BILL = "SupplierInvoice"


class Flow(NamedTuple):
    """A bill that waits on the platform; without lines, a file that nobody can read."""

    number: str  # of the flow
    name: str
    supplier: str | Stranger
    reference: str
    day: Day
    lines: tuple[PaperLine, ...] = ()
    rate: Decimal = Decimal(20)
    goods: bool = True


MARAIS = Stranger("Emballages du Marais SAS", "3 chemin des Roseaux", "79000", "Niort", 991202)
FLOWS = (
    Flow("i-7001", "TH-55291.xml", "horizon", "TH-55291", Day(NEXT, 2), (
        line("Abonnement mobile professionnel", "44", "19.00"),
    ), goods=False),
    # Nobody has bought there before: its card is made, to be checked.
    Flow("i-7002", "EM-0093.xml", MARAIS, "EM-0093", Day(NEXT, 3), (
        line("Caisse de transport pliante", "40", "7.80"),
    )),
    # Cut off on its way: kept, told, tried again.
    Flow("i-7003", "facture-tronquee.xml", MARAIS, "EM-0094", Day(NEXT, 3)),
)  # fmt: skip
