# SPDX-License-Identifier: AGPL-3.0-or-later
"""Proposals into `ap.closing.line`: one COPY and one upsert for any number of lines."""

from decimal import Decimal

from odoo.tools import SQL

from odoo.addons.ap_base.arithmetic.accrual import scaled
from odoo.addons.ap_base.arithmetic.money import to_decimal
from odoo.addons.ap_base.models.bulk import copy_rows

from . import closing_decisions
from .ap_closing_line import CREATED_FIELDS
from .closing_differences import less_posted, nothing, wanted
from .closing_values import Override, Posted, ProposedLine
from .cost_owners import with_reviews
from .run_items import in_currency

ZERO = Decimal(0)
# Columns of a proposal, in the order of ProposedLine, then what is decided here.
PROPOSED = ProposedLine._fields
DECIDED = ("amount", "amount_tax", "cost_effect")
INCOMING = "ap_closing_incoming"
MOVED = "moved"  # review code of what was posted on another account or supplier
ANALYZE_FROM = 500  # rows at once that make the planner's figures worthless

UPSERT = """
INSERT INTO ap_closing_line (
    run_id, company_id, kind, posting, date_end, state, is_overridden,
    has_actual, create_uid, create_date, write_uid, write_date,
    previous_amount, change, %(names)s)
SELECT %(run)s, %(company)s, %(kind)s, %(posting)s, %(date_end)s,
       'proposed', FALSE, FALSE, %(uid)s, now() AT TIME ZONE 'UTC',
       %(uid)s, now() AT TIME ZONE 'UTC',
       COALESCE(previous.amount, 0),
       incoming.amount - COALESCE(previous.amount, 0), %(values)s
  FROM %(incoming)s incoming
  LEFT JOIN (
      SELECT line.source_key, SUM(line.amount) AS amount
        FROM ap_closing_line line
        JOIN ap_closing_run run ON run.id = line.run_id
        JOIN ap_closing closing ON closing.id = run.closing_id
       WHERE run.kind = %(kind)s AND line.state <> 'cancelled'
         AND closing.company_id = %(company)s
         AND closing.date_end = %(previous_end)s
       GROUP BY line.source_key
  ) previous ON previous.source_key = incoming.source_key
 ORDER BY incoming.place
ON CONFLICT (run_id, posting, source_key) WHERE state <> 'cancelled'
DO UPDATE SET %(updates)s
"""


def store(run, proposals: list[ProposedLine]) -> None:
    """Make the run's open lines those of the proposals; decisions are kept."""
    run.ensure_one()
    run.env["ap.closing.line"].flush_model()
    kept = run.decisions_kept or {}
    posted = _read_posted(run)
    proposals = _keep_choices(run, _limited(run, proposals), kept)
    if posted:
        proposals = _differences(run, proposals, posted)
    proposals = _without_closed_accounts(run, proposals)
    decided = closing_decisions.of_proposals(run, proposals, kept)
    step = to_decimal(run.currency_id.rounding)
    sign = run._kind().cost_sign
    charges = _charge_accounts(run, proposals) if proposals else ()
    rows = []
    for line in proposals:
        override = decided.get(line.source_key)
        line = _marked(line, override)
        amount, tax = _decide(line, override, step)
        bears = line.account_id is None or line.account_id in charges
        rows.append((*line, amount, tax, sign * amount * bears))
    if rows:
        _load_incoming(run, rows)
        _upsert(run, is_difference=bool(posted))
    closing_decisions.write_kept(run, decided, kept)
    if not run.line_count and len(rows) > ANALYZE_FROM:
        run.env.cr.execute(
            "ANALYZE ap_closing_line (run_id, source_key, state, posting, kind)"
        )
    _remove_gone(run, all_of_them=not rows)
    run.env["ap.closing.line"].invalidate_model()


def _limited(run, proposals: list[ProposedLine]) -> list[ProposedLine]:
    """Costs below the company's limit are not accrued. The limit is for the cost as
    a whole, not for what is left of it at the day or for a later difference."""
    limit = to_decimal(run.company_id.ap_accrual_threshold)
    kind = run._kind()
    # What a release has begun is finished; what a schedule owes to the cent is all owed.
    if not limit or not kind.reverses or not kind.has_limit:
        return proposals
    return [
        line._replace(excluded_code="threshold")
        if line.excluded_code is None and abs(_whole(line)) < limit
        else line
        for line in proposals
    ]


def type_again(run) -> None:
    """What people typed in comes back when a cancelled run is done again."""
    lines = run.env["ap.closing.line"].sudo()
    typed = lines.search(
        [
            ("run_id", "=", run.id),
            ("state", "=", "cancelled"),
            ("posting", "=", run.posting),
        ],
        order="id",
    )
    kept = CREATED_FIELDS | {"override_user_id"}
    lines.create(
        [
            {name: value for name, value in data.items() if name in kept}
            for data in typed.copy_data()
        ]
    )


def _load_incoming(run, rows) -> None:
    """Fill the table of proposals; `place` keeps their order in the list."""
    columns = (*PROPOSED, *DECIDED)
    names = SQL(", ").join(SQL.identifier(name) for name in columns)
    run.env.cr.execute(SQL("DROP TABLE IF EXISTS %s", SQL.identifier(INCOMING)))
    run.env.cr.execute(
        SQL(
            "CREATE TEMP TABLE %s ON COMMIT DROP AS"
            " SELECT %s, 0 AS place FROM ap_closing_line WITH NO DATA",
            SQL.identifier(INCOMING),
            names,
        )
    )
    placed = [(*row, place) for place, row in enumerate(rows)]
    copy_rows(run.env.cr, INCOMING, (*columns, "place"), placed)
    # Without figures the planner takes the new table for empty and pairs each row
    # with each line: seconds become minutes.
    run.env.cr.execute(SQL("ANALYZE %s (source_key)", SQL.identifier(INCOMING)))


def _upsert(run, is_difference: bool) -> None:
    # A difference has no previous month: the first posting shows it already.
    columns = [SQL.identifier(name) for name in (*PROPOSED, *DECIDED)]
    changed = map(
        SQL.identifier, ("previous_amount", "change", "write_uid", "write_date")
    )
    run.env.cr.execute(
        SQL(
            UPSERT,
            names=SQL(", ").join(columns),
            values=SQL(", ").join(SQL("incoming.%s", column) for column in columns),
            incoming=SQL.identifier(INCOMING),
            updates=SQL(", ").join(
                SQL("%s = EXCLUDED.%s", column, column)
                for column in (*columns, *changed)
            ),
            run=run.id,
            company=run.company_id.id,
            kind=run.kind,
            posting=run.posting,
            date_end=run.date_end,
            previous_end=None if is_difference else run.closing_id._previous_end(),
            uid=run.env.uid,
        )
    )


def _remove_gone(run, all_of_them: bool) -> None:
    """Open lines whose source gives no amount any more (`all_of_them`: no source
    does); a decided one stays, its amount at zero, for a person to look at."""
    gone = SQL(
        "run_id = %s AND posting = %s AND state = 'proposed'", run.id, run.posting
    )
    if not all_of_them:
        gone = SQL(
            "%s AND NOT EXISTS (SELECT 1 FROM %s incoming"
            " WHERE incoming.source_key = line.source_key)",
            gone,
            SQL.identifier(INCOMING),
        )
    run.env.cr.execute(
        SQL("DELETE FROM ap_closing_line line WHERE NOT is_overridden AND %s", gone)
    )
    run.env.cr.execute(
        SQL(
            "UPDATE ap_closing_line line SET amount_computed = 0, tax_computed = 0,"
            " review_code = 'source_gone' WHERE is_overridden AND %s",
            gone,
        )
    )


def _keep_choices(run, proposals, kept: dict) -> list[ProposedLine]:
    """The account and the distribution that a person chose for a source, now or in
    a posting that was cancelled."""
    rows = run.env.execute_query(
        SQL(
            "SELECT source_key, is_account_chosen, account_id,"
            " is_distribution_chosen, analytic_distribution FROM ap_closing_line"
            " WHERE run_id = %s AND state <> 'cancelled'"
            " AND (is_account_chosen OR is_distribution_chosen) ORDER BY id",
            run.id,
        )
    )
    chosen = {key: closing_decisions.kept_choices(one) for key, one in kept.items()}
    for key, has_account, account, has_distribution, distribution in rows:
        choice = chosen.setdefault(key, {})
        if has_account:
            choice["account_id"] = account
        if has_distribution:
            choice["analytic_distribution"] = distribution
    if not chosen:
        return proposals
    return [
        line._replace(**chosen.get(line.source_key, {})) for line in proposals
    ]


def _without_closed_accounts(run, proposals):
    """A line on an archived account is left for a person, the others go on."""
    used = {line.account_id for line in proposals if line.account_id}
    rows = run.env.execute_query(
        SQL(
            "SELECT id FROM account_account WHERE NOT active AND id = ANY(%s)",
            list(used),
        )
    )
    closed = {row[0] for row in rows}
    if not closed:
        return proposals
    return [
        with_reviews(line, ["account_closed", *_reviews(line)])._replace(
            excluded_code="account_closed"
        )
        if line.account_id in closed and not line.excluded_code
        else line
        for line in proposals
    ]


def _charge_accounts(run, proposals) -> set[int]:
    """Those of the accounts that are charges: assets and stock bear no cost yet."""
    rows = run.env.execute_query(
        SQL(
            "SELECT id FROM account_account WHERE account_type LIKE 'expense%%'"
            " AND id = ANY(%s)",
            list({line.account_id for line in proposals if line.account_id}),
        )
    )
    return {row[0] for row in rows}


def _read_posted(run) -> dict[str, Posted]:
    """What earlier postings of this run hold, per source."""
    rows = run.env.execute_query(
        SQL(
            """
            SELECT line.source_key, SUM(line.amount)::text,
                   SUM(line.amount_tax)::text, SUM(line.amount_untaxed)::text,
                   SUM(line.quantity)::text, COALESCE(SUM(%(cost)s), 0)::text,
                   COALESCE(SUM(%(tax)s), 0)::text, BOOL_OR(line.is_overridden),
                   (array_agg(%(facts)s ORDER BY line.posting DESC, line.id DESC))[1],
                   (array_agg(line.override_reason ORDER BY line.posting DESC)
                       FILTER (WHERE line.is_overridden))[1],
                   (array_agg(ARRAY[line.account_id, line.partner_id]
                       ORDER BY line.posting DESC, line.id DESC))[1:1]
              FROM ap_closing_line line
              LEFT JOIN res_currency currency ON currency.id = line.source_currency_id
             WHERE line.run_id = %(run)s AND line.state = 'posted'
             GROUP BY line.source_key
            """,
            run=run.id,
            cost=in_currency("cost_in_currency", "amount"),
            tax=in_currency("tax_in_currency", "amount_tax"),
            facts=closing_decisions.facts_sql("line"),
        )
    )
    return {
        key: Posted(
            *(Decimal(cell or 0) for cell in cells),
            overridden, Decimal(facts or 0), reason or "", tuple(place[0]),
        )
        for key, *cells, overridden, facts, reason, place in rows
    }  # fmt: skip


def _differences(run, proposals, posted) -> list[ProposedLine]:
    """What is still to be posted, now that earlier postings stand."""
    found, rest = [], dict(posted)
    step = to_decimal(run.currency_id.rounding)
    for line in proposals:
        before = rest.pop(line.source_key, None)
        if before is None:
            found.append(line)
            continue
        steps = step, _step_of(run, line.source_currency_id)
        less = less_posted(wanted(line, before, steps), before)
        if less.amount_computed or less.tax_computed:
            found.append(less)
        elif _has_moved(run, line, before):
            found.append(with_reviews(less, [MOVED]))
    return found + _vanished(run, rest)


def _has_moved(run, line: ProposedLine, before: Posted) -> bool:
    """Whether what was posted of a document stays on its former account or supplier."""
    place = line.account_id, line.partner_id
    of_documents = run._kind().of_documents
    return bool(of_documents and before.amount and before.place != place)


def _step_of(run, currency_id) -> Decimal:
    currency = run.env["res.currency"].browse(currency_id) or run.currency_id
    return to_decimal(currency.rounding)


def _vanished(run, posted: dict[str, Posted]) -> list[ProposedLine]:
    """Posted sources that no longer give an amount: their opposite."""
    posted = {key: value for key, value in posted.items() if value.amount or value.tax}
    if not posted:
        return []
    names = SQL(", ").join(SQL.identifier(name) for name in PROPOSED)
    rows = run.env.execute_query_dict(
        SQL(
            "SELECT DISTINCT ON (source_key) %s FROM ap_closing_line WHERE run_id = %s"
            " AND state = 'posted' AND source_key = ANY(%s) ORDER BY source_key, id DESC",
            names,
            run.id,
            list(posted),
        )
    )
    gone = []
    for row in rows:
        line = nothing(ProposedLine(**row)._replace(review_code=None))
        for word in ("now", "decided_before", "excluded_now"):
            line.explanation_values.pop(word, None)
        gone.append(less_posted(line, posted[line.source_key]))
    return gone


def _whole(line: ProposedLine) -> Decimal:
    """The cost that the limit of accruals is compared with."""
    return line.amount_computed if line.whole_cost is None else line.whole_cost


def _marked(line: ProposedLine, override: Override | None) -> ProposedLine:
    """The reason why a person should look: no account; a decision of before."""
    if override and override.kept:
        kept = override.kept
        words = {"decided_before": [kept["facts"], kept["reason"]], "decision_kept": True}
        line = line._replace(
            review_code=closing_decisions.REVIEW,
            explanation_values={**line.explanation_values, **words},
        )
    if line.account_id or (line.excluded_code and not override):
        return line
    return with_reviews(line, ["no_account", *_reviews(line)])


def _reviews(line: ProposedLine) -> list[str]:
    """All reasons to look at the line."""
    own = (line.review_code,) if line.review_code else ()
    return [*own, *line.explanation_values.get("reviews", ())]


def _decide(line: ProposedLine, override: Override | None, step: Decimal):
    """The cost and the VAT that will be posted."""
    if override is not None:
        tax = scaled(line.tax_computed, line.amount_computed, override.amount, step)
        return override.amount, tax
    if line.excluded_code:
        return ZERO, ZERO
    return line.amount_computed, line.tax_computed
