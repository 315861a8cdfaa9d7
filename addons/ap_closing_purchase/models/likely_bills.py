# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills in the books that nobody linked to an order, and that matching sees there.

Posting a bill makes no match surer: its lines stay without an order line. A likely one
(`rules.ownership.strength_of`) counts as billed in the position that the closing reads,
so that the same delivery is not accrued beside its bill; a doubtful one counts not. In
both cases a person is asked.
"""

from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from odoo.tools import SQL

from odoo.addons.ap_closing.rules import ownership
from odoo.addons.ap_purchase.rules.order_events import billed_units
from odoo.addons.ap_purchase.rules.position import discounted

# Why a part of a bill line may bill an order line, as matching wrote it; and that its
# amount is all that was ordered, or received, where quantity and price say otherwise.
REASONS = """
COALESCE(part.reasons, '[]') || CASE
    WHEN item.currency_id = ordered.currency_id AND ABS(part.amount) IN (
        ABS(asked.price_subtotal),
        ROUND(ABS(asked.price_subtotal * asked.qty_received / NULLIF(asked.product_qty, 0)), 2))
    THEN '[["line_total"]]'::jsonb ELSE '[]'::jsonb END
"""
# Bill lines whose order was cancelled, with the lines that may take their place: of the
# same supplier and product, received and not billed. At the same price, and the only
# one, it is likely the order made again.
MADE_AGAIN = """
SELECT item.id AS item_id, other.id AS order_line, item.balance, item.quantity,
       CASE WHEN other.price_unit = asked.price_unit
                 AND COUNT(*) OVER (PARTITION BY item.id) = 1
            THEN '[["price"]]'::jsonb ELSE '[]'::jsonb END AS reasons
  FROM account_move_line item
  JOIN purchase_order_line asked ON asked.id = item.purchase_line_id
  JOIN purchase_order gone ON gone.id = asked.order_id AND gone.state = 'cancel'
       AND %(gone)s
  JOIN res_partner own ON own.id = gone.partner_id
  JOIN res_partner family ON family.commercial_partner_id = own.commercial_partner_id
  JOIN purchase_order again ON again.partner_id = family.id
       AND again.state = 'purchase' AND again.company_id = item.company_id
  JOIN purchase_order_line other ON other.order_id = again.id
       AND other.product_id = item.product_id
       AND ABS(other.qty_received) > ABS(other.qty_invoiced)
 WHERE %(scope)s
"""
# Bill lines that nobody linked and matching did not see, with the lines of the same
# supplier and product, received and not billed, that are ordered in another currency.
OTHER_CURRENCY = """
SELECT item.id AS item_id, other.id AS order_line, item.balance, item.quantity,
       '[]'::jsonb AS reasons
  FROM account_move_line item
  JOIN account_move bill ON bill.id = item.move_id
  JOIN purchase_order_line other ON other.product_id = item.product_id
       AND ABS(other.qty_received) > ABS(other.qty_invoiced)
  JOIN purchase_order again ON again.id = other.order_id
       AND again.state = 'purchase' AND again.company_id = item.company_id
       AND again.currency_id <> item.currency_id
  JOIN res_partner family ON family.id = again.partner_id
       AND family.commercial_partner_id = bill.commercial_partner_id
 WHERE %(scope)s AND item.purchase_line_id IS NULL
   AND NOT EXISTS (SELECT 1 FROM ap_match_line part WHERE part.bill_line_id = item.id)
"""
BOOKED = """
SELECT part.purchase_line_id AS order_line, COALESCE(move.name, move.ref) AS document,
       item.id AS item_id, ABS(part.amount / NULLIF(item.price_subtotal, 0))::text AS part,
       item.date, item.account_id, item.currency_id, part.order_quantity::text AS quantity,
       (item.balance * ABS(part.amount / NULLIF(item.price_subtotal, 0)))::text AS balance,
       (item.amount_currency * ABS(part.amount / NULLIF(item.price_subtotal, 0)))::text
           AS in_currency,
       matched.decision IN ('undone', 'rejected') AS is_taken_back,
       %(reasons)s AS reasons
  FROM ap_match matched
  JOIN ap_match_line part ON part.match_id = matched.id AND NOT part.shared
  JOIN account_move_line item ON item.id = part.bill_line_id
  JOIN account_move move ON move.id = item.move_id
  JOIN purchase_order_line asked ON asked.id = part.purchase_line_id
  JOIN purchase_order ordered ON ordered.id = asked.order_id
 WHERE matched.company_id = %(company)s AND matched.state IN ('suggested', 'exception')
   AND item.parent_state = 'posted' AND item.date <= %(day)s
   AND item.purchase_line_id IS NULL
 UNION ALL
SELECT found.order_line, COALESCE(move.name, move.ref), item.id, '1', item.date,
       item.account_id, item.currency_id, item.quantity::text, item.balance::text,
       item.amount_currency::text, FALSE, found.reasons
  FROM (%(again)s) found
  JOIN account_move_line item ON item.id = found.item_id
  JOIN account_move move ON move.id = item.move_id
 ORDER BY date, item_id
"""
# In the books at the day, and not long before.
IN_BOOKS = """
item.company_id = %(company)s AND item.parent_state = 'posted' AND item.date <= %(day)s
AND item.display_type = 'product' AND item.date > %(day)s::date - 366
AND item.move_id IN (SELECT id FROM account_move
                      WHERE move_type IN ('in_invoice', 'in_refund', 'in_receipt'))
"""


def maybe_of(scope: SQL, gone: SQL | None = None) -> SQL:
    """Return the order lines that bill lines may bill beside what matching sees.

    ``scope``: a condition on ``item``, the bill line; ``gone``: one on the order that was
    cancelled. Columns item_id, order_line, balance, quantity, reasons.
    """
    return SQL(
        "%s UNION ALL %s",
        SQL(MADE_AGAIN, scope=scope, gone=gone or SQL("TRUE")),
        SQL(OTHER_CURRENCY, scope=scope),
    )


class Booked(NamedTuple):
    """A bill line in the books that may bill an order line, or the part that may."""

    document: str
    item_id: int
    part: Decimal
    date: object
    account_id: int
    currency_id: int
    quantity: Decimal
    balance: Decimal
    in_currency: Decimal
    strength: str


class LikelyBills:
    """Those bill lines of a company at the end of a day, by order line."""

    def __init__(self, env, company, day):
        self.by_line: dict[int, list[Booked]] = defaultdict(list)
        for model in ("ap.match", "ap.match.line", "account.move.line", "purchase.order.line",
                      "purchase.order"):  # fmt: skip
            env[model].flush_model()
        # An order that was cancelled later stood at the day: its bill is billed ahead.
        gone = SQL("gone.ap_date_cancel < %s", company._day_after_utc(day))
        again = maybe_of(SQL(IN_BOOKS, company=company.id, day=day), gone)
        query = SQL(
            BOOKED, company=company.id, day=day, reasons=SQL(REASONS), again=again
        )
        for row in env.execute_query_dict(query):
            line = row.pop("order_line")
            reasons = [reason[0] for reason in row.pop("reasons") or ()]
            strength = ownership.strength_of(False, reasons, row.pop("is_taken_back"))
            for name in ("part", "quantity", "balance", "in_currency"):
                row[name] = Decimal(row[name] or 0)
            self.by_line[line].append(Booked(**row, strength=strength))

    @property
    def order_lines(self) -> list[int]:
        """The order lines that such bills may bill."""
        return sorted(self.by_line)

    def likely(self, order_line) -> list[Booked]:
        """Those that count as billed."""
        return [
            one
            for one in self.by_line.get(order_line, ())
            if one.strength == ownership.LIKELY
        ]

    @property
    def parts(self) -> list[tuple[int, int, Decimal, Decimal]]:
        """What counts as billed: order line, bill line, which part of it, and units."""
        return [
            (line, one.item_id, one.part, one.quantity)
            for line in self.by_line
            for one in self.likely(line)
        ]

    def counted(self, row):
        """Return the row of the position with what is likely billed of its line."""
        for one in self.likely(row.line_id):
            same = one.currency_id == row.currency_id
            row = row._replace(
                billed=row.billed + (_units(row, one) if same else one.quantity),
                billed_balance=row.billed_balance + one.balance,
                billed_in_currency=row.billed_in_currency + one.in_currency * same,
                billed_elsewhere=row.billed_elsewhere + one.balance * (not same),
                date_last_bill=one.date,
                bill_account_id=one.account_id,
                bill_refs=(one.document, *row.bill_refs),
            )
        return row


def _units(row, one: Booked) -> Decimal:
    """The units of what is left to bill of an order line that a bill pays for: those it
    says, or, of a lump sum, those that its amount makes."""
    rest = row.ordered - row.billed
    if rest * row.ordered <= 0:
        return one.quantity
    bills = [(one.quantity, one.in_currency)]
    return billed_units(bills, discounted(row), rest, row.received - row.billed).quantity
