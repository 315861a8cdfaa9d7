# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which lines of a closing a journal item is made of."""

from odoo.fields import Domain
from odoo.tools import SQL

# The analytic accounts of the lines of one account of a run.
USED = """
SELECT DISTINCT part.id::int
  FROM ap_closing_line line
  CROSS JOIN LATERAL jsonb_object_keys(line.analytic_distribution) AS shares(ids)
  CROSS JOIN LATERAL unnest(string_to_array(shares.ids, ',')) AS part(id)
 WHERE line.run_id = %(run)s AND line.account_id = %(account)s
   AND jsonb_typeof(line.analytic_distribution) = 'object'
"""
# The lines of a run on the account and the distribution of an item.
SAME = """
SELECT line.id
  FROM ap_closing_line line
  JOIN account_move_line item ON item.id = %(item)s
   AND item.account_id = line.account_id
   AND item.analytic_distribution = line.analytic_distribution
 WHERE line.run_id = %(run)s
"""


def domain_of(item) -> Domain:
    """The closing lines behind an item of a closing's entry, of its reversal, or of what
    cancelled either; none behind any other."""
    move = item.move_id
    if not move.ap_closing_run_id:
        return Domain.FALSE
    lines = Domain("run_id", "=", move.ap_closing_run_id.id) & Domain(
        "move_id", "in", _first_entries(move).ids
    )
    supplier = Domain.TRUE
    if item.partner_id:
        supplier = Domain("partner_id", "=", item.partner_id.id)
    sides = lines & supplier & Domain("counterpart_account_id", "=", item.account_id.id)
    if item.account_id == item.company_id.ap_accrued_vat_account_id:
        sides |= lines & supplier & Domain("amount_tax", "!=", 0)
    found = sides | lines & supplier & _costs(item)
    same = found & Domain("source_currency_id", "=", item.currency_id.id)
    # An item whose two amounts had opposite signs is in company currency only.
    return same if item.env["ap.closing.line"].search_count(same, limit=1) else found


def _first_entries(move):
    """The entries that the lines name: of a reversal or a cancellation, what it undoes."""
    first = move | move.reversed_entry_id
    undone = move.env["account.move"].search(
        [
            ("ap_closing_run_id", "=", move.ap_closing_run_id.id),
            ("ap_cancelled_by_id", "in", first.ids),
        ]
    )
    return first | undone


def _costs(item) -> Domain:
    """Lines that cost what the item bears, on its distribution."""
    costs = Domain("account_id", "=", item.account_id.id)
    run = item.move_id.ap_closing_run_id
    item.flush_recordset(["analytic_distribution"])
    item.env["ap.closing.line"].flush_model()
    if not item.analytic_distribution:
        used = item.env.execute_query(SQL(USED, run=run.id, account=item.account_id.id))
        return costs & Domain("analytic_distribution", "not in", [row[0] for row in used])
    same = item.env.execute_query(SQL(SAME, run=run.id, item=item.id))
    return costs & Domain("id", "in", [row[0] for row in same])
