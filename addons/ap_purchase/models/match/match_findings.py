# SPDX-License-Identifier: AGPL-3.0-or-later
"""What matching found, as findings: exceptions of a cause, likely orders that differ, bills
that lack their order."""

import re

from odoo.tools import SQL

from odoo.addons.ap_base.models.control_reads import chosen
from odoo.addons.ap_base.models.control_together import TOGETHER, once
from odoo.addons.ap_base.models.finding_value import FindingValue, day, link, money

from .labels import CAUSES, FIGURE_CAUSES, MONEY_CHECKS

PREFIX = "match_"
CENTS = re.compile(r"-?\d+(\.\d\d?)?")  # finer unit prices are shown as they are
DUPLICATE = "duplicate"  # found by the one control of duplicates, not once more here
CAUSE_CODES = tuple(PREFIX + cause for cause, _label in CAUSES if cause != DUPLICATE)
SUGGESTED, NO_ORDER_FOUND = "match_suggested", "match_order_expected"
# Differences that are decided on the comparison, within one's limit.
ACCEPTED_THERE = (*CAUSE_CODES, SUGGESTED)
CODES = (*ACCEPTED_THERE, NO_ORDER_FOUND)
# Causes of a likely order that differs which have a sentence of their own.
WITH_SENTENCE = ("over_quantity", "not_received", "under_quantity", "price", "tax")

_QUERY = """
SELECT m.id, m.name, m.ref, m.move_type = 'in_refund' AS is_credit, t.partner_id, t.currency_id, t.billed, t.expected, t.gap,
       t.amount, t.state, t.action, t.date_due, u.name AS owner, t.owner_id, t.id AS match_id, t.cause, d."check",
       o.id AS order_id, o.name AS order_name,
       split_part(COALESCE(a.name, l.name, ''), E'\n', 1) AS label
  FROM ap_match t
  JOIN account_move m ON m.id = t.move_id
  LEFT JOIN LATERAL (
      SELECT * FROM ap_match_difference d
       WHERE d.match_id = t.id AND d.state = 'open' AND d.cause = t.cause
       ORDER BY d.id LIMIT 1) d ON TRUE
  LEFT JOIN account_move_line a ON a.id = d.bill_line_id
  LEFT JOIN purchase_order_line l ON l.id = COALESCE(d.purchase_line_id,
      (SELECT MIN(k.purchase_line_id) FROM ap_match_line k WHERE k.match_id = t.id))
  LEFT JOIN purchase_order o ON o.id = l.order_id
  LEFT JOIN res_users ru ON ru.id = t.owner_id
  LEFT JOIN res_partner u ON u.id = ru.partner_id
 WHERE t.company_id = %(company)s AND t.decision <> 'accepted'
   AND m.state IN ('draft', 'posted') AND %(scope)s AND %(chosen)s
 ORDER BY m.id
"""
# Which comparisons are findings: exceptions of a cause; likely orders that differ; bills
# of suppliers of orders for which none was found.
_SCOPES = {
    "exception": "t.state = 'exception'",
    "suggested": "t.state = 'suggested' AND t.decision <> 'rejected' AND d.id IS NOT NULL",
    "no_match": """t.state = 'no_match' AND t.cause = 'no_order' AND t.decision <> 'rejected'
                   AND m.move_type <> 'in_refund'""",
}
_ANY = " OR ".join(f"({scope})" for scope in _SCOPES.values())


def exceptions(env, company, records, code) -> list[FindingValue]:
    """Return the bills that do not match their orders, with the cause that the code names."""
    cause = code.removeprefix(PREFIX)
    rows = _read_matches(env, company, records, "exception", cause)
    return [_finding(row, _message_code(row)) for row in rows]


def suggested(env, company, records) -> list[FindingValue]:
    """Return the bills that differ from their likely order, which nobody confirmed."""
    rows = _read_matches(env, company, records, "suggested")
    return [_finding(row, _suggested_code(row)) for row in rows]


def without_order(env, company, records) -> list[FindingValue]:
    """Return the bills of suppliers of orders for which none was found."""
    rows = _read_matches(env, company, records, "no_match")
    return [
        _finding({**row, "gap": row["amount"], "billed": None}, "") for row in rows
    ]


def _read_matches(env, company, records, state, cause=None) -> list[dict]:
    """Comparisons of that state, or also of that cause, that are findings."""
    these = chosen("m.id", records)

    def read(scope):
        for model in ("ap.match", "ap.match.difference", "ap.match.line"):
            env[model].flush_model()
        query = SQL(_QUERY, company=company.id, scope=scope, chosen=these)
        return env.execute_query_dict(query)

    if not TOGETHER.is_open:
        of_cause = SQL("AND t.cause = %s", cause) if cause else SQL()
        return read(SQL("(%s) %s", SQL(_SCOPES[state]), of_cause))
    rows = once("matches", lambda: read(SQL(f"({_ANY})")), company.id, str(these.params))
    return [
        row for row in rows if row["state"] == state and cause in (None, row["cause"])
    ]


def _finding(row, message_code) -> FindingValue:
    currency = row["currency_id"]
    evidence = {
        "got": _shown(row, "billed", ""),
        "expected": _shown(row, "expected", ""),
        "difference": money(row["gap"] or 0, currency),
        "match_owner": row["owner"] or "",
        "match_due": day(row["date_due"]),
    }
    if row["order_id"]:
        evidence["match_order"] = link(
            "purchase.order", row["order_id"], row["order_name"]
        )
    evidence["match"] = link("ap.match", row["match_id"], row["ref"] or row["name"] or "#")
    return FindingValue(
        res_model="account.move",
        res_id=row["id"],
        message_code=message_code,
        values={
            "billed": _shown(row, "billed", sign=_sign(row)),
            "expected": _shown(row, "expected", sign=_sign(row)),
            "order": row["order_name"] or "–",
            "line": row["label"] or "–",
            "gap": money(abs(row["gap"] or 0), currency),
        },
        amount=row["gap"] or 0,
        currency_id=currency,
        partner_id=row["partner_id"],
        evidence=evidence,
        user_id=row["owner_id"],
        date_due=row["date_due"],
        holds=_holds(row),
    )


def _sign(row) -> int:
    """Sentences of credit notes give what was credited, without a minus."""
    return -1 if row["is_credit"] else 1


def _holds(row) -> bool:
    """Return whether the payment waits: not of a credit note, nor for what is in our favour."""
    if row["is_credit"]:
        return False
    return row["cause"] not in FIGURE_CAUSES or (row["gap"] or 0) > 0


def _shown(row, name, empty="–", sign=1):
    """Return a figure of a finding: as money where it is an amount to the cent."""
    text = row[name] or empty
    if sign < 0 and row["cause"] in FIGURE_CAUSES | {"no_order"}:
        text = text.removeprefix("-")
    if row["check"] in MONEY_CHECKS and CENTS.fullmatch(text):
        return money(text, row["currency_id"])
    return text


def _suggested_code(row):
    """The sentence of a likely order: what is due back, or what differs."""
    if row["action"] == "ask_credit_note" and not row["is_credit"]:
        return "credit_due"
    return row["cause"] if row["cause"] in WITH_SENTENCE and not row["is_credit"] else ""


def _message_code(row):
    if row["check"] == "reference":
        return "reference"
    if row["is_credit"] and row["cause"] in FIGURE_CAUSES | {"no_order"}:
        return "credit"
    return "order" if row["order_id"] else ""


# After a comparison ------------------------------------------------------------------


def refresh_changed(env, run) -> None:
    """Check again the bills of which something new was stored."""
    refresh(env, run.changed)
    repeated = [key for key in run.changed if _was_or_is_repeated(run, key)]
    refresh(env, repeated, ("duplicate_bill",))


def refresh(env, move_ids, codes=CODES) -> None:
    """Let the controls of these codes look at the bills again."""
    if not move_ids:
        return
    engine = env["ap.control"].sudo()
    known = engine.search([("code", "in", codes)]).mapped("code")
    moves = env["account.move"].sudo().browse(move_ids)
    for company, bills in moves.grouped("company_id").items():
        engine.check(company.id, known, "account.move", bills.ids)


def _was_or_is_repeated(run, key) -> bool:
    before = run.problem.previous.get(key)
    causes = {gap.difference.cause for gap in run.verdicts[key].gaps}
    return DUPLICATE in causes or bool(before and before.cause == DUPLICATE)
