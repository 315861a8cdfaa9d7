# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which cost bears what a deferral holds on 486: account, distribution, supplier.

A posted bill line may be moved to another account or imputed anew. Entries that were
posted stay; the next release gives back to the old cost what was taken from it, and
takes it from the new one. So each deferral remembers, by cost, what its entries hold.
"""

import json
from decimal import Decimal
from hashlib import blake2b
from typing import NamedTuple

from odoo.tools import SQL

# The cost of a closing line, for the trace: what the source was proposed with, since an
# account that a person chose for a month is a decision of that month.
OF_LINE = """
CASE WHEN line.explanation_values ? 'cost'
     THEN (line.explanation_values -> 'cost' ->> 'account_id')::int
     ELSE line.account_id END,
CASE WHEN line.explanation_values ? 'cost'
     THEN (line.explanation_values -> 'cost' ->> 'distribution')::jsonb
     ELSE line.analytic_distribution END,
CASE WHEN line.explanation_values ? 'cost'
     THEN (line.explanation_values -> 'cost' ->> 'partner_id')::int
     ELSE line.partner_id END
"""
HELD = """
SELECT entry.deferral_id, entry.cost_account_id, entry.cost_distribution::text,
       entry.cost_partner_id, SUM(entry.amount)::text
  FROM ap_deferral_entry entry
  LEFT JOIN ap_closing_run run ON run.id = entry.run_id
 WHERE %(scope)s
 GROUP BY 1, 2, 3, 4
HAVING SUM(entry.amount) <> 0
 ORDER BY 1, 2, 3, 4
"""


class Cost(NamedTuple):
    """Where the cost of a deferral stands. `distribution`: as text, keys sorted, or
    None."""

    account_id: int | None
    distribution: str | None
    partner_id: int | None

    def shares(self) -> dict | None:
        return json.loads(self.distribution) if self.distribution else None

    def code(self) -> str:
        """A short name that is the same each month."""
        return blake2b(repr(tuple(self)).encode(), digest_size=6).hexdigest()


def cost_of(account_id, distribution, partner_id) -> Cost:
    """A cost from what the database or a record says of it."""
    if isinstance(distribution, str):
        distribution = json.loads(distribution)
    text = json.dumps(distribution, sort_keys=True) if distribution else None
    return Cost(account_id or None, text, partner_id or None)


def current(deferral) -> Cost:
    """The cost that the bill line of a deferral stands on now."""
    return cost_of(
        deferral.account_id.id, deferral.analytic_distribution, deferral.partner_id.id
    )


def by_deferral(deferrals) -> dict:
    """What the entries of these deferrals hold, by deferral and cost."""
    deferrals.env["ap.deferral.entry"].flush_model()
    found = _read(deferrals.env, SQL("entry.deferral_id = ANY(%s)", deferrals.ids))
    return {deferral: found[deferral.id] for deferral in deferrals if deferral.id in found}


def before_run(env, closing, day) -> dict[int, dict[Cost, Decimal]]:
    """What is held at the end of a day by deferral and cost, without the entries of the
    closing itself."""
    scope = SQL(
        "entry.company_id = %s AND entry.date <= %s AND run.closing_id IS DISTINCT FROM %s",
        closing.company_id.id,
        day,
        closing.id,
    )
    return _read(env, scope)


def _read(env, scope: SQL) -> dict[int, dict[Cost, Decimal]]:
    found: dict[int, dict[Cost, Decimal]] = {}
    for deferral, account, distribution, partner, amount in env.execute_query(
        SQL(HELD, scope=scope)
    ):
        costs = found.setdefault(deferral, {})
        cost = cost_of(account, distribution, partner)
        costs[cost] = costs.get(cost, Decimal(0)) + Decimal(amount)
    return found
