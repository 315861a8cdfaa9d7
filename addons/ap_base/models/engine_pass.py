# SPDX-License-Identifier: AGPL-3.0-or-later
"""Permissions that the engine gives itself for one block of code.

A context key can be sent by any client; an object of this module cannot. A pass is open
in the thread that opened it, until the block ends, whatever ends it.
"""

from contextlib import contextmanager
from contextvars import ContextVar


class Pass:
    """`with PASS.open(): …` in the engine; deeper, the guard asks `PASS.is_open`.

    A pass may carry a value (`PASS.open(day)`, then `PASS.value`); closed, it is None.
    """

    def __init__(self, name: str):
        self._value = ContextVar(name, default=None)

    @contextmanager
    def open(self, value=True):
        """Open the pass with that value until the block ends; the value before returns."""
        before = self._value.set(value)
        try:
            yield
        finally:
            self._value.reset(before)

    @property
    def value(self):
        return self._value.get()

    @property
    def is_open(self) -> bool:
        return self._value.get() is not None


# Open while what changed is being looked at, with the order of the phase: what it writes
# is a change for the phases after it only.
LOOKING = Pass("ap_base.looking_at_changes")

# Open while several controls look at the same documents: a dict in which each reader keeps
# what it has made of a row, beside the row, so that it is made again only when the row says
# something else. Everything is still read each time; no record is kept in it.
READINGS = Pass("ap_base.readings")


def shared_readings():
    """`READINGS` for a block: those that are open, or new ones."""
    kept = READINGS.value
    return READINGS.open({} if kept is None else kept)


def kept_readings(name: str) -> dict:
    """What the reader of that name keeps; forgotten at once where no block is open."""
    kept = READINGS.value
    return {} if kept is None else kept.setdefault(name, {})
