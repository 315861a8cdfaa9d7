# SPDX-License-Identifier: AGPL-3.0-or-later
"""The codes of matching, as a reader sees them."""

STATES = [
    ("matched", "Matched"),
    ("suggested", "Suggested"),
    ("exception", "Exception"),
    ("no_match", "No order"),
]
DECISIONS = [
    ("none", "None"),
    ("accepted", "Accepted"),
    ("undone", "Undone"),
    ("rejected", "Rejected"),
]
CAUSES = [
    ("duplicate", "Duplicate"),
    ("wrong_company", "Wrong company"),
    ("other_supplier", "Other supplier of the group"),
    ("currency", "Currency"),
    ("no_order", "No order"),
    ("closed_order", "Closed order"),
    ("unit", "Unit of measure"),
    ("over_quantity", "Over-quantity"),
    ("not_received", "Not received"),
    ("under_quantity", "Less than expected"),
    ("price", "Price"),
    ("tax", "Tax"),
]
CHECKS = [
    ("quantity", "Quantity"),
    ("price", "Unit price"),
    ("line_amount", "Line amount"),
    ("total", "Bill total"),
    ("tax", "Tax"),
    ("freight", "Freight and fees"),
    ("discount", "Discount"),
    ("reading", "Reading"),
    ("duplicate", "Duplicate"),
    ("wrong_company", "Company"),
    ("other_supplier", "Supplier"),
    ("currency", "Currency"),
    ("no_order", "Order line"),
    ("reference", "Order named"),
    ("closed_order", "Order open"),
    ("unit", "Unit of measure"),
]
# Checks whose two figures are amounts of money.
MONEY_CHECKS = frozenset(
    {"price", "line_amount", "total", "tax", "freight", "discount", "reading"}
)
# Reasons whose first value is an amount of money.
MONEY_REASONS = frozenset(
    {"fee_of_line", "fee_in_price", "price_credit", "price_credited", "credited_beyond"}
)
# Causes that are figures: one in our favour holds no payment.
FIGURE_CAUSES = frozenset(
    {"over_quantity", "not_received", "under_quantity", "price", "tax"}
)
# Checks whose figures are ids: of which model, and whether the bill has one, too.
RECORD_CHECKS = {
    "wrong_company": ("res.company", True),
    "other_supplier": ("res.partner", True),
    "currency": ("res.currency", True),
    "duplicate": ("account.move", False),
}
ACTIONS = [
    ("post", "Post"),
    ("confirm", "Confirm"),
    ("find_order", "Find the order"),
    ("record_down_payment", "Record the down payment"),
    ("reject_duplicate", "Reject the duplicate"),
    ("move_to_company", "Move to the other company"),
    ("confirm_supplier", "Confirm the supplier"),
    ("confirm_currency", "Confirm the currency"),
    ("reopen_order", "Reopen the order"),
    ("correct_unit", "Correct the unit"),
    ("ask_credit_note", "Ask for a credit note"),
    ("confirm_receipt", "Confirm the receipt"),
    ("confirm_partial_bill", "Confirm the partial bill"),
    ("confirm_price", "Confirm the price"),
    ("confirm_return", "Record the return"),
    ("confirm_credit", "Confirm the credit note"),
    ("correct_tax", "Correct the tax"),
    ("none", "Nothing to do"),
]
# Actions that accept a difference: for who has a limit.
ACCEPTED = frozenset(
    {
        "confirm_supplier", "confirm_currency", "confirm_partial_bill", "confirm_price",
        "confirm_credit",
    }
)  # fmt: skip
DIFFERENCE_STATES = [("open", "Open"), ("accepted", "Accepted"), ("gone", "Gone")]
