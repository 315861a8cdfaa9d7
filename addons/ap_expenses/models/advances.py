# SPDX-License-Identifier: AGPL-3.0-or-later
"""What employees hold of the company's money, and what of it pays their claims."""

from decimal import Decimal

from odoo.addons.ap_base.arithmetic.money import to_decimal

from ..rules.posting import Role, cleared_by_advance
from ..rules.transaction import Kind
from .entry_items import Place

ZERO = Decimal(0)
CLAIMED = (Role.EMPLOYEE, Role.ALLOWANCE)


def held(tool, partner_ids) -> dict[int, Decimal]:
    """What each of them holds on the account of advances, as posted."""
    account = tool.advance_account_id
    if not account or not partner_ids:
        return {}
    rows = tool.env["account.move.line"].sudo()._read_group(
        [
            ("company_id", "=", tool.company_id.id),
            ("account_id", "=", account.id),
            ("partner_id", "in", list(partner_ids)),
            ("parent_state", "=", "posted"),
        ],
        ["partner_id"],
        ["balance:sum"],
    )
    return {partner.id: to_decimal(balance) for partner, balance in rows}


class Advances:
    """What is left of each advance while entries are made one day after the other."""

    def __init__(self, tool, partner_ids):
        self.account_id = tool.advance_account_id.id
        self.nets = tool.nets_advances and bool(self.account_id)
        self.left = held(tool, partner_ids) if self.nets else {}

    def pay(self, amounts) -> list[tuple[Place, Decimal]]:
        """What pays the claims of an entry with what their employees hold; what the entry
        itself gives or takes of advances counts first. ``amounts``: (kind of expense,
        place, amount)."""
        claimed: dict[Place, Decimal] = {}
        for kind, place, amount in amounts:
            if place.role == Role.ADVANCE:
                self.left[place.partner_id] = self.left.get(place.partner_id, ZERO) + amount
            elif place.role in CLAIMED and kind != Kind.ADVANCE:
                claimed[place] = claimed.get(place, ZERO) - amount
        found = []
        for place, amount in claimed.items() if self.nets else ():
            paid = cleared_by_advance(amount, self.left.get(place.partner_id, ZERO))
            if paid:
                self.left[place.partner_id] -= paid
                advance = Place(Role.ADVANCE, self.account_id, place.partner_id)
                found += [(place, paid), (advance, -paid)]
        return found
