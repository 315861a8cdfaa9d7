# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the rules refuse, by name, with the refused values as attributes.

Messages are for developers. A model that shows a refusal to a person builds its own
translated sentence from the attributes.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal


class ArithmeticRuleError(ValueError):
    """Anything this package refuses to compute."""


class AmountError(ArithmeticRuleError):
    """A value that is no finite amount, or a rounding step that is not positive.

    Attributes: ``value``, as it was given.
    """

    def __init__(self, value: object, reason: str = "is not a finite amount") -> None:
        """Keep the refused value; ``reason`` completes the sentence."""
        super().__init__(f"{value!r} {reason}")
        self.value = value


class PeriodError(ArithmeticRuleError):
    """A period that ends before it starts, or days that the calendar does not hold.

    Attributes: ``start`` and ``end``, as they were given (None where unknown).
    """

    def __init__(
        self,
        start: date | None,
        end: date | None,
        reason: str = "the end comes before the start",
    ) -> None:
        """Keep both bounds; ``reason`` says what is wrong with them."""
        super().__init__(f"{start} to {end}: {reason}")
        self.start = start
        self.end = end


class ConventionError(ArithmeticRuleError):
    """A convention that does not exist: neither a `Convention` nor a `VatMode`.

    Attributes: ``convention``, as it was given.
    """

    def __init__(self, convention: object) -> None:
        """Keep the refused convention."""
        super().__init__(f"{convention!r} is no convention known here")
        self.convention = convention


class AllocationError(ArithmeticRuleError):
    """Weights by which nothing can be shared: none, all zero, or one below zero.

    Attributes: ``amount`` to be shared, ``weights`` as they were given.
    """

    def __init__(
        self, amount: Decimal, weights: Sequence[Decimal], reason: str
    ) -> None:
        """Keep the amount and its weights; ``reason`` says what is wrong."""
        super().__init__(f"cannot allocate {amount}: {reason}")
        self.amount = amount
        self.weights = tuple(weights)


class UnitError(ArithmeticRuleError):
    """A quantity or a unit factor that cannot be.

    Attributes: ``value``, the quantity or factor refused.
    """

    def __init__(self, value: Decimal, reason: str) -> None:
        """Keep the refused value; ``reason`` completes the sentence."""
        super().__init__(f"{value} {reason}")
        self.value = value


class TaxError(ArithmeticRuleError):
    """A tax rule that cannot be computed.

    Attributes: ``kind`` and ``amount`` of the rule, or of the sum of such rules.
    """

    def __init__(self, kind: str, amount: Decimal, reason: str) -> None:
        """Keep the rule's kind and amount; ``reason`` says what is wrong."""
        super().__init__(f"{kind} tax of {amount}: {reason}")
        self.kind = kind
        self.amount = amount
