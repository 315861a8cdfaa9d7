# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reviews of suppliers brought in line with the books, by upserts of many rows."""

import json
from itertools import islice

from odoo.tools import SQL

from odoo.addons.ap_base.models.ap_finding import OPEN_STATES

from ..rules.attention import marks
from .supplier_accounts import OWED

SUMMED = ("unmatched_credit", "unmatched_debit", "debit_balance", "credit_notes", "held",
          "overdue", "advances", "payments")  # fmt: skip
AMOUNTS = ("balance", "accrued", *SUMMED)
FIGURES = (*AMOUNTS, "days_late", "item_count", "finding_count", "weight", "attention")
# What a signature is given to: when one of them moves, it falls.
SIGNED = ("balance", "accrued", "overdue", "unmatched_debit", "unmatched_credit")

_UPSERT = """
INSERT INTO ap_supplier_review (
       company_id, partner_id, date, state, is_changed, comment, {names},
       create_uid, write_uid, create_date, write_date)
SELECT %(company)s, row.partner_id, %(day)s, 'todo', FALSE, row.comment, {rows},
       %(uid)s, %(uid)s, timezone('UTC', now()), timezone('UTC', now())
  FROM json_populate_recordset(NULL::ap_supplier_review, %(rows)s::json) row
    ON CONFLICT (company_id, partner_id, date) DO UPDATE
   SET {sets},
       is_changed = ap_supplier_review.is_changed
                    OR (ap_supplier_review.state = 'signed' AND ({moved})),
       state = CASE WHEN {moved} THEN 'todo' ELSE ap_supplier_review.state END,
       write_uid = EXCLUDED.write_uid, write_date = EXCLUDED.write_date
 WHERE ({old}) IS DISTINCT FROM ({new})
RETURNING id
"""
# Read before the upsert: looked up inside it, each row would read those just written.
_COMMENTS = """
SELECT DISTINCT ON (old.partner_id) old.partner_id, old.comment
  FROM ap_supplier_review old
 WHERE old.company_id = %(company)s AND old.date < %(day)s AND %(chosen)s
   AND old.partner_id IN (SELECT told.partner_id FROM ap_supplier_review told
                           WHERE told.company_id = %(company)s AND told.comment IS NOT NULL)
 ORDER BY old.partner_id, old.date DESC
"""
AT_ONCE = 10_000  # reviews of one statement


def refresh(company, day, partner_ids=None) -> None:
    """Make or renew the reviews of these suppliers (none: of all) at the day; a signed
    one whose figures moved is to review again. As superuser."""
    env = company.env
    env["ap.supplier.review"].flush_model()
    figures = by_supplier(company, day, partner_ids)
    for number in _reviewed(company, day, partner_ids) - figures.keys():
        figures[number] = dict.fromkeys(AMOUNTS, 0.0) | {"days_late": 0, "item_count": 0}
    if partner_ids is not None:
        for number in set(partner_ids) - figures.keys():
            figures[number] = dict.fromkeys(AMOUNTS, 0.0) | {"days_late": 0, "item_count": 0}
    findings = open_findings(env, company, partner_ids)
    old = old_days(env)
    comments = _comments(company, day, partner_ids)
    rows = (
        _row(number, one, findings.get(number, 0), old) | {"comment": comments.get(number)}
        for number, one in figures.items()
    )
    while some := list(islice(rows, AT_ONCE)):
        env.execute_query(_upsert(company, day, some))
    env["ap.supplier.review"].invalidate_model()


def by_supplier(company, day, partner_ids=None) -> dict[int, dict]:
    """The accounts of each supplier at the day as one: {supplier: figures}."""
    found = {}
    for row in company.env["ap.supplier.account"]._each_row(company, day, partner_ids):
        number = row["partner_id"]
        if not number:
            continue
        one = found.setdefault(
            number, dict.fromkeys(AMOUNTS, 0.0) | {"days_late": 0, "item_count": 0}
        )
        _add(one, row, company.currency_id.decimal_places)
    return found


def _add(one, row, places) -> None:
    if row["kind"] in OWED:
        one["balance"] = round(one["balance"] + row["balance"], places)
        for name in SUMMED:
            one[name] = round(one[name] + row[name], places)
        one["days_late"] = max(one["days_late"], row["days_late"])
    elif row["kind"] == "accrual":
        one["accrued"] = round(one["accrued"] + row["balance"], places)
    else:
        one["advances"] = round(one["advances"] + row["advances"], places)
    one["item_count"] += row["item_count"]
    one["same_iban"], one["intercompany"] = row["same_iban"], row["intercompany"]


def open_findings(env, company, partner_ids=None) -> dict[int, int]:
    """How many findings are open of each supplier, bills' and accounts' together."""
    env["ap.finding"].flush_model(["state", "partner_id", "company_id"])
    chosen = SQL("TRUE")
    if partner_ids is not None:
        chosen = SQL("partner.commercial_partner_id = ANY(%s)", list(partner_ids))
    query = SQL(
        """SELECT partner.commercial_partner_id, COUNT(*)
             FROM ap_finding finding
             JOIN res_partner partner ON partner.id = finding.partner_id
            WHERE finding.company_id = %s AND finding.state IN %s AND %s
            GROUP BY 1""",
        company.id,
        OPEN_STATES,
        chosen,
    )
    return dict(env.execute_query(query))


def old_days(env) -> int:
    """From how many days late on a bill is old: what its control says."""
    control = env.ref("ap_supplier.ap_control_payable_old_item", raise_if_not_found=False)
    return int(control.sudo().parameter("days")) if control else 0


def _row(number, figures, findings, old) -> dict:
    found = marks({**figures, "findings": findings}, old)
    row = {name: figures[name] for name in (*AMOUNTS, "days_late", "item_count")}
    return row | {
        "partner_id": number,
        "finding_count": findings,
        "weight": sum(mark.weight for mark in found),
        "attention": ",".join(mark.code for mark in found) or None,
    }


def _comments(company, day, partner_ids) -> dict[int, str]:
    """The comment of each supplier's last review before the day: it goes on."""
    chosen = SQL("TRUE")
    if partner_ids is not None:
        chosen = SQL("old.partner_id = ANY(%s)", list(partner_ids))
    query = SQL(_COMMENTS, company=company.id, day=day, chosen=chosen)
    return dict(company.env.execute_query(query))


def _reviewed(company, day, partner_ids) -> set[int]:
    chosen = SQL("TRUE")
    if partner_ids is not None:
        chosen = SQL("partner_id = ANY(%s)", list(partner_ids))
    rows = company.env.execute_query(
        SQL(
            """SELECT partner_id FROM ap_supplier_review
                WHERE company_id = %s AND date = %s AND %s""",
            company.id,
            day,
            chosen,
        )
    )
    return {row[0] for row in rows}


def _upsert(company, day, rows) -> SQL:
    old = [f"ap_supplier_review.{name}" for name in FIGURES]
    new = [f"EXCLUDED.{name}" for name in FIGURES]
    moved = " OR ".join(
        f"ap_supplier_review.{name} IS DISTINCT FROM EXCLUDED.{name}" for name in SIGNED
    )
    text = _UPSERT.format(
        names=", ".join(FIGURES),
        rows=", ".join(f"row.{name}" for name in FIGURES),
        sets=", ".join(f"{name} = EXCLUDED.{name}" for name in FIGURES),
        moved=moved,
        old=", ".join(old),
        new=", ".join(new),
    )
    return SQL(
        text, company=company.id, day=day, uid=company.env.uid, rows=json.dumps(rows)
    )
