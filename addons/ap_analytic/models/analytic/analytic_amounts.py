# SPDX-License-Identifier: AGPL-3.0-or-later
"""Analytic items that sum to the journal item, on every axis and in every currency."""

from odoo import models

from odoo.addons.ap_base.arithmetic.distribution import amounts
from odoo.addons.ap_base.arithmetic.money import to_decimal

from ...rules import analytic


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _prepare_analytic_lines(self):
        """Core's items; where their cents do not add up on some axis, ours.

        Core corrects the rounding of all keys together, so that one axis may get the
        cent of another, and drops items that round to zero with what they stood for.
        """
        found = super()._prepare_analytic_lines()
        shares = analytic.read(self.analytic_distribution)
        if not shares or any(share < 0 for share in shares.values()):
            return found
        ids = {account for key in shares for account in key}
        accounts = self.env["account.analytic.account"].browse(ids).exists()
        plan_of = {one.id: one.root_plan_id.id for one in accounts}
        shares = {
            key: share for key, share in shares.items() if plan_of.keys() >= {*key}
        }
        step = to_decimal(self.company_currency_id.rounding)
        wanted = amounts(-to_decimal(self.balance), shares, plan_of, step)
        by_key = self._ap_by_accounts(found, accounts)
        if self._ap_adds_up(by_key, wanted, plan_of, step):
            return found
        return self._ap_items_of(by_key, wanted)

    def _ap_by_accounts(self, items, accounts) -> dict:
        """Core's items by the analytic accounts they are for."""
        columns = {plan._column_name() for plan in accounts.plan_id}
        return {
            tuple(sorted(vals[name] for name in columns if vals.get(name))): vals
            for vals in items
        }

    def _ap_adds_up(self, by_key, wanted, plan_of, step) -> bool:
        """Whether core's amounts have the sums of ours, axis by axis."""
        if any(key not in wanted for key in by_key):
            return True  # somebody else's items: theirs to answer for
        for plan in set(plan_of.values()):
            mine = [key for key in wanted if plan in {plan_of[one] for one in key}]
            core = sum(
                to_decimal(by_key[key]["amount"]) for key in mine if key in by_key
            )
            if abs(core - sum(wanted[key] for key in mine)) * 2 >= step:
                return False
        return True

    def _ap_items_of(self, by_key, wanted) -> list:
        items = []
        for key, amount in wanted.items():
            if not amount:
                continue
            vals = by_key.get(key) or self._prepare_analytic_distribution_line(
                0.0, ",".join(map(str, key)), {}
            )
            items.append({**vals, "amount": float(amount)})
        return items
