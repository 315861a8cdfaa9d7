# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills and credit notes that have to be compared together.

A credit note settles what its bills cost too much, and a bill may be what a credit note
waits for: comparing one of them alone would forget the other.
"""

from odoo.tools import SQL

from odoo.addons.ap_base.arithmetic.matching.texts import code_key, pieces

from ...rules.matching import references_in

_ASKED = """
SELECT DISTINCT m.company_id, m.commercial_partner_id FROM account_move m
 WHERE m.id = ANY(%s) AND m.commercial_partner_id IS NOT NULL
"""
# Credit notes that wait for something, or take off a price.
_CREDITS = """
SELECT m.id FROM account_move m
 WHERE m.move_type = 'in_refund' AND m.state IN ('draft', 'posted')
   AND (m.company_id, m.commercial_partner_id) IN (%(asked)s)
   AND (m.id = ANY(%(ids)s) OR EXISTS (
        SELECT 1 FROM ap_match t
         WHERE t.move_id = m.id AND t.decision NOT IN ('rejected', 'accepted')
           AND (t.state IN ('suggested', 'exception') OR EXISTS (
                SELECT 1 FROM ap_match_line k
                 WHERE k.match_id = t.id AND k.order_quantity = 0))))
"""
_TEXTS = """
SELECT concat_ws(E'\\n', m.ref, m.payment_reference, m.invoice_origin, r.ref,
                 regexp_replace(m.narration, '<[^>]*>', ' ', 'g'),
                 (SELECT string_agg(a.name, E'\\n') FROM account_move_line a
                   WHERE a.move_id = m.id AND a.display_type = 'product')),
       concat_ws(' ', m.invoice_origin, r.ref)
  FROM account_move m LEFT JOIN account_move r ON r.id = m.reversed_entry_id
 WHERE m.id = ANY(%s)
"""
# Bills of the suppliers that such credit notes may settle: too dear, too many, or named.
_BILLS = """
SELECT m.id FROM account_move m
  JOIN ap_match t ON t.move_id = m.id
 WHERE m.move_type IN ('in_invoice', 'in_receipt') AND m.state IN ('draft', 'posted')
   AND t.decision <> 'rejected'
   AND (m.company_id, m.commercial_partner_id) IN (%(asked)s)
   AND (t.state = 'exception'
        OR EXISTS (SELECT 1 FROM ap_match_difference d
                    WHERE d.match_id = t.id AND d.cause IN ('price', 'over_quantity'))
        OR lower(regexp_replace(m.ref, '[^0-9A-Za-z]', '', 'g')) = ANY(%(names)s)
        OR EXISTS (SELECT 1 FROM ap_match_line k
                     JOIN purchase_order_line l ON l.id = k.purchase_line_id
                     JOIN purchase_order o ON o.id = l.order_id
                    WHERE k.match_id = t.id
                      AND lower(regexp_replace(o.name, '[^0-9A-Za-z]', '', 'g'))
                          = ANY(%(names)s)))
"""
# The bills that billed order lines, by their number.
BILLS_OF_LINES = """
SELECT line_id, array_agg(DISTINCT number)
  FROM (SELECT a.purchase_line_id AS line_id, m.ref AS number
          FROM account_move_line a JOIN account_move m ON m.id = a.move_id
         WHERE a.purchase_line_id = ANY(%(lines)s) AND m.ref IS NOT NULL
           AND m.move_type IN ('in_invoice', 'in_receipt') AND m.state IN ('draft', 'posted')
         UNION
        SELECT k.purchase_line_id, m.ref
          FROM ap_match_line k JOIN ap_match t ON t.id = k.match_id
          JOIN account_move m ON m.id = t.move_id
         WHERE k.purchase_line_id = ANY(%(lines)s) AND m.ref IS NOT NULL
           AND m.move_type IN ('in_invoice', 'in_receipt') AND m.state IN ('draft', 'posted')
       ) known
 GROUP BY line_id
"""
# Order lines of the bills that credit notes name: looked at although nothing is open.
LINES_OF_BILLS = """
SELECT a.purchase_line_id FROM account_move m
  JOIN account_move_line a ON a.move_id = m.id
 WHERE m.commercial_partner_id = ANY(%(suppliers)s) AND a.purchase_line_id IS NOT NULL
   AND m.move_type IN ('in_invoice', 'in_receipt') AND m.state IN ('draft', 'posted')
   AND lower(regexp_replace(m.ref, '[^0-9A-Za-z]', '', 'g')) = ANY(%(names)s)
 UNION
SELECT k.purchase_line_id FROM account_move m
  JOIN ap_match t ON t.move_id = m.id
  JOIN ap_match_line k ON k.match_id = t.id
 WHERE m.commercial_partner_id = ANY(%(suppliers)s)
   AND m.move_type IN ('in_invoice', 'in_receipt') AND m.state IN ('draft', 'posted')
   AND lower(regexp_replace(m.ref, '[^0-9A-Za-z]', '', 'g')) = ANY(%(names)s)
"""


def with_related(env, ids: list[int]) -> list[int]:
    """Return the bills with those that have to be compared at the same time."""
    asked = SQL(_ASKED, list(ids))
    credits = [
        row[0] for row in env.execute_query(SQL(_CREDITS, asked=asked, ids=list(ids)))
    ]
    if not credits:
        return list(ids)
    names = sorted(_names(env, credits))
    bills = env.execute_query(SQL(_BILLS, asked=asked, names=names))
    return sorted({*ids, *credits, *(row[0] for row in bills)})


def left_by_cancelled(env, ids: list[int]) -> list[int]:
    """Return what was compared with documents that are cancelled,
    and is to be compared without them."""
    gone = SQL(
        """SELECT DISTINCT m.company_id, m.commercial_partner_id FROM account_move m
            WHERE m.id = ANY(%s) AND m.state = 'cancel'
              AND m.commercial_partner_id IS NOT NULL""",
        list(ids),
    )
    if not env.execute_query(gone):
        return []
    credits = env.execute_query(SQL(_CREDITS, asked=gone, ids=[]))
    names = sorted(_names(env, ids))
    bills = env.execute_query(SQL(_BILLS, asked=gone, names=names))
    return [row[0] for row in (*credits, *bills)]


def _names(env, credits) -> set[str]:
    """Return what in the credit notes may name an order or a bill, as it is compared."""
    names = set()
    for text, references in env.execute_query(SQL(_TEXTS, credits)):
        names.update(pieces(text or ""))
        names.update(map(code_key, references_in(references or "")))
    return names - {""}


def bills_of_lines(env, lines) -> dict[int, tuple[str, ...]]:
    """Return the numbers of the bills that billed these order lines."""
    query = SQL(BILLS_OF_LINES, lines=list(lines))
    return {line: tuple(sorted(numbers)) for line, numbers in env.execute_query(query)}


def lines_of_bills(env, suppliers, names) -> list[int]:
    """Return the order lines that bills of these numbers billed."""
    query = SQL(LINES_OF_BILLS, suppliers=list(suppliers), names=list(names))
    return [row[0] for row in env.execute_query(query)]
