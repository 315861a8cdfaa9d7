# SPDX-License-Identifier: AGPL-3.0-or-later
"""What regular suppliers bring into a month: the bills that should be there."""

from decimal import Decimal

from odoo.addons.ap_base.arithmetic.line_tax import VatMode
from odoo.addons.ap_base.arithmetic.money import to_decimal
from odoo.addons.ap_base.arithmetic.recurrence import expected
from odoo.addons.ap_base.models.line_taxes import LineTaxes

from ...rules.ownership import expectation
from ..changed_months import BILLS, ORDERS, RATES
from ..closing_values import ProposedLine
from ..cost_owners import with_reviews
from ..recurring import later_bills
from ..recurring.missing_bills import Missing, first_day, missing_of, month_codes
from .closing_kind import ClosingKind
from .explanation import shown_amount, with_remarks

ZERO = Decimal(0)


class Recurring(ClosingKind):
    """The expected amount of regular suppliers for the months without a bill.

    What an order or a draft bill brings is not accrued twice: a draft counts as a bill,
    and what was received on an order of the same supplier and account takes the place of
    the expected amount.
    """

    code, sequence = "recurring", 30
    counterpart = "ap_accrued_expense_account_id"
    asset_counterpart = "ap_accrued_asset_account_id"
    stale_on = frozenset({BILLS, ORDERS, RATES})
    tie_outs = ("accrued_expenses", "accrued_assets", "accrued_vat")

    def label(self, env):
        return env._("Regular bills missing")

    def propose(self, closing, day, cache):
        env, company = closing.env, closing.company_id
        active = env["ap.recurring"].sudo().search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "active"),
                ("date_first", "<=", day),
            ],
            order="id",
        )
        owners = env["ap.closing.kind"]._owners(closing, day, cache)
        missing = missing_of(env, active, company, day, owners.pending if active else None)
        return _lines(self, closing, day, missing, cache)

    def explain(self, line, words):
        env = line.env
        months, short = words.get("missing") or [], words.get("short") or []
        recurring, parts = env["ap.recurring"], []
        evidence = recurring._words(words, line.currency_id).rstrip(".")
        if months:
            parts.append(
                env._(
                    "No bill for %(months)s. %(evidence)s.",
                    months=recurring._months_in_words(months),
                    evidence=evidence,
                )
            )
            parts.append(_expectation(line, words, len(months)))
        if short:
            parts.append(
                env._(
                    "Only a part was billed for %(months)s: %(rest)s of %(amount)s are "
                    "missing. %(evidence)s.",
                    months=recurring._months_in_words(short),
                    rest=shown_amount(line, words.get("rest")),
                    amount=shown_amount(line, words["expected"]),
                    evidence=evidence,
                )
            )
        if not parts:
            return ""
        if words.get("ordered"):
            parts.append(
                env._(
                    "Receipts on orders of this supplier accrue %(amount)s on the account "
                    "already.",
                    amount=shown_amount(line, words["ordered"]),
                )
            )
        return with_remarks(parts, line, words)

    def actuals(self, env, bills, sources):
        return later_bills.read(env, bills)


def _lines(kind, closing, day, missing, cache) -> list[ProposedLine]:
    if not missing:
        return []
    env, company = closing.env, closing.company_id
    taxes = LineTaxes(env, company).load(
        {tuple(record.tax_ids.ids) for record in missing}
    )
    ordered = env["ap.closing.kind"]._ordered_values(closing, day, cache)
    assets = env["ap.closing.accounts"]._asset_accounts(
        company, {record.account_id.id for record in missing}
    )
    counterparts = {
        is_asset: kind.counterpart_account(company, is_asset).id
        for is_asset in (True, False)
    }
    step, proposed = to_decimal(company.currency_id.rounding), []
    for record, one in missing.items():
        cost = one.rest.amount + expected(
            to_decimal(record.amount), int(record.interval), len(one.months), step
        )
        pair = (record.partner_id.id, record.account_id.id)
        taken = ordered.pop(pair, ZERO)
        cost, why = expectation(cost, taken)
        ids = tuple(record.tax_ids.ids)
        amount = taxes.amount_of_base(ids, cost, step=step).in_mode(
            VatMode(closing.vat_mode)
        )
        codes = _questions(record, one, taken, taxes.doubtful(ids))
        line = _proposed(record, one, amount, day)._replace(
            counterpart_account_id=counterparts[record.account_id.id in assets],
            excluded_code=why,
        )
        if taken:
            line.explanation_values["ordered"] = str(taken)
        proposed.append(with_reviews(line, codes))
    return proposed


def _expectation(line, words, count) -> str:
    """What was expected, and for how much of it no bill has come."""
    terms = {
        "amount": shown_amount(line, words["expected"]),
        "interval": words.get("interval"),
        "count": count,
    }
    if terms["interval"] != "1":
        return line.env._(
            "Expected: %(amount)s for %(interval)s months; %(count)s months are without "
            "a bill.",
            **terms,
        )
    if count == 1:
        return line.env._("Expected: %(amount)s a month.", **terms)
    return line.env._("Expected: %(amount)s a month, %(count)s months.", **terms)


def _questions(record, one: Missing, taken, is_tax_doubtful) -> list[str]:
    """Why a person should look, beyond the amount."""
    codes = []
    if taken:
        codes.append("ordered")
    if one.rest.amount:
        codes.append("partial")
    if one.is_guessed:
        codes.append("period")
    if is_tax_doubtful:
        codes.append("tax_nature")
    if len(one.months) > 2 * int(record.interval):
        codes.append("silent")
    elif record.source == "learned" and not record.is_steady:
        codes.append("irregular")
    return codes


def _proposed(record, one: Missing, amount, day) -> ProposedLine:
    """One recurrence as a proposal: months are its quantity."""
    months = sorted({*one.months, *one.rest.months})
    since = first_day(months[0])
    return ProposedLine(
        source_key=f"rec:{record.id}",
        source_model="ap.recurring",
        source_id=record.id,
        partner_id=record.partner_id.id,
        product_id=record.product_id.id or None,
        label=record.account_id.name or record.partner_id.name,
        account_id=record.account_id.id,
        counterpart_account_id=None,
        analytic_distribution=record.analytic_distribution or None,
        source_currency_id=record.currency_id.id,
        quantity=Decimal(len(months)),
        price_unit=to_decimal(record.amount) / int(record.interval),
        amount_untaxed=amount.base,
        amount_computed=amount.cost,
        tax_computed=amount.deductible,
        cost_in_currency=amount.cost,
        tax_in_currency=amount.deductible,
        date_source=since,
        age_days=max((day - since).days, 0),
        period_start=None,
        period_end=None,
        convention=None,
        excluded_code=None,
        review_code=None,
        explanation_values={
            **(record.evidence or {}),
            "missing": month_codes(one.months),
            **({"short": month_codes(one.rest.months)} if one.rest.months else {}),
            **({"rest": str(one.rest.amount)} if one.rest.amount else {}),
            "interval": record.interval,
            "expected": str(to_decimal(record.amount)),
        },
        whole_cost=max(to_decimal(record.amount), amount.cost),
    )
