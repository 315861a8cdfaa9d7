# SPDX-License-Identifier: AGPL-3.0-or-later
"""Causes and actions of open orders as people read them, in the order of urgency."""

CAUSES = [
    ("unit_mismatch", "Billed in another unit"),
    ("wrong_line_billed", "Billed on another line"),
    ("returned_after_bill", "Returned after the bill"),
    ("over_billed", "Billed beyond the order"),
    ("service_without_receipt", "Service without receipt"),
    ("billed_not_received", "Billed, not received"),
    ("price_gap", "Price gap"),
    ("received_not_billed", "Received, not billed"),
    ("never_sent", "Order never sent"),
    ("remainder_to_cancel", "Remainder to cancel"),
    ("partial_stale", "Partly received, then nothing"),
    ("late_delivery", "Late delivery"),
    ("awaiting_delivery", "Awaiting delivery"),
    ("closed", "Remainder closed"),
    ("complete", "Complete"),
]
ACTIONS = [
    ("correct_unit", "Correct the unit"),
    ("move_bill_line", "Move the bill line"),
    ("ask_credit_note", "Ask for a credit note"),
    ("record_service", "Record the service"),
    ("confirm_receipt", "Ask the receiver"),
    ("settle_price", "Settle the price"),
    ("chase_bill", "Chase the bill"),
    ("send_order", "Send the order"),
    ("close_remainder", "Close the remainder"),
    ("ask_supplier_or_close", "Ask the supplier or close"),
    ("chase_delivery", "Chase the delivery"),
    ("wait", "Wait"),
    ("none", "Nothing"),
]
