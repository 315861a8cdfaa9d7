# SPDX-License-Identifier: AGPL-3.0-or-later
"""Deferrals into proposals, by either method, from one table."""

from decimal import Decimal

from odoo.tools import SQL

from odoo.addons.ap_base.arithmetic.calendar import Period
from odoo.addons.ap_base.arithmetic.deferral import aside_at, to_release
from odoo.addons.ap_base.arithmetic.line_tax import AccrualAmount
from odoo.addons.ap_base.arithmetic.money import to_decimal

from ...rules import labels
from ..changed_months import SERVICES, TRANSFERS
from ..closing_values import ProposedLine
from ..deferral import held_keys, traces
from ..deferral.terms import terms_of
from .bill_lines import line_of, scene_of
from .closing_kind import ClosingKind
from .explanation import period_terms, shown_amount, with_remarks

ZERO = Decimal(0)

# What is put aside at the day, as bill lines are read for the other kinds.
STOCK = """
SELECT deferral.line_id AS id, deferral.move_id, deferral.amount::text AS balance,
       deferral.account_id, deferral.analytic_distribution, deferral.product_id,
       deferral.label, line.quantity, deferral.date_start, deferral.date_end,
       deferral.date_start AS period_start, deferral.date_end AS period_end,
       deferral.date_ended, deferral.convention, deferral.document, move.ref,
       move.invoice_date, move.date AS accounting_date, move.state,
       deferral.partner_id, deferral.vat_amount::text AS vat,
       COALESCE(deferral.deferred_account_id, company.ap_prepaid_account_id)
           AS counterpart_id
  FROM ap_deferral deferral
  JOIN res_company company ON company.id = deferral.company_id
  JOIN account_move_line line ON line.id = deferral.line_id
  JOIN account_move move ON move.id = deferral.move_id
 WHERE deferral.company_id = %(company)s AND deferral.method = 'stock'
   AND deferral.state <> 'cancelled' AND deferral.date_bill <= %(day)s
   AND deferral.date_end > %(day)s
 ORDER BY deferral.line_id
"""

# What is held before the month's own run, and what should be.
RELEASE = """
SELECT deferral.id, deferral.product_id, deferral.partner_id, deferral.account_id,
       deferral.analytic_distribution, deferral.document, deferral.label,
       deferral.amount::text AS amount, deferral.vat_amount::text AS vat,
       deferral.date_start, deferral.date_end, deferral.date_ended,
       deferral.convention, deferral.date_bill, deferral.change_note,
       COALESCE(deferral.deferred_account_id, company.ap_prepaid_account_id)
           AS counterpart_id,
       COALESCE(held.amount, 0)::text AS held,
       deferral.method = 'release' AND deferral.state <> 'cancelled'
           AND deferral.date_bill <= %(day)s
           AND abs(deferral.amount) >= COALESCE(company.ap_accrual_threshold, 0)
           AS is_live
  FROM ap_deferral deferral
  JOIN res_company company ON company.id = deferral.company_id
  LEFT JOIN (
      SELECT entry.deferral_id, SUM(entry.amount) AS amount
        FROM ap_deferral_entry entry
        LEFT JOIN ap_closing_run run ON run.id = entry.run_id
       WHERE entry.company_id = %(company)s AND entry.date <= %(day)s
         AND run.closing_id IS DISTINCT FROM %(closing)s
       GROUP BY entry.deferral_id
  ) held ON held.deferral_id = deferral.id
 WHERE deferral.company_id = %(company)s
   AND (held.amount <> 0
        OR deferral.method = 'release' AND deferral.state <> 'cancelled'
           AND deferral.date_bill <= %(day)s AND deferral.date_end > %(day)s)
 ORDER BY deferral.id
"""


class Prepaid(ClosingKind):
    """The part after the day of every cost deferred by the stock method.

    Never with VAT on its own account; VAT that cannot be deducted is part of the cost.
    Company amounts are those of the bill: a bill in foreign currency is not converted
    again.
    """

    code, sequence, cost_sign = "prepaid", 60, -1
    counterpart = "ap_prepaid_account_id"
    has_vat = False
    stale_on = frozenset({SERVICES})
    tie_outs = ("prepaid",)

    def label(self, env):
        return env._("Prepaid expenses")

    def propose(self, closing, day, cache):
        scene = scene_of(closing.company_id, day)
        proposed = []
        for row in _deferrals(STOCK, closing, day, cache):
            row["amount"] = row["balance"] = Decimal(row["balance"])
            rest = aside_at(terms_of(row, scene.step), day)
            if not rest:
                continue
            amount = AccrualAmount(rest, ZERO, ZERO)
            period = Period(row["date_start"], row["date_end"])
            line = line_of(scene, row, period, amount, row["counterpart_id"])
            line.explanation_values.update(_vat_words(row))
            proposed.append(line)
        return proposed

    def explain(self, line, words):
        terms = period_terms(line, words)
        parts = [
            line.env._(
                "%(document)s: %(total)s for the service from %(start)s to %(end)s "
                "(%(convention)s): %(amount)s belong to the days after the closing date.",
                document=words.get("document") or "—",
                total=shown_amount(line, words.get("total")),
                **terms,
            )
        ]
        return with_remarks(_with_vat(parts, line, words), line, words)

    def after_post(self, run):
        traces.settle(run, "stock")

    def after_keep(self, run):
        traces.keep(run)


class Release(ClosingKind):
    """What each deferral holds and no longer has to: the cost of the month, and what
    earlier months still owe. Negative: moved to 486."""

    code, sequence = "release", 70
    counterpart = "ap_prepaid_account_id"
    has_vat = False
    reverses = False
    stale_on = frozenset({SERVICES, TRANSFERS})
    tie_outs = ("prepaid",)

    def label(self, env):
        return env._("Releases of prepaid expenses")

    def propose(self, closing, day, cache):
        company = closing.company_id
        step = to_decimal(company.currency_id.rounding)
        rows = _deferrals(RELEASE, closing, day, cache)
        held = held_keys.before_run(closing.env, closing, day) if rows else {}
        closed = _closed_accounts(closing.env, held)
        proposed = []
        for row in rows:
            row["amount"], row["held"] = Decimal(row["amount"]), Decimal(row["held"])
            terms = terms_of(row, step) if row["is_live"] else None
            release = to_release(terms, row["held"], day)
            moved = _moved_costs(row, held.get(row["id"], {}), closed)
            proposed += [
                _moved_line(row, cost, amount, day, company)
                for cost, amount in moved.items()
            ]
            total = release.total - sum(moved.values())
            if total:
                proposed.append(_release_line(row, release, total, day, company))
        return proposed

    def explain(self, line, words):
        if words.get("nature") == "moved":
            return with_remarks([_moved_words(line, words)], line, words)
        terms = {
            **period_terms(line, words),
            "document": words.get("document") or "—",
            "total": shown_amount(line, words.get("total")),
            "held": shown_amount(line, words.get("held")),
            "rest": shown_amount(line, words.get("rest")),
            "month": shown_amount(line, words.get("month")),
        }
        parts = [
            line.env._(
                "%(document)s: %(total)s for the service from %(start)s to %(end)s "
                "(%(convention)s). Held on the prepaid account: %(held)s, of which "
                "%(rest)s belong to later months. Cost of the month: %(month)s.",
                **terms,
            ),
            *_release_remarks(line, words),
        ]
        return with_remarks(_with_vat(parts, line, words), line, words)

    def after_post(self, run):
        traces.log_released(run)
        traces.settle(run, "release")

    def after_keep(self, run):
        traces.keep(run)._keep()

    def before_cancel(self, run):
        posted = [("run_id", "=", run.id), ("state", "=", "posted")]
        return run.env["ap.closing.line"].search(posted).ids

    def after_cancel(self, run, known):
        if known:
            traces.log_taken_back(run, known)


def _moved_costs(row, held, closed) -> dict:
    """What entries hold against other costs than that of the bill line now: it goes
    back there, and is taken from the new one. Archived accounts keep theirs."""
    now = held_keys.cost_of(
        row["account_id"], row["analytic_distribution"], row["partner_id"]
    )
    row["cost"] = now
    return {
        cost: amount
        for cost, amount in held.items()
        if cost != now and cost.account_id and cost.account_id not in closed
    }


def _closed_accounts(env, held) -> set[int]:
    used = {cost.account_id for costs in held.values() for cost in costs}
    accounts = env["account.account"].with_context(active_test=False)
    return set(
        accounts.search([("id", "in", list(used - {None})), ("active", "=", False)]).ids
    )


def _deferrals(statement, closing, day, cache) -> list[dict]:
    """Rows of deferrals, in step with the bill lines once for each closing."""
    env = closing.env
    deferrals = env["ap.deferral"].sudo()
    if not cache.get("deferrals_in_step"):
        deferrals._sync(company=closing.company_id)
        cache["deferrals_in_step"] = True
    deferrals.flush_model()
    return env.execute_query_dict(
        SQL(statement, company=closing.company_id.id, day=day, closing=closing.id)
    )


def _release_line(row, release, total, day, company) -> ProposedLine:
    """What the cost of the bill line bears; `total` differs from the release when
    the cost was moved since the last one."""
    words = _release_words(row, release)
    if total != release.total:
        words["moved_here"] = str(release.total - total)
    return _deferral_line(row, row["cost"], total, words, day, company)


def _moved_line(row, cost, amount, day, company) -> ProposedLine:
    """What is given back to a cost that the bill line has left."""
    words = {
        "document": row["document"],
        "held": str(amount),
        "nature": "moved",
        "cost": cost._asdict(),
        "to_account": row["account_id"],
    }
    line = _deferral_line(row, cost, amount, words, day, company)
    return line._replace(source_key=f"{line.source_key}:{cost.code()}")


def _deferral_line(row, cost, total, words, day, company) -> ProposedLine:
    return ProposedLine(
        source_key=f"deferral:{row['id']}",
        source_model="ap.deferral",
        source_id=row["id"],
        partner_id=cost.partner_id,
        product_id=row["product_id"],
        label=labels.of_document(row["document"], row["label"]),
        account_id=cost.account_id,
        counterpart_account_id=row["counterpart_id"],
        analytic_distribution=cost.shares(),
        source_currency_id=company.currency_id.id,
        quantity=ZERO,
        price_unit=ZERO,
        amount_untaxed=total,
        amount_computed=total,
        tax_computed=ZERO,
        cost_in_currency=total,
        tax_in_currency=ZERO,
        date_source=row["date_bill"],
        age_days=max((day - row["date_bill"]).days, 0),
        period_start=row["date_start"],
        period_end=row["date_end"],
        convention=row["convention"],
        excluded_code=None,
        review_code=None,
        explanation_values=words,
        whole_cost=row["amount"],
    )


def _release_remarks(line, words) -> list[str]:
    """What else than the plan of the month is in a release."""
    parts = []
    if words.get("caught_up"):
        parts.append(
            line.env._(
                "Caught up from earlier months: %(caught)s.",
                caught=shown_amount(line, words["caught_up"]),
            )
        )
    if words.get("moved_here"):
        parts.append(
            line.env._(
                "Its bill line was moved here after %(amount)s were put aside: they "
                "are taken from this cost and given back to the one before.",
                amount=shown_amount(line, words["moved_here"]),
            )
        )
    if words.get("change"):
        parts.append(line.env._("Last change: %(change)s", change=words["change"]))
    if words.get("gone"):
        parts.append(
            line.env._("Its bill is not deferred any more: nothing has to be held.")
        )
    return parts


def _moved_words(line, words) -> str:
    accounts = line.env["account.account"].with_company(line.company_id)
    return line.env._(
        "%(document)s: its bill line was moved to %(account)s, or imputed anew. "
        "%(held)s that were put aside from this cost come back to it.",
        document=words.get("document") or "—",
        account=accounts.browse(words.get("to_account") or []).display_name or "—",
        held=shown_amount(line, words.get("held")),
    )


def _with_vat(parts: list[str], line, words) -> list[str]:
    if words.get("vat"):
        parts.append(
            line.env._(
                "With %(vat)s of VAT that cannot be deducted.",
                vat=shown_amount(line, words["vat"]),
            )
        )
    return parts


def _vat_words(row) -> dict:
    return {"vat": row["vat"]} if Decimal(row["vat"] or 0) else {}


def _release_words(row, release) -> dict:
    """What the explanation needs, as text; `nature` goes to the trace."""
    words = {
        "document": row["document"],
        "total": str(row["amount"]),
        "amount": str(release.total),
        "held": str(row["held"]),
        "rest": str(row["held"] - release.total),
        "month": str(release.month),
        "nature": "release",
        "cost": row["cost"]._asdict(),
        **_vat_words(row),
    }
    if release.caught_up:
        words["caught_up"] = str(release.caught_up)
        words["nature"] = "catch_up" if row["held"] else "transfer"
    if row["change_note"]:
        words["change"] = row["change_note"]
    if not row["is_live"]:
        words["gone"] = True
    return words
