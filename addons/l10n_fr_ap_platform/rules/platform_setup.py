# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a company in France must have done since 1 September 2026: to receive its bills by an
accredited platform (CGI 289 bis), and to report its foreign purchases from its own day on
(CGI 290)."""

from __future__ import annotations

from dataclasses import dataclass

IDENTITY, PLATFORM, CREDENTIALS, CONNECTION, DIRECTORY, RECEPTION, REPORTS = STEPS = (
    "identity", "platform", "credentials", "connection", "directory", "reception", "reports",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a company. ``answers``: None where the platform was never asked;
    ``addresses``: how many of its own addresses receive, None where the directory was never
    read."""

    identified: bool = False  # SIREN and VAT number
    platform: bool = False
    credentials: bool = False
    answers: bool | None = None
    addresses: int | None = None
    received: int = 0
    regime: bool = False
    reports_since: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """``reason``: a code of what is missing, ``""`` where the step is done."""

    code: str
    reason: str = ""

    @property
    def done(self) -> bool:
        """Whether nothing of it is missing."""
        return not self.reason


def steps(facts: Facts) -> list[Step]:
    """Return all steps in their order; nothing of a step waits for the one before it but
    that there is a platform.

    >>> [step.reason for step in steps(Facts(platform=True, credentials=True, answers=True))]
    ['identity', '', '', '', 'directory_unread', 'reception', 'regime']
    >>> {step.done for step in steps(Facts(True, True, True, True, 1, 3, True, True))}
    {True}
    """
    missing = {
        IDENTITY: "" if facts.identified else "identity",
        PLATFORM: "" if facts.platform else "platform",
        CREDENTIALS: "" if facts.credentials else "credentials",
        CONNECTION: {None: "untested", False: "trouble", True: ""}[facts.answers],
        DIRECTORY: _directory(facts.addresses),
        RECEPTION: "" if facts.received else "reception",
        REPORTS: _reports(facts),
    }
    return [Step(code, missing[code]) for code in STEPS]


def _directory(addresses: int | None) -> str:
    if addresses is None:
        return "directory_unread"
    return "" if addresses else "no_address"


def _reports(facts: Facts) -> str:
    if not facts.regime:
        return "regime"
    return "" if facts.reports_since else "reports_since"
