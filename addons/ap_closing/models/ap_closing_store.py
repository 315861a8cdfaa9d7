# SPDX-License-Identifier: AGPL-3.0-or-later
"""Proposals into `ap.closing.line`: one COPY and one upsert for any number of lines."""

from decimal import Decimal

from odoo import models
from odoo.tools import SQL

from odoo.addons.ap_base.arithmetic.accrual import scaled
from odoo.addons.ap_base.arithmetic.money import to_decimal
from odoo.addons.ap_base.models.bulk import copy_rows

from .ap_closing_line import CREATED_FIELDS
from .ap_closing_posting import in_currency
from .closing_values import Override, Posted, ProposedLine

ZERO = Decimal(0)
# Columns of a proposal, in the order of ProposedLine, then what is decided here.
PROPOSED = ProposedLine._fields
DECIDED = ("amount", "amount_tax", "cost_effect")
INCOMING = "ap_closing_incoming"
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


class ApClosingRun(models.Model):
    _inherit = "ap.closing.run"

    def _store(self, proposals: list[ProposedLine]) -> None:
        """Make the run's open lines those of the proposals; decisions are kept."""
        self.ensure_one()
        self.env["ap.closing.line"].flush_model()
        posted = self._read_posted()
        if posted:
            proposals = self._differences(proposals, posted)
        proposals = self._without_closed_accounts(self._keep_choices(proposals))
        overrides = self._read_overrides()
        step = to_decimal(self.currency_id.rounding)
        threshold = to_decimal(self.company_id.ap_accrual_threshold)
        kind = self.env["ap.closing.kind"]._kinds()[self.kind]
        charges = self._charge_accounts(proposals)
        rows = []
        for line in proposals:
            small = kind.reverses and abs(line.amount_computed) < threshold
            if line.excluded_code is None and small:
                line = line._replace(excluded_code="threshold")
            if not line.account_id:
                line = line._replace(review_code="no_account")
            amount, tax = _decide(line, overrides.get(line.source_key), step)
            bears = line.account_id is None or line.account_id in charges
            rows.append((*line, amount, tax, kind.cost_sign * amount * bears))
        self._load_incoming(rows)
        self._upsert(is_difference=bool(posted))
        if not self.line_count and len(rows) > ANALYZE_FROM:
            self.env.cr.execute(
                "ANALYZE ap_closing_line (run_id, source_key, state, posting, kind)"
            )
        self._remove_gone()
        self.env["ap.closing.line"].invalidate_model()

    def _open_posting(self) -> int:
        """The number of the posting that takes a new line."""
        return self.posting + 1 if self.state == "cancelled" else self.posting

    def _type_again(self) -> None:
        """What people typed in comes back when a cancelled run is done again."""
        lines = self.env["ap.closing.line"].sudo()
        typed = lines.search(
            [
                ("run_id", "=", self.id),
                ("state", "=", "cancelled"),
                ("posting", "=", self.posting),
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

    def _load_incoming(self, rows) -> None:
        """Fill the table of proposals; `place` keeps their order in the list."""
        columns = (*PROPOSED, *DECIDED)
        names = SQL(", ").join(SQL.identifier(name) for name in columns)
        self.env.cr.execute(SQL("DROP TABLE IF EXISTS %s", SQL.identifier(INCOMING)))
        self.env.cr.execute(
            SQL(
                "CREATE TEMP TABLE %s ON COMMIT DROP AS"
                " SELECT %s, 0 AS place FROM ap_closing_line WITH NO DATA",
                SQL.identifier(INCOMING),
                names,
            )
        )
        placed = [(*row, place) for place, row in enumerate(rows)]
        copy_rows(self.env.cr, INCOMING, (*columns, "place"), placed)
        # Without figures the planner takes the new table for empty and pairs each row
        # with each line: seconds become minutes.
        self.env.cr.execute(SQL("ANALYZE %s (source_key)", SQL.identifier(INCOMING)))

    def _upsert(self, is_difference: bool) -> None:
        # A difference has no previous month: the first posting shows it already.
        columns = [SQL.identifier(name) for name in (*PROPOSED, *DECIDED)]
        changed = map(
            SQL.identifier, ("previous_amount", "change", "write_uid", "write_date")
        )
        self.env.cr.execute(
            SQL(
                UPSERT,
                names=SQL(", ").join(columns),
                values=SQL(", ").join(SQL("incoming.%s", column) for column in columns),
                incoming=SQL.identifier(INCOMING),
                updates=SQL(", ").join(
                    SQL("%s = EXCLUDED.%s", column, column)
                    for column in (*columns, *changed)
                ),
                run=self.id,
                company=self.company_id.id,
                kind=self.kind,
                posting=self.posting,
                date_end=self.date_end,
                previous_end=None if is_difference else self.closing_id._previous_end(),
                uid=self.env.uid,
            )
        )

    def _remove_gone(self) -> None:
        """Open lines whose source no longer gives an amount; a decided one stays, its
        computed amount at zero, for a person to look at."""
        gone = SQL(
            "run_id = %s AND posting = %s AND state = 'proposed' AND NOT EXISTS ("
            " SELECT 1 FROM %s incoming WHERE incoming.source_key = line.source_key)",
            self.id,
            self.posting,
            SQL.identifier(INCOMING),
        )
        self.env.cr.execute(
            SQL("DELETE FROM ap_closing_line line WHERE NOT is_overridden AND %s", gone)
        )
        self.env.cr.execute(
            SQL(
                "UPDATE ap_closing_line line SET amount_computed = 0, tax_computed = 0,"
                " review_code = 'source_gone' WHERE is_overridden AND %s",
                gone,
            )
        )

    def _keep_choices(self, proposals: list[ProposedLine]) -> list[ProposedLine]:
        """The account and the distribution that a person chose for a source."""
        rows = self.env.execute_query(
            SQL(
                "SELECT source_key, is_account_chosen, account_id,"
                " is_distribution_chosen, analytic_distribution FROM ap_closing_line"
                " WHERE run_id = %s AND state <> 'cancelled'"
                " AND (is_account_chosen OR is_distribution_chosen) ORDER BY id",
                self.id,
            )
        )
        chosen: dict[str, dict] = {}
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

    def _without_closed_accounts(self, proposals):
        """A line on an archived account is left for a person, the others go on."""
        used = {line.account_id for line in proposals if line.account_id}
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM account_account WHERE NOT active AND id = ANY(%s)",
                list(used),
            )
        )
        closed = {row[0] for row in rows}
        if not closed:
            return proposals
        return [
            line._replace(excluded_code="account_closed", review_code="account_closed")
            if line.account_id in closed
            else line
            for line in proposals
        ]

    def _charge_accounts(self, proposals) -> set[int]:
        """Those of the accounts that are charges: assets and stock bear no cost yet."""
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM account_account WHERE account_type LIKE 'expense%%'"
                " AND id = ANY(%s)",
                list({line.account_id for line in proposals if line.account_id}),
            )
        )
        return {row[0] for row in rows}

    def _read_overrides(self) -> dict[str, Override]:
        rows = self.env.execute_query(
            SQL(
                "SELECT source_key, override_amount::text FROM ap_closing_line"
                " WHERE run_id = %s AND posting = %s AND state = 'proposed'"
                " AND is_overridden",
                self.id,
                self.posting,
            )
        )
        return {key: Override(Decimal(amount)) for key, amount in rows}

    def _read_posted(self) -> dict[str, Posted]:
        """What earlier postings of this run hold, per source."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.source_key, SUM(line.amount)::text,
                       SUM(line.amount_tax)::text, SUM(line.amount_untaxed)::text,
                       SUM(line.amount_computed)::text, SUM(line.quantity)::text,
                       COALESCE(SUM(%(cost)s), 0)::text,
                       COALESCE(SUM(%(tax)s), 0)::text, BOOL_OR(line.is_overridden)
                  FROM ap_closing_line line
                  LEFT JOIN res_currency currency ON currency.id = line.source_currency_id
                 WHERE line.run_id = %(run)s AND line.state = 'posted'
                 GROUP BY line.source_key
                """,
                run=self.id,
                cost=in_currency("cost_in_currency", "amount"),
                tax=in_currency("tax_in_currency", "amount_tax"),
            )
        )
        return {
            key: Posted(*(Decimal(cell or 0) for cell in cells), overridden)
            for key, *cells, overridden in rows
        }

    def _differences(self, proposals, posted) -> list[ProposedLine]:
        """What is still to be posted, now that earlier postings stand."""
        found, rest = [], dict(posted)
        for line in proposals:
            before = rest.pop(line.source_key, None)
            if before is None:
                found.append(line)
                continue
            if before.overridden and before.computed == line.amount_computed:
                continue  # the person's decision stands: the facts did not change
            less = _less(_nothing(line) if line.excluded_code else line, before)
            if less.amount_computed or less.tax_computed:
                found.append(less)
        return found + self._vanished(rest)

    def _vanished(self, posted: dict[str, Posted]) -> list[ProposedLine]:
        """Posted sources that no longer give an amount: their opposite."""
        posted = {key: value for key, value in posted.items() if value.amount or value.tax}
        if not posted:
            return []
        names = SQL(", ").join(SQL.identifier(name) for name in PROPOSED)
        rows = self.env.execute_query_dict(
            SQL(
                "SELECT DISTINCT ON (source_key) %s FROM ap_closing_line WHERE run_id = %s"
                " AND state = 'posted' AND source_key = ANY(%s) ORDER BY source_key, id DESC",
                names,
                self.id,
                list(posted),
            )
        )
        gone = []
        for row in rows:
            line = _nothing(ProposedLine(**row)._replace(review_code=None))
            gone.append(_less(line, posted[line.source_key]))
        return gone


def _nothing(line: ProposedLine) -> ProposedLine:
    """The line of a source that brings nothing: what was posted comes back."""
    return line._replace(
        quantity=ZERO, amount_untaxed=ZERO, amount_computed=ZERO, tax_computed=ZERO,
        cost_in_currency=ZERO, tax_in_currency=ZERO, excluded_code=None,
    )  # fmt: skip


def _less(line: ProposedLine, before: Posted) -> ProposedLine:
    words = {
        **line.explanation_values,
        "now": str(line.amount_computed),
        "posted_before": str(before.amount),
    }
    return line._replace(
        quantity=line.quantity - before.quantity,
        amount_untaxed=line.amount_untaxed - before.untaxed,
        amount_computed=line.amount_computed - before.amount,
        tax_computed=line.tax_computed - before.tax,
        cost_in_currency=line.cost_in_currency - before.cost_in_currency,
        tax_in_currency=line.tax_in_currency - before.tax_in_currency,
        explanation_values=words,
    )


def _decide(line: ProposedLine, override: Override | None, step: Decimal):
    """The cost and the VAT that will be posted."""
    if override is not None:
        tax = scaled(line.tax_computed, line.amount_computed, override.amount, step)
        return override.amount, tax
    if line.excluded_code:
        return ZERO, ZERO
    return line.amount_computed, line.tax_computed
