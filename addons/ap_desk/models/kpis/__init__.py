# SPDX-License-Identifier: AGPL-3.0-or-later
"""The key figures: each one SQL statement with a row for each document."""

from . import bills, closing, desk, payments
from .figure import Figure

FIGURES: dict[str, Figure] = {
    one.code: one for one in (*bills.FIGURES, *payments.FIGURES, *closing.FIGURES, *desk.FIGURES)
}
