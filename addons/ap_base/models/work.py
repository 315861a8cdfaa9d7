# SPDX-License-Identifier: AGPL-3.0-or-later
"""What runs by itself, cut into pieces that do not disturb each other.

A scheduled action does all pieces of its work one after the other. Where something shares
work out (`ap_base_queue`), each piece is a job, and as many run at once as there are workers.
Done twice, at once or after a kill, a piece does nothing twice.
"""

from collections.abc import Callable
from dataclasses import dataclass


class NotDone(Exception):
    """Something of a piece is left, which has to be tried again soon."""


@dataclass(frozen=True)
class Piece:
    """One part of a work: of which company, about what (JSON), and how a list names it."""

    company_id: int
    about: int | str | list | None
    name: str


@dataclass(frozen=True)
class Work:
    """`pieces(env)` lists what is to do, `do(env, company, about)` does one piece and
    may keep what it did as it goes; `whole`: it keeps nothing before its end."""

    code: str
    cron: str | None
    pieces: Callable
    do: Callable
    whole: bool = False


def of_companies(companies) -> list[Piece]:
    """One piece a company."""
    return [Piece(company.id, None, company.name) for company in companies]
