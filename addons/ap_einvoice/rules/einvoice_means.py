# SPDX-License-Identifier: AGPL-3.0-or-later
"""How an e-invoice is paid (BT-81, UNTDID 4461): what the supplier collects itself must not
be transferred as well."""

from __future__ import annotations

from collections.abc import Iterable

DEBIT, CARD, BILL_OF_EXCHANGE, SET_OFF = "debit", "card", "draft", "set_off"
# UNTDID 4461. Everything else (30, 31, 42, 57, 58 transfers, 10 cash, 20 cheques, 1 not
# defined…) waits for us to pay.
COLLECTED = {
    "49": DEBIT, "59": DEBIT,
    "48": CARD, "54": CARD, "55": CARD, "68": CARD,
    "24": BILL_OF_EXCHANGE, "44": BILL_OF_EXCHANGE, "70": BILL_OF_EXCHANGE,
    "74": BILL_OF_EXCHANGE, "75": BILL_OF_EXCHANGE, "76": BILL_OF_EXCHANGE,
    "77": BILL_OF_EXCHANGE, "78": BILL_OF_EXCHANGE,
    "97": SET_OFF,
}  # fmt: skip


def collected(means: Iterable[str]) -> tuple[str, str]:
    """Return (kind, code) of how the supplier collects it; ("", "") where we may transfer:
    no means written, or one among several that waits for us.

    >>> collected(("59",)), collected(("30", "59")), collected(())
    (('debit', '59'), ('', ''), ('', ''))
    """
    codes = [code.strip().lstrip("0") for code in means if code.strip()]
    if not codes or any(code not in COLLECTED for code in codes):
        return "", ""
    return COLLECTED[codes[0]], codes[0]
