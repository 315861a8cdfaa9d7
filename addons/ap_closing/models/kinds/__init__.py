# SPDX-License-Identifier: AGPL-3.0-or-later
"""The kinds of closing entries, each one object."""

from .bills import DraftBill
from .closing_kind import ClosingKind
from .deferrals import Prepaid, Release
from .manual import Manual
from .orders import BilledNotReceived, CreditDue, Received
from .recurring import Recurring

__all__ = [
    "BilledNotReceived", "ClosingKind", "CreditDue", "DraftBill", "Manual", "Prepaid",
    "Received", "Recurring", "Release",
]  # fmt: skip
