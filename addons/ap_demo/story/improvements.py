# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two ideas of the desk, tried on the months that are closed: one helped and stays, one
would have hurt and was dropped. What they did is measured, not written here."""

from typing import NamedTuple

from .bank import RULED


class Idea(NamedTuple):
    """An idea and what was decided of it. `kind`, `change`: of its replay, over `months`
    (first, last), counted back."""

    name: str
    idea: str
    done: str
    figure: str  # code of the key figure
    kind: str
    change: dict
    months: tuple[int, int]


HELPED = Idea(
    "Intérêts créditeurs enregistrés par une règle",
    "La ligne d'intérêts du Crédit mutualiste du Sud est saisie à la main chaque mois, "
    "toujours au même compte.",
    "Une règle bancaire reconnaît le libellé et enregistre la ligne sans intervention.",
    "bank_by_itself", "bank", {}, (RULED + 1, RULED + 1),
)  # fmt: skip
HURT = Idea(
    "Seuil des factures non parvenues porté de 50 à 500 €",
    "Les petits montants de FNP prennent du temps à chaque clôture.",
    "Essayé sur les deux mois clôturés : des charges facturées depuis n'auraient plus été "
    "constatées. Le seuil reste à 50 €.",
    "accrual_accuracy", "closings", {"accrual_limit": 500.00}, (2, 1),
)  # fmt: skip
