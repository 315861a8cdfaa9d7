# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accruals and deferrals of a month beside those of the month before, with the reason
of each change."""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL, format_date

from odoo.addons.ap_base.arithmetic.calendar import month_start
from odoo.addons.ap_base.arithmetic.money import to_decimal

from ..models.kinds.explanation import shown_amount, shown_number, shown_price
from ..rules import flux

REASONS = 3  # lines named in the reason of a group's change

# Each line counts in its own month, and as “previous” in the next month's run of its
# kind once that is proposed. Grouped by what filters ask, so that they reach the tables.
FLUX = """
SELECT CASE WHEN side.line_id IS NOT NULL THEN side.line_id::bigint * 2
            ELSE side.previous_line_id::bigint * 2 + 1 END AS id,
       side.company_id, side.date_end, side.run_id, side.kind, side.source_key,
       side.line_id, side.previous_line_id, shown.partner_id, shown.account_id,
       shown.product_id, shown.label,
       side.amount, side.previous_amount,
       side.amount - side.previous_amount AS change,
       (CASE WHEN account.account_type NOT LIKE 'expense%%' THEN 0
             WHEN side.kind = ANY(%(aside)s) THEN -1 ELSE 1 END)
       * (side.amount - side.previous_amount) AS cost_effect,
       CASE WHEN side.previous_amount = 0 THEN side.amount ELSE 0 END AS new_amount,
       CASE WHEN side.amount = 0 THEN -side.previous_amount ELSE 0 END AS gone_amount,
       CASE WHEN side.amount <> 0 AND side.previous_amount <> 0
            THEN side.amount - side.previous_amount ELSE 0 END AS adjusted_amount,
       side.quantity, side.previous_quantity,
       CASE WHEN side.previous_amount = 0 THEN 'new' WHEN side.amount = 0 THEN 'gone'
            WHEN side.amount = side.previous_amount THEN 'same' ELSE 'changed'
       END AS movement,
       side.amount <> side.previous_amount
       AND abs(side.amount - side.previous_amount) >= COALESCE(company.ap_flux_amount, 0)
       AND abs(side.amount - side.previous_amount) * 100
           >= COALESCE(company.ap_flux_percent, 0)::numeric * abs(side.previous_amount)
       AS is_significant
  FROM (
    SELECT company_id, date_end, run_id, kind, source_key,
           MAX(line_id) AS line_id, MAX(previous_line_id) AS previous_line_id,
           SUM(amount) AS amount, SUM(previous_amount) AS previous_amount,
           SUM(quantity) AS quantity, SUM(previous_quantity) AS previous_quantity
      FROM (
        SELECT line.company_id, line.date_end, line.run_id, line.kind, line.source_key,
               line.id AS line_id, NULL::int AS previous_line_id, line.amount,
               0::numeric AS previous_amount, line.quantity,
               0::numeric AS previous_quantity
          FROM ap_closing_line line
         WHERE line.state <> 'cancelled'
         UNION ALL
        SELECT line.company_id, later.date_end, next.id, line.kind, line.source_key,
               NULL, line.id, 0, line.amount, 0, line.quantity
          FROM ap_closing_run next
          JOIN ap_closing later ON later.id = next.closing_id
          JOIN ap_closing earlier
               ON earlier.company_id = later.company_id
              AND earlier.date_end
                  = (date_trunc('month', later.date_end) - interval '1 day')::date
          JOIN ap_closing_run run
               ON run.closing_id = earlier.id AND run.kind = next.kind
          JOIN ap_closing_line line ON line.run_id = run.id
         WHERE line.state <> 'cancelled' AND next.state NOT IN ('draft', 'cancelled')
      ) part
     GROUP BY company_id, date_end, run_id, kind, source_key
  ) side
  JOIN ap_closing_line shown
       ON shown.id = COALESCE(side.line_id, side.previous_line_id)
  LEFT JOIN account_account account ON account.id = shown.account_id
  JOIN res_company company ON company.id = side.company_id
 WHERE side.amount <> 0 OR side.previous_amount <> 0
"""

# The bills of an order line, or the entry of a captured bill, that came in between.
BILLS = """
SELECT %(order_line)s, item.id, move.date,
       COALESCE(NULLIF(move.ref, ''), move.name) AS number
  FROM account_move_line item
  JOIN account_move move ON move.id = item.move_id
 WHERE item.parent_state = 'posted' AND move.move_type <> 'entry'
   AND item.display_type = 'product'
   AND (%(order_line)s = ANY(%(orders)s) OR item.id = ANY(%(items)s))
   AND move.date > %(start)s AND move.date <= %(end)s
 ORDER BY move.date, move.id
"""


class ApClosingFlux(models.Model):
    _name = "ap.closing.flux"
    _description = "Change of accruals and deferrals"
    _inherit = ["ap.report"]
    _auto = False
    _order = "date_end DESC, kind, id"
    _rec_name = "label"

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_end = fields.Date(string="Closing date", readonly=True)
    run_id = fields.Many2one("ap.closing.run", readonly=True)
    kind = fields.Selection(
        selection=lambda self: self.env["ap.closing.kind"]._selection(), readonly=True
    )
    line_id = fields.Many2one("ap.closing.line", string="Line of this month", readonly=True)
    previous_line_id = fields.Many2one("ap.closing.line", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Supplier", readonly=True)
    account_id = fields.Many2one("account.account", string="Expense account", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    label = fields.Char(readonly=True)
    movement = fields.Selection(
        [("new", "New"), ("gone", "Gone"), ("changed", "Changed"), ("same", "Same")],
        readonly=True,
    )
    previous_amount = fields.Monetary(string="Previous month", readonly=True)
    new_amount = fields.Monetary(string="New", readonly=True)
    gone_amount = fields.Monetary(string="Settled", readonly=True)
    adjusted_amount = fields.Monetary(string="Changed", readonly=True)
    amount = fields.Monetary(string="This month", readonly=True)
    change = fields.Monetary(readonly=True)
    cost_effect = fields.Monetary(string="Effect on cost", readonly=True)
    quantity = fields.Float(digits=(16, 4), readonly=True, aggregator=None)
    previous_quantity = fields.Float(digits=(16, 4), readonly=True, aggregator=None)
    is_significant = fields.Boolean(string="Above the threshold", readonly=True)
    explanation = fields.Text(compute="_compute_explanation")

    @property
    def _table_query(self):
        for name in ("ap.closing.line", "ap.closing.run", "ap.closing", "res.company"):
            self.env[name].flush_model()
        return SQL(FLUX, aside=self.env["ap.closing.kind"]._put_aside())

    @api.depends("line_id", "previous_line_id")
    @api.depends_context("lang")
    def _compute_explanation(self):
        bills, templates = self._bills_between(), self._templates()
        for row in self:
            before = row._snapshot(row.previous_line_id, row.previous_quantity, row.previous_amount)
            after = row._snapshot(row.line_id, row.quantity, row.amount)
            end = (row.line_id or row.previous_line_id).period_end
            ended = bool(end and row.date_end and end <= row.date_end)
            reasons = flux.explain(before, after, bills.get(row.id, ()), ended)
            row.explanation = " ".join(row._sentence(why, templates) for why in reasons)

    def _snapshot(self, line, quantity, amount):
        """The line's month as values; nothing where there is no line."""
        if not line:
            return None
        words = line.explanation_values or {}
        return flux.Snapshot(
            amount=to_decimal(amount),
            computed=to_decimal(line.amount_computed),
            quantity=to_decimal(round(quantity, 4)),
            price=to_decimal(round(line.price_unit, 6)),
            rate=words.get("rate") or "",
            is_overridden=line.is_overridden,
            override_reason=line.override_reason or "",
            override_user=line.override_user_id.sudo().name or "",
            is_excluded=bool(line.excluded_code),
            is_period=bool(line.period_end) and not line.price_unit,
        )

    def _bills_between(self) -> dict[int, list[str]]:
        """The numbers of the bills that came since the previous closing, by row."""
        rows = self.filtered("previous_line_id")
        if not rows:
            return {}
        lines = rows.previous_line_id
        named = defaultdict(list)
        start = month_start(min(rows.mapped("date_end")))
        for order_line, item, day, number in self.env.execute_query(
            SQL(
                BILLS,
                order_line=self.env["ap.closing.orders"]._order_line("item"),
                orders=self._ids_of(lines, "purchase.order.line"),
                items=self._ids_of(lines, "account.move.line"),
                start=start - timedelta(1),
                end=max(rows.mapped("date_end")),
            )
        ):
            for key in ((order_line, "purchase.order.line"), (item, "account.move.line")):
                named[key].append((day, number))
        found = {}
        for row in rows:
            first = month_start(row.date_end)
            line = row.previous_line_id
            came = named.get((line.source_id, line.source_model), ())
            found[row.id] = list(
                dict.fromkeys(name for day, name in came if first <= day <= row.date_end)
            )
        return found

    def _ids_of(self, lines, model) -> list[int]:
        return lines.filtered(lambda line: line.source_model == model).mapped("source_id")

    def _sentence(self, reason, templates) -> str:
        """A reason in the reader's language."""
        line = self.line_id or self.previous_line_id
        before, after = (
            self._term(reason.code, line, value) for value in (reason.before, reason.after)
        )
        return templates[reason.code] % {
            "before": before,
            "after": after,
            "what": line.explanation or line.label,
            "bills": ", ".join(reason.names),
            "day": format_date(self.env, line.period_end) if line.period_end else "",
        }

    def _term(self, code, line, value) -> str:
        """What a reason was or became, as people read it."""
        if not isinstance(value, Decimal):
            return shown_number(self.env, value) if code == flux.RATE else value or ""
        if code == flux.QUANTITY:
            return shown_number(self.env, str(value))
        if code == flux.PRICE:
            return shown_price(line, _digits(value))
        return shown_amount(line, value)

    def _templates(self) -> dict[str, str]:
        """By code, the sentence of a reason in the reader's language."""
        return {
            flux.NEW: self.env._("New: %(what)s"),
            flux.BILLED: self.env._("Bill came: %(bills)s."),
            flux.ENDED: self.env._("Service ended on %(day)s."),
            flux.GONE: self.env._("No longer due: received, returned or changed since."),
            flux.EXCLUDED: self.env._(
                "No longer posted: below the threshold or not wanted."
            ),
            flux.QUANTITY: self.env._("Quantity from %(before)s to %(after)s."),
            flux.PRICE: self.env._("Price from %(before)s to %(after)s."),
            flux.RATE: self.env._("Closing rate from %(before)s to %(after)s."),
            flux.ELAPSED: self.env._("Time passed: %(before)s last month, %(after)s now."),
            flux.OVERRIDDEN: self.env._("Decided by %(before)s: %(after)s."),
            flux.OVERRIDE_ENDED: self.env._(
                "Decided amount %(before)s last month, computed %(after)s now."
            ),
            flux.AMOUNT: self.env._("Amount from %(before)s to %(after)s."),
        }

    def _is_marked(self, before: Decimal, after: Decimal) -> bool:
        """Whether a change of these amounts reaches the company's thresholds."""
        company = self.company_id[:1]
        return flux.is_significant(
            before,
            after,
            to_decimal(company.ap_flux_amount),
            to_decimal(company.ap_flux_percent),
        )

    def _report_unprinted(self):
        return {"account_id"}

    def _report_title(self):
        return self.env._("Month-over-month changes")

    def _report_fields(self):
        return [
            "date_end", "kind", "partner_id", "account_id", "label", "previous_amount",
            "new_amount", "gone_amount", "adjusted_amount", "amount", "explanation",
        ]  # fmt: skip

    def action_open_line(self):
        """Open the closing line, of this month or, when it is gone, of the last."""
        self.ensure_one()
        return (self.line_id or self.previous_line_id).get_formview_action()

    # -- groups, for the closing file -----------------------------------------------

    def _movements(self) -> tuple[Decimal, ...]:
        """Previous, new, settled, changed and this month's amount of these rows."""
        names = ("previous_amount", "new_amount", "gone_amount", "adjusted_amount", "amount")
        return tuple(
            sum((to_decimal(row[name]) for row in self), Decimal(0)) for name in names
        )

    def _reasons(self, sums) -> str:
        """The weightiest reasons of the group, where its change reaches the threshold."""
        if not self._is_marked(sums[0], sums[4]):
            return ""
        moved = self.filtered("change").sorted(lambda row: -abs(row.change))
        texts = [f"{row.label} – {row.explanation}" for row in moved[:REASONS]]
        rest = moved[REASONS:]
        if rest:
            total = sum((to_decimal(row.change) for row in rest), Decimal(0))
            shown = self.env["ap.document"]._language().number(total, 2)
            texts.append(
                self.env._("Others (%(count)s): %(total)s", count=len(rest), total=shown)
            )
        return "\n".join(texts)


def _digits(value: Decimal) -> str:
    """A price without the digits that say nothing."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
