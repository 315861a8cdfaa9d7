# SPDX-License-Identifier: AGPL-3.0-or-later
"""A case of bank details: what is to be done next, and what an approval waits for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

CONFIRMED, DENIED, NO_ANSWER = "confirmed", "denied", "no_answer"


@dataclass(frozen=True, slots=True)
class Case:
    """Where a case stands. `brings_number`: an account is added, changed or trusted."""

    state: str
    brings_number: bool = True
    is_number_wrong: bool = False
    call: str = ""
    is_phone_known: bool = True
    payee: str = ""
    payee_next: str = ""
    documents: int = 0
    level: str = ""
    date_apply: date | None = None


def missing(case: Case) -> list[str]:
    """Return what an approval waits for.

    >>> missing(Case("open"))
    ['call']
    >>> missing(Case("open", call="confirmed", payee="not_possible", payee_next="evidence"))
    ['evidence']
    >>> missing(Case("open", call="denied")), missing(Case("open", call="confirmed"))
    (['denied'], [])
    """
    found = []
    if case.is_number_wrong:
        found.append("number")
    if case.call == DENIED:
        found.append("denied")
    elif case.call != CONFIRMED:
        found.append("call")
    if case.brings_number and case.payee_next == "evidence" and not case.documents:
        found.append("evidence")
    return found


def takes_head(case: Case) -> list[str]:
    """Return why the head of accounting has to approve; nothing: an accountant may.

    >>> takes_head(Case("open", level="high")), takes_head(Case("open"))
    (['signs'], [])
    """
    reasons = (
        ("signs", case.level == "high"),
        ("payee", case.payee in ("no_match", "not_possible")),
        ("phone", case.call == CONFIRMED and not case.is_phone_known),
    )
    return [code for code, holds in reasons if holds]


def next_step(case: Case, today: date | None = None) -> str:
    """Return the one step that is recommended: `call`, `payee`, `evidence`, `approve`,
    `refuse`, `wait`, `apply`, or nothing.

    >>> next_step(Case("open")), next_step(Case("open", call="confirmed"))
    ('call', 'payee')
    >>> next_step(Case("open", call="confirmed", payee="match", payee_next="accept"))
    'approve'
    >>> next_step(Case("approved", date_apply=date(2026, 12, 2)), date(2026, 12, 1))
    'wait'
    """
    if case.state == "approved":
        waits = case.date_apply and today and today < case.date_apply
        return "wait" if waits else "apply"
    if case.state != "open":
        return ""
    lacking = missing(case)
    if {"number", "denied"} & set(lacking):
        return "refuse"
    if lacking:
        return lacking[0]
    return "payee" if case.brings_number and not case.payee else "approve"
