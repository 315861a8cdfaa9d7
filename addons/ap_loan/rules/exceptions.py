# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the loan rules refuse, with the code and the values a person needs to read."""

from __future__ import annotations


class LoanRuleError(ValueError):
    """Anything the loan rules refuse to compute.

    Attributes: ``code``, one of a small set of names that a model turns into a
    translated sentence; ``values``, what the sentence names.

    >>> str(LoanRuleError("no_tranche", day=None))
    'no_tranche: day=None'
    """

    def __init__(self, code: str, **values: object) -> None:
        """Keep the code and its values."""
        said = ", ".join(f"{name}={value}" for name, value in values.items())
        super().__init__(f"{code}: {said}" if said else code)
        self.code = code
        self.values = values


class TermsError(LoanRuleError):
    """Terms that contradict themselves or describe no loan."""


class NoRateError(LoanRuleError):
    """Flows that no rate explains, within the bounds searched."""


class EventError(LoanRuleError):
    """An early repayment, a rescheduling or a change of rate that cannot be."""


class TableError(LoanRuleError):
    """A bank's table that lacks what a schedule needs."""
