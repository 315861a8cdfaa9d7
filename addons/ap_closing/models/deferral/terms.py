# SPDX-License-Identifier: AGPL-3.0-or-later
from decimal import Decimal

from odoo.addons.ap_base.arithmetic.calendar import Period
from odoo.addons.ap_base.arithmetic.deferral import Terms
from odoo.addons.ap_base.arithmetic.proration import Convention


def terms_of(row: dict, step: Decimal) -> Terms:
    """A deferral as the pure rules take it; the amount is a Decimal already."""
    return Terms(
        row["amount"],
        Period(row["date_start"], row["date_end"]),
        Convention(row["convention"]),
        row["date_ended"] or None,
        step,
    )
