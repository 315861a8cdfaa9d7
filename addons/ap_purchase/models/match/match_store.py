# SPDX-License-Identifier: AGPL-3.0-or-later
"""How comparisons are stored: by sets, whatever their number."""

from collections import Counter

from odoo.tools import SQL

from odoo.addons.ap_base.models.bulk import copy_rows

from ...rules.match_verdict import figure
from ...rules.matching import bill_line_id, counts_otherwise
from .labels import FIGURE_CAUSES
from .match_words import record_names

COLUMNS = (
    "move_id", "company_id", "partner_id", "currency_id", "policy_id", "state",
    "decision", "score", "cause", "action", "billed", "expected", "amount",
    "amount_linked", "amount_open", "gap", "reasons", "digest", "owner_id", "date_due",
    "priority", "stake", "needs_person",
)  # fmt: skip
LINE_COLUMNS = (
    "match_id", "bill_line_id", "purchase_line_id", "quantity", "order_quantity",
    "amount", "score", "shared", "by_hand", "reasons", "create_uid", "create_date",
    "write_uid", "write_date",
)  # fmt: skip
GAP_COLUMNS = (
    "match_id", "cause", "check", "bill_line_id", "purchase_line_id", "billed",
    "expected", "gap",
)  # fmt: skip

_UPSERT = """
INSERT INTO ap_match AS old (%(names)s, applied, matched_on,
                             create_uid, create_date, write_uid, write_date)
SELECT %(names)s, FALSE, %(now)s, %(uid)s, %(now)s, %(uid)s, %(now)s
  FROM ap_match_found
ON CONFLICT (move_id) DO UPDATE SET %(sets)s, matched_on = EXCLUDED.matched_on,
    decided_by = CASE WHEN EXCLUDED.decision <> 'none' THEN old.decided_by END,
    decided_on = CASE WHEN EXCLUDED.decision <> 'none' THEN old.decided_on END,
    decision_reason = CASE WHEN EXCLUDED.decision <> 'none'
                           THEN old.decision_reason END,
    write_uid = EXCLUDED.write_uid, write_date = EXCLUDED.write_date
RETURNING move_id, id
"""
_GAPS = """
INSERT INTO ap_match_difference AS old (%(names)s, state,
    create_uid, create_date, write_uid, write_date)
SELECT %(names)s, 'open', %(uid)s, %(now)s, %(uid)s, %(now)s FROM ap_match_gap_found
ON CONFLICT (match_id, cause, "check", COALESCE(bill_line_id, 0),
             COALESCE(purchase_line_id, 0))
DO UPDATE SET billed = EXCLUDED.billed, expected = EXCLUDED.expected,
    gap = EXCLUDED.gap,
    state = CASE WHEN old.state = 'accepted' AND old.billed = EXCLUDED.billed
                      AND old.expected = EXCLUDED.expected
                 THEN 'accepted' ELSE 'open' END,
    write_uid = EXCLUDED.write_uid, write_date = EXCLUDED.write_date
"""
_GONE = """
UPDATE ap_match_difference old
   SET state = 'gone', write_uid = %(uid)s, write_date = %(now)s
 WHERE match_id = ANY(%(ids)s) AND state <> 'gone'
   AND NOT EXISTS (
       SELECT 1 FROM ap_match_gap_found new
        WHERE new.match_id = old.match_id AND new.cause = old.cause
          AND new."check" = old."check"
          AND COALESCE(new.bill_line_id, 0) = COALESCE(old.bill_line_id, 0)
          AND COALESCE(new.purchase_line_id, 0) = COALESCE(old.purchase_line_id, 0))
"""


def store(env, run, owners) -> None:
    """Write what changed: bills, links, differences."""
    terms = {"uid": env.uid, "now": env.cr.now()}
    columns = [name for name in COLUMNS if name in env["ap.match"]._fields]
    rows = []
    for key in run.changed:
        values = dict(zip(COLUMNS, _row(env, run, key, owners), strict=True))
        rows.append([values[name] for name in columns])
    _copy_found(env, "ap_match_found", "ap_match", columns, rows)
    sets = [
        SQL("%s = EXCLUDED.%s", SQL.identifier(name), SQL.identifier(name))
        for name in columns
        if name != "move_id"
    ]
    query = SQL(_UPSERT, names=_names(columns), sets=SQL(", ").join(sets), **terms)
    ids = dict(env.execute_query(query))
    _store_links(env, run, ids, terms)
    gaps = [
        _gap_row(ids[key], gap)
        for key in run.changed
        for gap in run.verdicts[key].gaps
    ]
    _copy_found(env, "ap_match_gap_found", "ap_match_difference", GAP_COLUMNS, gaps)
    env.cr.execute(SQL(_GONE, ids=list(ids.values()), **terms))
    env.cr.execute(SQL(_GAPS, names=_names(GAP_COLUMNS), **terms))
    env.invalidate_all(flush=False)


def _copy_found(env, temporary, table, columns, rows) -> None:
    """COPY rows into a temporary table with columns like those of the table."""
    cr = env.cr
    name = SQL.identifier(temporary)
    cr.execute(SQL("DROP TABLE IF EXISTS pg_temp.%s", name))
    cr.execute(
        SQL(
            "CREATE TEMP TABLE %s ON COMMIT DROP AS SELECT %s FROM %s LIMIT 0",
            name,
            _names(columns),
            SQL.identifier(table),
        )
    )
    copy_rows(cr, temporary, columns, rows)
    cr.execute(SQL("ANALYZE %s", name))


def _row(env, run, key, owners) -> tuple:
    bill, one = run.problem.rows[key], run.verdicts[key]
    linked = sum((link.amount for link in one.links), bill.untaxed * 0)
    amount = bill.untaxed * bill.sign
    outcome, left = one.outcome, abs(amount - linked)
    first = first_gap(one)
    owner, due = owners.get(key, (None, None))
    expected = key in run.problem.expected
    return (
        key,
        bill.company_id,
        bill.supplier_id,
        bill.currency_id,
        run.problem.policy_ids.get(key),
        one.state,
        one.decision,
        outcome.score,
        first.difference.cause if first else _cause_alone(one, expected),
        one.action,
        _shown(env, first, first.billed) if first else None,
        _shown(env, first, first.expected) if first else None,
        amount,
        linked,
        left,
        one.gap,
        [[r.code, list(map(_plain, r.values))] for r in outcome.reasons],
        one.digest,
        owner,
        due,
        *_rank(one, bill, expected),
    )


def _rank(one, bill, expected) -> tuple:
    """Return priority, amount at stake in company currency, and whether a person has
    to look."""
    gap, amount = one.gap, abs(bill.untaxed)
    figures = {g.difference.cause for g in one.gaps if not g.accepted}
    ours = bill.sign < 0 or (figures <= FIGURE_CAUSES and gap <= 0)
    no_order = 4 if expected else 6
    places = {"exception": 2 if ours else 1, "suggested": 3, "no_match": no_order}
    stake = abs(gap) if one.state == "exception" and gap else amount
    needs = one.decision != "rejected" and places.get(one.state, 6) < 6
    return places.get(one.state, 5), stake * bill.rate, needs or "f"


def first_gap(one):
    """Return the gravest of what nobody accepted."""
    if one.state == "matched":
        return None
    main = one.outcome.cause
    gaps = [gap for gap in one.gaps if not gap.accepted]
    same = [gap for gap in gaps if gap.difference.cause == main]
    return next(iter(same or gaps), None)


def _cause_alone(one, expected):
    """A supplier of no orders bills without one: that is no cause."""
    return "no_order" if one.state == "no_match" and expected else None


def _gap_row(match_id, gap) -> tuple:
    one = gap.difference
    return (
        match_id,
        one.cause,
        one.check,
        gap.bill_line,
        one.order_line,
        gap.billed,
        gap.expected,
        gap.amount,
    )


def _shown(env, gap, value):
    """Return a figure, or the name of the record that an id stands for."""
    check = gap.difference.check
    names = record_names(env, [(check, value == gap.billed, value)])
    return names.get((check, value == gap.billed, value), value)


def _store_links(env, run, ids, terms) -> None:
    """Take the links of what changed anew."""
    env.cr.execute(
        SQL(
            "DELETE FROM ap_match_line WHERE match_id = ANY(%s)", list(ids.values())
        )
    )
    stamp = (terms["uid"], terms["now"]) * 2
    rows = []
    bills = {bill.key: bill for bill in run.problem.bills}
    for key in run.changed:
        one = run.verdicts[key]
        before = run.problem.previous.get(key)
        hand = {(k[0], k[1]) for k in before.links if k[2]} if before else set()
        times = Counter(k.bill_line for k in one.links if k.order_quantity)
        lines = {bill_line_id(line.key): line for line in bills[key].lines}
        for link in one.links:
            order = run.problem.orders[link.order_line]
            shared = times[link.bill_line] > 1 or counts_otherwise(
                lines[link.bill_line], order, link.order_quantity
            )
            shared = one.apply and link.order_quantity and shared
            rows.append(
                (
                    ids[key],
                    link.bill_line,
                    link.order_line,
                    link.quantity,
                    link.order_quantity,
                    link.amount,
                    link.score,
                    bool(shared) or "f",
                    (link.bill_line, link.order_line) in hand or "f",
                    [[r.code, list(map(_plain, r.values))] for r in link.reasons],
                    *stamp,
                )
            )
    copy_rows(env.cr, "ap_match_line", LINE_COLUMNS, rows)


def _names(columns) -> SQL:
    return SQL(", ").join(SQL.identifier(name) for name in columns)


def _plain(value):
    """Return a value of a reason as JSON holds it."""
    return value if isinstance(value, int) or value is None else figure(value)
