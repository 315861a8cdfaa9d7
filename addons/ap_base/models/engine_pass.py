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
