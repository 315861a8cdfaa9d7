# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the sources of a proposed service period are asked, and what they answer."""

from datetime import date
from typing import NamedTuple

from odoo.addons.ap_base.arithmetic.calendar import Period


class Proposal(NamedTuple):
    """A service period, the code of its source, and what the reason names."""

    period: Period
    source: str
    values: dict


class LastBill(NamedTuple):
    """A dated line of a posted bill: what the next one probably is for."""

    day: date
    period: Period
    document: str
    move_id: int
