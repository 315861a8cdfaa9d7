# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rows of the one statement behind `ap.order.position`, as rules take them."""

from decimal import Decimal

from odoo.addons.ap_base.arithmetic.matching.texts import kind_of
from odoo.addons.ap_base.arithmetic.matching.values import DISCOUNT, FREE_KINDS
from odoo.addons.ap_base.arithmetic.money import ZERO

from ..rules.position import PositionRow

MAX_REFERENCES = 5
LABEL, FLAGS, TEXTS = 12, 27, 37  # of a row: its label, where the lists of a row begin, and its figures


def row_of(values: tuple, known: dict) -> PositionRow:
    """Return the named row: lists become tuples, figures decimals.

    ``known``: the decimals of the texts that were already read.
    """
    refs, last_bill, bill_refs, account, *flags, doubt, changed, taxes = values[
        FLAGS:TEXTS
    ]
    doubts = (doubt,) if doubt else ()
    if changed:
        doubts += ("order_changed",)
    texts = values[TEXTS:]
    figures = known.get(texts)
    if figures is None:
        *numbers, goods, others = texts
        known[texts] = figures = (
            *[Decimal(number) if number else ZERO for number in numbers],
            None if goods is None else Decimal(goods),
            None if others is None else Decimal(others),
        )
    return PositionRow._make(
        (
            *values[:FLAGS],
            tuple(refs) if refs else (),
            last_bill,
            tuple(dict.fromkeys(bill_refs))[:MAX_REFERENCES] if bill_refs else (),
            account,
            *map(bool, flags),
            doubts,
            tuple(sorted(taxes)) if taxes else (),
            *figures[:-2],
            _share_of_order(values[LABEL], *figures[-2:]),
        )
    )


def _share_of_order(label, goods, others) -> Decimal | None:
    """Return what came of the order a line belongs to, where it comes with the rest."""
    if goods is None and others is not None:
        return others if kind_of(label or "") in (*FREE_KINDS, DISCOUNT) else None
    return goods
