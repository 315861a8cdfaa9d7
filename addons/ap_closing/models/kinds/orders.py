# SPDX-License-Identifier: AGPL-3.0-or-later
"""The kinds of orders. They are known here by what they have posted; the add-on that
stands on orders (`ap_closing_purchase`) proposes them."""

from ..changed_months import BILLS, ORDERS, RATES
from .closing_kind import ClosingKind
from .explanation import (
    references,
    shown_amount,
    shown_number,
    shown_price,
    with_remarks,
)


class OrderKind(ClosingKind):
    """What orders bring into a month, or put aside."""

    of_documents = True
    stale_on = frozenset({BILLS, ORDERS, RATES})

    @property
    def has_source(self):
        return False


class Received(OrderKind):
    """Received and not billed."""

    code, sequence = "received", 10
    counterpart = "ap_accrued_expense_account_id"
    asset_counterpart = "ap_accrued_asset_account_id"
    tie_outs = ("accrued_expenses", "accrued_assets", "accrued_vat")

    def label(self, env):
        return env._("Bills not received")

    def explain(self, line, words):
        parts = [
            line.env._(
                "%(order)s: received %(received)s of %(ordered)s%(receipts)s, billed "
                "%(billed)s%(bills)s: %(quantity)s to accrue × %(price)s.",
                **_order_terms(line, words),
            )
        ]
        return with_remarks(parts, line, words)


class CreditDue(OrderKind):
    """Billed, then returned: the supplier owes a credit note."""

    code, sequence, cost_sign = "credit_due", 40, -1
    counterpart = "ap_credit_due_account_id"
    tie_outs = ("credit_due", "accrued_vat")

    def label(self, env):
        return env._("Credit notes to receive")

    def explain(self, line, words):
        parts = [
            line.env._(
                "%(order)s: billed %(billed)s%(bills)s, of which %(returned)s went back: "
                "a credit note for %(quantity)s × %(price)s is due.",
                **_order_terms(line, words),
            )
        ]
        return with_remarks(parts, line, words)


class BilledNotReceived(OrderKind):
    """Billed ahead of receipt: a cost of a later month."""

    code, sequence, cost_sign = "billed_not_received", 50, -1
    counterpart = "ap_prepaid_account_id"
    has_vat = False
    tie_outs = ("prepaid",)

    def label(self, env):
        return env._("Billed ahead of receipt")

    def explain(self, line, words):
        if words.get("down_payment"):
            return _down_payment(line, words)
        parts = [
            line.env._(
                "%(order)s: billed %(billed)s%(bills)s, received %(received)s%(receipts)s: "
                "%(quantity)s × %(price)s belong to a later month.",
                **_order_terms(line, words),
            )
        ]
        return with_remarks(parts, line, words)


def _down_payment(line, words) -> str:
    return line.env._(
        "%(order)s: down payment of %(amount)s billed%(bills)s and not yet taken off "
        "a final bill: no cost before.",
        order=words.get("order", ""),
        amount=shown_amount(line, words["down_payment"]),
        bills=references(line.env, words.get("bills"), None),
    )


def _order_terms(line, words) -> dict:
    env = line.env
    return {
        "order": words.get("order", ""),
        "ordered": shown_number(env, words.get("ordered")),
        "received": shown_number(env, words.get("received")),
        "billed": shown_number(env, words.get("billed")),
        "returned": shown_number(env, words.get("returned")),
        "quantity": shown_number(env, words.get("quantity")),
        "price": shown_price(line, words.get("price") or "0"),
        "receipts": references(env, words.get("receipts"), words.get("received_on")),
        "bills": references(env, words.get("bills"), words.get("billed_on")),
    }
