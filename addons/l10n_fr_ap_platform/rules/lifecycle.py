# SPDX-License-Identifier: AGPL-3.0-or-later
"""The life cycle of an invoice in the French e-invoicing reform: who says what, and when.

Statuses: DGFiP external specifications v3.2, table 8. Order: XP Z12-014, annex B V1.4,
1.2: transmission (200 to 203, 213) goes forward only; processing may come in any order
(paid first, then disputed or refused), but in steps: taken in charge or refused; approved,
disputed, suspended then completed; paid. 210 and 213 end it. Ours, stricter: an approved
invoice is disputed before it is refused.
"""

from __future__ import annotations

from dataclasses import dataclass

BUYER, SELLER, PLATFORM = "buyer", "seller", "platform"
# Roles of parties in the messages (UNCL 3035), by who speaks.
ROLES = {
    BUYER: frozenset({"BY", "AB", "DL", "PR", "IV"}),
    SELLER: frozenset({"SE", "SR", "PE", "II"}),
    PLATFORM: frozenset({"WK"}),
}


@dataclass(frozen=True, slots=True)
class Status:
    """``label``: as messages write it. ``document_code``: MDT-88. ``mandatory``: stated to
    the tax office."""

    code: str
    name: str
    label: str
    actor: str
    document_code: str
    mandatory: bool = False
    reason: bool = False


STATUSES = {
    status.code: status
    for status in (
        Status("200", "Deposited", "Déposée", PLATFORM, "10", mandatory=True),
        Status("201", "Sent by the platform", "Émise", PLATFORM, "51"),
        Status("202", "Received by the platform", "Reçue", PLATFORM, "43"),
        Status("203", "Made available", "Mise_à_disposition", PLATFORM, "48"),
        Status("204", "Taken in charge", "Prise_en_charge", BUYER, "45"),
        Status("205", "Approved", "Approuvée", BUYER, "1"),
        Status(
            "206",
            "Approved in part",
            "Approuvée_partiellement",
            BUYER,
            "49",
            reason=True,
        ),
        Status("207", "Disputed", "En_litige", BUYER, "46", reason=True),
        Status("208", "Suspended", "Suspendue", BUYER, "39", reason=True),
        Status("209", "Completed", "Complétée", SELLER, "37"),
        Status("210", "Refused", "Refusée", BUYER, "50", mandatory=True, reason=True),
        Status("211", "Payment sent", "Paiement_transmis", BUYER, "47"),
        Status("212", "Payment received", "Encaissée", SELLER, "47", mandatory=True),
        Status(
            "213", "Rejected", "Rejetée", PLATFORM, "8", mandatory=True, reason=True
        ),
    )
}
ENDED = frozenset({"210", "213"})
# Statuses after which posting the bill says that it is approved.
APPROVED_BY_POSTING = frozenset({"", "200", "201", "202", "203", "204", "209"})
# Statuses that say nothing yet of what the buyer thinks.
_ARRIVED = frozenset({"", "200", "201", "202", "203"})
_AFTER = {
    "200": {""},
    "201": {"", "200"},
    "202": {"", "200", "201"},
    "203": {"", "200", "201", "202"},
    "213": {"", "200", "201"},
    "204": _ARRIVED,
    "205": _ARRIVED | {"204", "206", "207", "208", "209", "211", "212"},
    "206": _ARRIVED | {"204", "207", "208", "209", "211", "212"},
    "207": _ARRIVED | {"204", "205", "206", "208", "209", "211", "212"},
    "208": _ARRIVED | {"204", "206", "207", "209"},
    "209": {"208"},
    "210": _ARRIVED | {"204", "206", "207", "208", "209", "211", "212"},
    "211": set(STATUSES) - ENDED | {""},
    "212": set(STATUSES) - ENDED | {""},
}
NEXT = {
    current: tuple(code for code in STATUSES if current in _AFTER[code])
    for current in ("", *STATUSES)
}


# Processing rules of flows (XP Z12-013) whose invoices have a life cycle.
WITH_STATUSES = frozenset({"B2B", "B2G"})


def admits_statuses(rule: str | bool) -> bool:
    """Return whether an invoice of that processing rule has a life cycle; without a rule it
    came by no platform.

    >>> admits_statuses("B2B"), admits_statuses("B2BInt"), admits_statuses("")
    (True, False, True)
    """
    return not rule or rule in WITH_STATUSES


def may_follow(current: str, new: str) -> bool:
    """Return whether a status may come after another ("" before the first).

    >>> may_follow("", "200"), may_follow("203", "204"), may_follow("204", "205")
    (True, True, True)
    >>> may_follow("204", "203"), may_follow("205", "209"), may_follow("205", "210")
    (False, False, False)
    >>> may_follow("210", "205"), may_follow("211", "207"), may_follow("211", "211")
    (False, True, True)
    """
    return new in NEXT.get(current, ())


def next_of(current: str, actor: str) -> tuple[str, ...]:
    """Return what somebody may say next.

    >>> next_of("203", BUYER)
    ('204', '205', '206', '207', '208', '210', '211')
    >>> next_of("208", SELLER), next_of("205", BUYER), next_of("210", BUYER)
    (('209', '212'), ('207', '211'), ())
    """
    return tuple(
        code for code in NEXT.get(current, ()) if STATUSES[code].actor == actor
    )


def may_set(role: str, code: str) -> bool:
    """Return whether a party in that role of a message may set the status.

    >>> may_set("BY", "205"), may_set("SE", "205"), may_set("WK", "203")
    (True, False, True)
    >>> may_set("SE", "220")  # unknown here: taken as it comes
    True
    """
    status = STATUSES.get(code)
    return status is None or role in ROLES[status.actor]


def label_of(code: str) -> str:
    """Return a status as people read it in French, the code itself if it is unknown.

    >>> label_of("203"), label_of("220")
    ('Mise à disposition', '220')
    """
    status = STATUSES.get(code)
    return status.label.replace("_", " ") if status else code
