# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a replay of one kind does, day by day."""

from datetime import date
from typing import NamedTuple

from ...rules.replay_values import Answer, Decision


class Replayed(NamedTuple):
    """A document of a day: what would have been decided before and after the change, and
    what people decided. Texts name what the answers' keys stand for. `unseen`: what came
    later: (kind, name, number, day)."""

    res_model: str
    res_id: int
    day: date
    name: str
    amount: object
    currency_id: int
    before: Decision
    after: Decision
    reference: Answer | None = None
    is_by_itself: bool = False
    unseen: tuple = ()


class Kind:
    """Heirs read what they need once in `__init__`, and answer day by day."""

    def __init__(self, replay) -> None:
        self.replay, self.company, self.env = replay, replay.company_id, replay.env

    def days(self) -> list[date]:
        """The days with documents, in their order."""
        raise NotImplementedError

    def work(self, day: date) -> list[Replayed]:
        """The documents of that day, each once."""
        raise NotImplementedError

    def names(self, answers) -> dict:
        """{(kind, key): text} of these answers' parts."""
        raise NotImplementedError

    def unknown(self) -> list[str]:
        """What could not be taken as it was then: sentences."""
        return []
