# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the board shows of a deferral at the reader's day."""

import json

from odoo.tools import SQL, format_date

NEXT = """
SELECT DISTINCT ON (part.deferral_id) part.deferral_id, part.date, part.amount
  FROM ap_deferral_part part
  JOIN ap_deferral deferral ON deferral.id = part.deferral_id
 WHERE part.deferral_id = ANY(%s)
   AND part.date > COALESCE((
       SELECT MAX(closing.date_end)
         FROM ap_closing_run run JOIN ap_closing closing ON closing.id = run.closing_id
        WHERE run.company_id = deferral.company_id AND run.state = 'posted'
          AND run.kind = CASE deferral.method
              WHEN 'stock' THEN 'prepaid' ELSE 'release' END), '0001-01-01')
 ORDER BY part.deferral_id, part.date
"""


def compute_next(deferrals):
    """See `_compute_next` of `ap.deferral`."""
    rows = deferrals.env.execute_query(SQL(NEXT, deferrals.ids)) if deferrals.ids else []
    found = {one: (day, float(amount)) for one, day, amount in rows}
    for one in deferrals:
        one.next_date, one.next_amount = found.get(one.id, (False, 0))


def compute_graph(deferrals):
    """See `_compute_balance_graph` of `ap.deferral`."""
    for one in deferrals:
        points = [(one.date_start, one.amount)] if one.date_start else []
        points += [(part.date, part.balance) for part in one.part_ids]
        one.balance_graph = json.dumps(
            [
                {
                    "key": deferrals.env._("Prepaid"),
                    "area": True,
                    "values": [
                        {
                            "x": format_date(deferrals.env, day, date_format="MMM yy"),
                            "y": balance,
                            "name": format_date(deferrals.env, day),
                        }
                        for day, balance in points
                    ],
                }
            ]
        )
