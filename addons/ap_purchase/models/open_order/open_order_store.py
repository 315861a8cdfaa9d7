# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the work list is kept: one COPY and two statements, whatever its number."""

import json

from odoo.tools import SQL

from odoo.addons.ap_base.models.bulk import copy_rows

from ...rules.open_order import ACTIONS

# Column of the work list: key of a line of `at_date`.
COPIED = {
    "purchase_line_id": "line_id",
    "order_id": "order_id",
    "partner_id": "partner_id",
    "buyer_id": "buyer_id",
    "product_id": "product_id",
    "categ_id": "categ_id",
    "label": "label",
    "uom_id": "uom_id",
    "order_currency_id": "currency_id",
    "analytic_distribution": "analytic_distribution",
    "ordered": "ordered",
    "received": "received",
    "billed": "billed",
    "open": "open",
    "to_accrue": "to_accrue",
    "over_billed": "over_billed",
    "ordered_amount": "ordered_amount_company",
    "received_amount": "received_amount_company",
    "billed_amount": "billed_amount_company",
    "open_amount": "open_amount_company",
    "to_accrue_amount": "to_accrue_amount_company",
    "over_billed_amount": "over_billed_amount_company",
    "date_ordered": "date_ordered",
    "date_planned": "date_planned",
    "date_last_receipt": "date_last_receipt",
    "date_last_bill": "date_last_bill",
    "excluded_reason": "excluded_reason",
    "closed_on": "closed_on",
    "facts": "facts",
    "cause_found": "cause",
    "action_found": "action",
    "basis": "basis",
    "listed": "listed",
}
AGES = {
    "age_ordered": "date_ordered",
    "age_planned": "date_planned",
    "age_receipt": "date_last_receipt",
    "age_bill": "date_last_bill",
}
COLUMNS = ("company_id", "date", "at_stake", *AGES, *COPIED)
_NAMES = SQL(", ").join(SQL.identifier(name) for name in COLUMNS)

# A new position takes the place of the old one; what a person decided stays. Rows that
# are the same again are not written.
_UPSERT = """
INSERT INTO ap_open_order AS old (%(names)s, cause, action, owner_id, active,
    owner_decided, chase_count, create_uid, create_date, write_uid, write_date)
SELECT %(names)s, cause_found, action_found, buyer_id, TRUE, FALSE, 0,
       %(uid)s, %(now)s, %(uid)s, %(now)s
  FROM ap_open_order_found
ON CONFLICT (purchase_line_id) DO UPDATE SET
    %(sets)s,
    cause = COALESCE(old.cause_override, EXCLUDED.cause_found),
    action = COALESCE(%(actions)s::jsonb ->> old.cause_override, EXCLUDED.action_found),
    owner_id = CASE WHEN old.owner_decided THEN old.owner_id ELSE EXCLUDED.buyer_id END,
    active = TRUE,
    write_uid = EXCLUDED.write_uid,
    write_date = EXCLUDED.write_date
WHERE (%(old)s, old.active) IS DISTINCT FROM (%(new)s, TRUE)
"""
_GONE = """
UPDATE ap_open_order old
   SET active = FALSE, cause = 'complete', action = 'none', cause_found = 'complete',
       action_found = 'none', open = 0, to_accrue = 0, over_billed = 0, open_amount = 0,
       to_accrue_amount = 0, over_billed_amount = 0, at_stake = 0, facts = NULL,
       date = %(day)s, write_uid = %(uid)s, write_date = %(now)s
 WHERE company_id = %(company)s AND active AND %(scope)s
   AND NOT EXISTS (SELECT 1 FROM ap_open_order_found found
                    WHERE found.purchase_line_id = old.purchase_line_id)
"""


def store(env, company, day, lines, ids) -> None:
    """Write the lines of `at_date` to the work list of the company; what is not among
    them is complete. ``ids``: the order lines that were read, None for all of them."""
    cr = env.cr
    env.flush_all()
    cr.execute("DROP TABLE IF EXISTS pg_temp.ap_open_order_found")
    cr.execute(
        SQL(
            "CREATE TEMP TABLE ap_open_order_found ON COMMIT DROP AS"
            " SELECT %s FROM ap_open_order LIMIT 0",
            _NAMES,
        )
    )
    values = [_values(company.id, day, line) for line in lines]
    copy_rows(cr, "ap_open_order_found", COLUMNS, values)
    cr.execute("ANALYZE ap_open_order_found")
    terms = {"uid": env.uid, "now": cr.now(), "company": company.id, "day": day}
    scope = SQL("TRUE")
    if ids is not None:
        scope = SQL("purchase_line_id = ANY(%s)", ids)
    cr.execute(SQL(_GONE, scope=scope, **terms))
    sets = [
        SQL("%s = EXCLUDED.%s", SQL.identifier(name), SQL.identifier(name))
        for name in COLUMNS
        if name != "purchase_line_id"
    ]
    cr.execute(
        SQL(
            _UPSERT,
            names=_NAMES,
            sets=SQL(", ").join(sets),
            actions=json.dumps(ACTIONS),
            old=SQL(", ").join(SQL.identifier("old", name) for name in COLUMNS),
            new=SQL(", ").join(SQL.identifier("excluded", name) for name in COLUMNS),
            uid=terms["uid"],
            now=terms["now"],
        )
    )
    env.invalidate_all(flush=False)


def _values(company_id: int, day, line: dict) -> tuple:
    stake = next(
        filter(
            None,
            (
                line["over_billed_amount_company"],
                line["to_accrue_amount_company"],
                _price_gap(line),
                line["open_amount_company"],
            ),
        ),
        0.0,
    )
    ages = tuple(_age(day, line[source]) for source in AGES.values())
    copied = tuple(
        0.0 if (value := line[key]) == 0 and value is not False else value
        for key in COPIED.values()
    )
    return (company_id, day, round(abs(stake), 6), *ages, *copied)


def _price_gap(line: dict) -> float:
    """Return what the price gap comes to in company currency, as the bills did."""
    amount, billed = line["facts"].get("amount"), line["billed_amount"]
    return amount * line["billed_amount_company"] / billed if amount and billed else 0.0


def _age(day, iso):
    """Return the days since then; below zero when it is still to come."""
    return (day - type(day).fromisoformat(iso)).days if iso else None
