# SPDX-License-Identifier: AGPL-3.0-or-later
"""The kinds of orders, proposed now that orders are there."""

from collections import defaultdict
from decimal import Decimal

from odoo import models

from .order_kinds import BilledNotReceived, CreditDue, Received
from .order_owners import OrderOwners


class ApClosingKind(models.AbstractModel):
    _inherit = "ap.closing.kind"

    def _registered(self):
        return [*super()._registered(), Received(), CreditDue(), BilledNotReceived()]

    def _new_owners(self, closing, day, cache):
        return OrderOwners(self, closing, day, cache)

    def _ordered_values(self, closing, day, cache):
        values = defaultdict(Decimal, super()._ordered_values(closing, day, cache))
        for line in self._kinds()[Received.code].gathered(closing, day, cache):
            if line.excluded_code is None:
                values[line.partner_id, line.account_id] += line.amount_untaxed
        return values
