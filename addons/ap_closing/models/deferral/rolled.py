# SPDX-License-Identifier: AGPL-3.0-or-later
"""Account 486 rolled forward: what releases hold."""

from decimal import Decimal

from odoo.tools import SQL

from odoo.addons.ap_base.arithmetic.rollforward import Posting, roll_postings

from ...rules import labels

# Each deferral's postings; those before the period as one.
POSTINGS = """
SELECT entry.deferral_id AS id, deferral.document, deferral.label, deferral.partner_id,
       partner.name AS partner,
       GREATEST(entry.date, %(eve)s::date) AS day, entry.nature = 'transfer' AS is_new,
       MIN(entry.date) AS first_day, SUM(entry.amount)::text AS amount
  FROM ap_deferral_entry entry
  JOIN ap_deferral deferral ON deferral.id = entry.deferral_id
  LEFT JOIN res_partner partner ON partner.id = deferral.partner_id
 WHERE entry.company_id = %(company)s AND entry.account_id = ANY(%(accounts)s)
   AND entry.date <= %(end)s
 GROUP BY entry.deferral_id, deferral.document, deferral.label, deferral.partner_id,
       partner.name, GREATEST(entry.date, %(eve)s::date), entry.nature = 'transfer'
 ORDER BY entry.deferral_id, day
"""


def lines(closings, company, accounts, start, end, sign) -> list[dict]:
    """One row per deferral that had something on the accounts in the period."""
    eve = closings._eve(start)
    rows = closings.env.execute_query_dict(
        SQL(
            POSTINGS, company=company.id, accounts=accounts.ids, end=end, eve=eve
        )
    )
    found: dict[int, dict] = {}
    for row in rows:
        line = found.setdefault(row["id"], _deferral_row(row))
        line["first_day"] = min(line["first_day"], row["first_day"])
        amount = sign * Decimal(row["amount"])
        line["postings"].append(
            Posting(row["id"], row["day"], amount, row["is_new"])
        )
    lines = []
    for line in found.values():
        roll = roll_postings(line.pop("postings"), start, end)
        line["date_in"] = line.pop("first_day").isoformat()
        if any((roll.opening, roll.new, roll.reversed, roll.closing)):
            lines.append({**line, "roll": roll})
    return lines


def _deferral_row(row) -> dict:
    return {
        "id": False,
        "deferral_id": row["id"],
        "label": labels.of_document(row["document"], row["label"]),
        "kind": "release",
        "partner_id": row["partner_id"] or False,
        "partner": row["partner"] or "",
        "first_day": row["first_day"],
        "date_out": False,
        "postings": [],
    }
