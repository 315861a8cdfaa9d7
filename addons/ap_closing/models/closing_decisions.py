# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people decided on sources: kept when a posting is cancelled and done again.

A decision is about a source, not about a row. What a cancelled posting held is kept on
its run, by source, until the run is posted again: amount, facts of then, reason, person,
chosen account and distribution.
"""

from decimal import Decimal

from odoo.tools import SQL

from ..rules.decision import after_facts
from .closing_values import Override

CHOSEN = {
    "account_id": "is_account_chosen",
    "analytic_distribution": "is_distribution_chosen",
}
KEPT = """
UPDATE ap_closing_line line
   SET is_overridden = TRUE, override_amount = kept.amount,
       override_reason = kept.reason, override_user_id = kept.user_id
  FROM unnest(%(keys)s::varchar[], %(amounts)s::numeric[], %(reasons)s::varchar[],
              %(users)s::int[]) AS kept(source_key, amount, reason, user_id)
 WHERE line.run_id = %(run)s AND line.posting = %(posting)s
   AND line.state = 'proposed' AND line.source_key = kept.source_key
"""
REVIEW = "decided"  # code of a line whose decision was made for other facts


def of_standing(run) -> dict:
    """The decisions and choices on the lines of a run, by source, as JSON values."""
    rows = run.env.execute_query_dict(
        SQL(
            """
            SELECT source_key, SUM(amount)::text AS amount,
                   (array_agg(%(facts)s ORDER BY posting DESC, id DESC))[1] AS facts,
                   BOOL_OR(is_overridden) AS is_overridden,
                   (array_agg(override_reason ORDER BY posting DESC, id DESC)
                       FILTER (WHERE is_overridden))[1] AS reason,
                   (array_agg(override_user_id ORDER BY posting DESC, id DESC)
                       FILTER (WHERE is_overridden))[1] AS user_id,
                   (array_agg(account_id ORDER BY id DESC)
                       FILTER (WHERE is_account_chosen))[1] AS account_id,
                   (array_agg(analytic_distribution ORDER BY id DESC)
                       FILTER (WHERE is_distribution_chosen))[1] AS distribution,
                   BOOL_OR(is_account_chosen) AS is_account_chosen,
                   BOOL_OR(is_distribution_chosen) AS is_distribution_chosen
              FROM ap_closing_line
             WHERE run_id = %(run)s AND state <> 'cancelled'
             GROUP BY source_key
            HAVING BOOL_OR(is_overridden OR COALESCE(is_account_chosen, FALSE)
                           OR COALESCE(is_distribution_chosen, FALSE))
            """,
            run=run.id,
            facts=facts_sql("ap_closing_line"),
        )
    )
    return {row.pop("source_key"): row for row in rows}


def of_proposals(run, proposals, kept: dict) -> dict[str, Override]:
    """People's amounts by source: those on open lines, then those of a posting that was
    cancelled (`kept`), for sources that have no line yet."""
    rows = run.env.execute_query(
        SQL(
            "SELECT source_key, is_overridden, override_amount::text FROM ap_closing_line"
            " WHERE run_id = %s AND posting = %s AND state = 'proposed'",
            run.id,
            run.posting,
        )
    )
    found = {
        key: Override(Decimal(amount or 0)) for key, decided, amount in rows if decided
    }
    have = {row[0] for row in rows}
    for line in proposals if kept else ():
        before = kept.get(line.source_key)
        override = None
        if before and line.source_key not in have:
            override = _kept_override(before, line.amount_computed)
        if override:
            found[line.source_key] = override
    return found


def facts_sql(alias: str) -> SQL:
    """What was computed for the source when a line was proposed, as text: a later
    posting is a difference, and says in words of what."""
    line = SQL.identifier(alias)
    return SQL(
        "COALESCE(%s.explanation_values ->> 'now', %s.amount_computed::text)",
        line,
        line,
    )


def _kept_override(kept: dict, computed: Decimal) -> Override | None:
    """The decision of a cancelled posting for what is computed now."""
    if not kept.get("is_overridden"):
        return None
    facts = Decimal(kept["facts"] or 0)
    amount = after_facts(Decimal(kept["amount"]), facts, computed)
    return Override(amount, kept)


def kept_choices(kept: dict) -> dict:
    """The account and the distribution that were chosen, by field of a proposal."""
    names = {"account_id": "account_id", "analytic_distribution": "distribution"}
    return {
        field: kept[names[field]] for field, flag in CHOSEN.items() if kept.get(flag)
    }


def write_kept(run, decisions: dict[str, Override], kept: dict) -> None:
    """Mark on the open lines of a run the decisions and the choices that came back."""
    back = {key: one for key, one in decisions.items() if one.kept}
    if back:
        run.env.cr.execute(
            SQL(
                KEPT,
                keys=list(back),
                amounts=[one.amount for one in back.values()],
                reasons=[one.kept["reason"] for one in back.values()],
                users=[one.kept["user_id"] for one in back.values()],
                run=run.id,
                posting=run.posting,
            )
        )
    for flag in CHOSEN.values():
        keys = [key for key, one in kept.items() if one.get(flag)]
        if keys:
            run.env.cr.execute(
                SQL(
                    "UPDATE ap_closing_line SET %s = TRUE WHERE run_id = %s"
                    " AND posting = %s AND state = 'proposed' AND source_key = ANY(%s)",
                    SQL.identifier(flag),
                    run.id,
                    run.posting,
                    keys,
                )
            )
