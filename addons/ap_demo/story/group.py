# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sister companies: few entries, enough to see a group close its month."""

from typing import NamedTuple

from .values import Day


class Cost(NamedTuple):
    """One bill of one line; `service`: first and last day."""

    supplier: str
    reference: str
    day: Day
    account: str  # xml id in the French chart
    label: str
    amount: float
    service: tuple | None = None
    draft: bool = False


class Sister(NamedTuple):
    """A company of the group. `closed`: months, counted back, that are posted;
    `proposed`: those that are only proposed."""

    name: str
    street: str
    zip: str
    city: str
    number: int  # of its SIREN
    costs: tuple[Cost, ...]
    closed: tuple[int, ...]
    proposed: tuple[int, ...] = ()


YEAR = tuple(range(11, -1, -1))


def _monthly(supplier, prefix, account, label, amount, months=YEAR):
    return tuple(
        Cost(supplier, f"{prefix}-{30 - back}", Day(back, 3), account, label, amount)
        for back in months
    )


SISTERS = (
    Sister(
        "Reboot Atelier SAS", "4 rue des Chantiers", "44100", "Nantes", 990001,
        (
            *_monthly("interim", "IA", "pcg_6211", "Intérimaires", 6420.00),
            *_monthly("neteclat", "NA", "pcg_6152", "Nettoyage de l'atelier", 780.00),
            Cost("mercator", "QUITT-2310", Day(1, 1), "pcg_6161", "Assurance multirisque",
                 4380.00, service=(Day(1, 1), Day(-10, 31))),
            Cost("outillage", "OM-118", Day(0, 24), "pcg_6063", "Postes de soudure",
                 1936.00, draft=True),
        ),
        closed=(1, 0),
    ),
    Sister(
        "Reboot Logistique SAS", "Zone des Lilas", "59810", "Lesquin", 990002,
        (
            *_monthly("kerouac", "TL", "pcg_6241", "Transport sur achats", 11240.00),
            *_monthly("argos", "GL", "pcg_611", "Gardiennage", 2960.00, YEAR[:-1]),
            Cost("boreal", "LB-0811", Day(0, 5), "pcg_6156", "Maintenance du logiciel d'entrepôt",
                 3300.00, service=(Day(0, 1), Day(-2, 31))),
        ),
        closed=(1,), proposed=(0,),
    ),
)  # fmt: skip
