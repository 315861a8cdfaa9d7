# SPDX-License-Identifier: AGPL-3.0-or-later
"""Closing lines of past months under another convention or another smallest amount."""

from decimal import Decimal

from odoo.tools import SQL
from odoo.tools.misc import formatLang

from odoo.addons.ap_base.arithmetic.calendar import Period
from odoo.addons.ap_base.arithmetic.money import to_decimal
from odoo.addons.ap_base.arithmetic.proration import Convention

from ...rules import replay_closings
from ...rules.replay_values import AUTOMATIC, NONE, Answer, Decision
from .kind import Kind, Replayed

# What each closing kept: posted, or left out because it was small. What a person decided
# was decided whatever the settings said.
LINES = """
SELECT line.id, line.kind, line.date_end, line.label, line.excluded_code = 'threshold' AS small,
       line.is_overridden, line.amount_computed::text AS computed, line.amount::text AS amount,
       COALESCE(line.whole_cost, line.amount_computed)::text AS whole, line.period_start,
       line.period_end, line.convention, line.explanation_values ->> 'held' AS held,
       line.has_actual, line.actual_amount::text AS actual, line.date_actual
  FROM ap_closing_line line
  JOIN ap_closing_run run ON run.id = line.run_id
 WHERE line.company_id = %s AND line.date_end = %s AND run.state = 'posted'
   AND line.state <> 'cancelled' AND line.posting = 1
   AND (line.state = 'posted' OR line.excluded_code = 'threshold')
 ORDER BY line.id
"""
DAYS = """
SELECT DISTINCT line.date_end FROM ap_closing_line line
 WHERE line.company_id = %s AND line.date_end BETWEEN %s AND %s AND line.state <> 'cancelled'
 ORDER BY 1
"""


class ClosingReplay(Kind):
    """Before: what the closing kept. After: the same facts under the convention and the
    smallest amount that are tried, or today's. Bills that came later judge whether a cost
    was to be expected, and change no amount."""

    def __init__(self, replay) -> None:
        super().__init__(replay)
        company = self.company
        self.step = to_decimal(company.currency_id.rounding)
        if replay.rules_after == "today":
            self.limit = to_decimal(company.ap_accrual_threshold)
            self.convention = Convention(company.ap_prepaid_convention)
        else:
            self.limit = to_decimal(replay.accrual_limit) if replay.has_accrual_limit else None
            self.convention = Convention(replay.convention) if replay.convention else None

    def days(self):
        query = SQL(DAYS, self.company.id, self.replay.date_from, self.replay.date_to)
        return [day for (day,) in self.env.execute_query(query)]

    def work(self, day):
        self.env.flush_all()
        kinds = self.env["ap.closing.kind"]._kinds()
        return [
            self._row(row, day, kinds.get(row["kind"]))
            for row in self.env.execute_query_dict(SQL(LINES, self.company.id, day))
        ]

    def names(self, answers):
        company = self.company
        return {
            ("cents", key): formatLang(
                self.env, float(key * self.step), currency_obj=company.currency_id
            )
            for one in answers
            for kind, key in one.parts
            if kind == "cents"
        } | {("came", 1): self.env._("billed")}

    def unknown(self):
        env, found = self.env, []
        if self.convention and (count := self._untried()):
            found.append(env._(
                "%(count)s lines with a period have more to them than their convention, and "
                "keep their amount: a caught up month, VAT that is not deducted, another source.",
                count=count,
            ))  # fmt: skip
        found.append(env._(
            "The facts are those that each closing kept. What was found after a first posting, "
            "and what its kinds did not see then, is left out."
        ))  # fmt: skip
        return found

    def _untried(self) -> int:
        """How many lines could not be worked out again, whichever run counted their days."""
        days, count = self.days(), 0
        for day in days:
            for row in self.env.execute_query_dict(SQL(LINES, self.company.id, day)):
                kept = _kept(row, self.step)
                decided = row["is_overridden"]
                count += not decided and replay_closings.under(kept, self.convention) is None
        return count

    def _row(self, row, day, kind) -> Replayed:
        kept = _kept(row, self.step)
        amount = Decimal(row["amount"] if row["is_overridden"] else row["computed"])
        tried, small = amount, bool(row["small"])
        if not row["is_overridden"]:
            if self.convention:
                found = replay_closings.under(kept, self.convention)
                tried = amount if found is None else found
            if self.limit is not None and kind and kind.reverses and kind.has_limit:
                small = not replay_closings.is_accrued(kept.whole, self.limit)
        came = row["has_actual"] and Decimal(row["actual"] or 0)
        unseen = [("bill", row["label"], 0, row["date_actual"])] if came and row["date_actual"] else []
        return Replayed(
            "ap.closing.line", row["id"], day, row["label"], amount, self.company.currency_id.id,
            self._decision(amount, bool(row["small"])), self._decision(tried, small),
            Answer((("came", 1),)) if came else None, False, tuple(unseen),
        )  # fmt: skip

    def _decision(self, amount, small) -> Decision:
        if small or not amount:
            return Decision(NONE, (), ("closing", "", 0))
        cents = int((amount / self.step).to_integral_value())
        return Decision(AUTOMATIC, (Answer((("came", 1), ("cents", cents))),), ("closing", "", 0))


def _kept(row, step) -> replay_closings.Kept:
    has_period = row["period_start"] and row["period_end"]
    return replay_closings.Kept(
        row["kind"], row["date_end"], Decimal(row["computed"]), Decimal(row["whole"]),
        Period(row["period_start"], row["period_end"]) if has_period else None,
        Convention(row["convention"]) if row["convention"] else None, step,
        Decimal(row["held"]) if row["held"] else None,
    )  # fmt: skip
