# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was exchanged about the e-invoices of the story, beside posting and paying."""

from typing import NamedTuple


class Status(NamedTuple):
    """A status that a person sets."""

    reference: str  # the supplier's number of the bill
    login: str
    code: str
    reasons: tuple[str, ...] = ()
    note: str = ""


STATUSES = (
    Status("EL-6610", "apprentice", "204"),
    Status(
        "EL-6610", "apprentice", "208", ("JUSTIF_ABS",),
        "Le relevé de consommation n'est pas joint",
    ),
    Status(
        "AP-118", "accountant", "207", ("QTE_ERR",),
        "Quatre journées facturées, trois confirmées par le marketing",
    ),
)  # fmt: skip
