# SPDX-License-Identifier: AGPL-3.0-or-later
"""The contract of a loan as the rules take it, and what of it cannot be."""

import dataclasses
from decimal import Decimal

from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL
from odoo.tools.misc import formatLang

from odoo.addons.ap_base.arithmetic.calendar import add_months
from odoo.addons.ap_base.arithmetic.money import round_half_up, to_decimal

from ..rules.day_count import DayCount
from ..rules.exceptions import LoanRuleError, TermsError
from ..rules.rates import (
    Conversion,
    IndexValue,
    RateStep,
    VariableRate,
    fixed,
    variable,
)
from ..rules.terms import (
    LONGEST,
    BrokenPeriod,
    Deferral,
    Insurance,
    InsuranceKind,
    LastRow,
    Mode,
    PaymentRounding,
    Terms,
    Tranche,
)
from . import sentences

# What the schedule is computed from: a running loan changes it by events only.
CHECKED = frozenset(
    (
        "principal", "date_drawdown", "tranche_ids", "rate_kind", "rate_percent",
        "rate_ids", "index_id", "spread", "is_index_floored", "index_floor", "has_floor",
        "rate_floor", "has_cap", "rate_cap", "notice_days", "revision_months",
        "date_revision", "conversion", "mode", "period", "instalments", "payment_given",
        "residual", "deferral", "deferral_months", "day_count", "broken_day_count",
        "broken_period", "date_first", "is_in_advance", "is_end_of_month", "row_fee",
        "insurance_kind", "insurance_percent", "insurance_amount", "payment_rounding",
        "payment_step", "last_row",
    )
)  # fmt: skip
# Where it is booked: what was booked stays where it is, so these stay as well.
ACCOUNTS = (
    "account_id", "interest_account_id", "accrued_interest_account_id", "insurance_account_id",
    "fee_account_id", "indemnity_account_id", "cost_account_id",
    "cost_charge_account_id",
)  # fmt: skip
FIXED = (
    CHECKED | set(ACCOUNTS)
    | {
        "company_id", "currency_id", "fee_amount", "fee_treatment", "cost_method",
        "cost_amortised_before", "accrual_method",
        "accrual_day_count", "insurance_in_advance",
    }
)  # fmt: skip
# What people write; these at any time.
TYPED = FIXED | {
    "name", "reference", "partner_id", "user_id", "note", "guarantee_ids",
    "covenant_ids", "document_ids", "analytic_distribution", "analytic_precision",
    "journal_id", "bank_account_id", "is_hedged",
}  # fmt: skip


def terms_of(loan) -> Terms:
    """The contract as the rules take it. Raises `LoanRuleError` where it is none."""
    amount = _amounts_of(loan)
    months = int(loan.period)
    rows, rest = divmod(max(loan.deferral_months, 0), months)
    if rest or loan.deferral_months < 0:
        raise TermsError(
            "deferral_not_whole", months=loan.deferral_months, period_months=months
        )
    deferred = loan.deferral != "none"
    given = loan.mode == "constant_payment" and loan.payment_given
    return Terms(
        tranches=tranches_of(loan),
        first_date=loan.date_first,
        instalments=_number_of(loan, given),
        rates=rates_of(loan),
        mode=Mode(loan.mode),
        period_months=months,
        conversion=Conversion(loan.conversion),
        day_count=DayCount(loan.day_count),
        broken_day_count=DayCount(loan.broken_day_count) if loan.broken_day_count else None,
        broken_period=BrokenPeriod(loan.broken_period),
        is_in_advance=loan.is_in_advance,
        is_end_of_month=loan.is_end_of_month,
        payment=amount(loan.payment_given) if given else None,
        residual=amount(loan.residual),
        deferral=Deferral(loan.deferral),
        deferral_rows=rows if deferred else 0,
        insurance=insurance_of(loan),
        row_fee=amount(loan.row_fee),
        payment_rounding=PaymentRounding(loan.payment_rounding),
        payment_step=to_decimal(loan.payment_step) if loan.payment_step else None,
        last_row=LastRow(loan.last_row),
        step=step_of(loan),
    )


def step_of(loan) -> Decimal:
    """The smallest amount of the loan's currency."""
    return to_decimal(loan.currency_id.rounding)


def _amounts_of(loan):
    """A function from what Odoo holds to the exact amount of the loan's currency."""
    step = step_of(loan)
    return lambda value: round_half_up(to_decimal(value), step)


def _number_of(loan, given) -> int | None:
    return None if given and not loan.instalments else loan.instalments


def tranches_of(loan) -> tuple[Tranche, ...]:
    """What is lent and when: the tranches, else all of it on the day of the money."""
    amount = _amounts_of(loan)
    several = loan.tranche_ids.filtered("date").sorted("date")
    if several:
        return tuple(Tranche(one.date, amount(one.amount)) for one in several)
    return (Tranche(loan.date_drawdown, amount(loan.principal)),)


def insurance_of(loan) -> Insurance:
    """The premium as the contract reckons it."""
    kind = InsuranceKind(loan.insurance_kind)
    if kind in (InsuranceKind.INITIAL, InsuranceKind.REMAINING):
        return Insurance(kind, to_decimal(loan.insurance_percent))
    if kind in (InsuranceKind.PER_ROW, InsuranceKind.TOTAL):
        return Insurance(kind, _amounts_of(loan)(loan.insurance_amount))
    return Insurance()


def rates_of(loan) -> tuple[RateStep, ...]:
    """The yearly rate from day to day. Raises `TermsError` where none is known."""
    drawn = min(one.day for one in tranches_of(loan))
    if loan.rate_kind == "fixed":
        return fixed(to_decimal(loan.rate_percent), drawn)
    if loan.rate_kind == "stepped":
        first = RateStep(drawn, to_decimal(loan.rate_percent))
        steps = [
            RateStep(one.date_start, to_decimal(one.percent))
            for one in loan.rate_ids.filtered("date_start").sorted("date_start")
        ]
        before = [step for step in steps if step.start <= drawn]
        return (*(() if before else (first,)), *steps)
    return variable(_variable(loan, drawn))


def _variable(loan, drawn) -> VariableRate:
    def bound(is_set, value):
        return to_decimal(value) if is_set else None

    values = loan.index_id.sudo().value_ids
    return VariableRate(
        values=tuple(IndexValue(one.date, to_decimal(one.percent)) for one in values),
        spread=to_decimal(loan.spread),
        revisions=_revisions(loan, drawn),
        index_floor=bound(loan.is_index_floored, loan.index_floor),
        floor=bound(loan.has_floor, loan.rate_floor),
        cap=bound(loan.has_cap, loan.rate_cap),
        notice_days=max(loan.notice_days, 0),
    )


def _revisions(loan, drawn):
    """The day of the money, then the revisions of the contract up to its last row."""
    months, first = loan.revision_months, loan.date_revision
    if months < 1 or not first:
        return (drawn,)
    rows = loan.instalments or LONGEST
    last = add_months(loan.date_first, rows * int(loan.period))
    days = []
    while (day := add_months(first, months * len(days))) < last:
        days.append(day)
    return (drawn, *(day for day in days if day > drawn))


def rescheduled(version, day, percent, payment=None, **changes) -> Terms:
    """The terms agreed anew for all that is owed on the day, from those of a version.

    `changes`: first_date, instalments, deferral, deferral_rows. Raises `LoanRuleError`.
    """
    terms, kept = version.terms, version.schedule.paid_rows(day)
    rates = [step for step in terms.rates if step.start < day]
    if not rates or rates[-1].percent != percent:
        rates.append(RateStep(day, percent))
    number = kept[-1].number + 1 if kept else terms.first_number
    given = payment if terms.mode == Mode.CONSTANT_PAYMENT else None
    return dataclasses.replace(
        terms, rates=tuple(rates), first_number=number, payment=given, **changes
    )


def check(loan) -> None:
    """Refuse a contract that describes no loan, as far as it is filled in."""
    if not loan.principal or not loan.date_drawdown or not loan.date_first:
        return
    if loan.rate_kind == "variable" and not loan.index_id:
        return
    try:
        terms_of(loan)
    except LoanRuleError as error:
        why = sentences.of_error(loan.env, error)
        raise ValidationError(
            loan.env._("%(loan)s: %(why)s", loan=loan.name, why=why)
        ) from None


def check_fees(loan) -> None:
    """Refuse fees that no bank keeps, and charges of them that cannot have been."""
    most = max(loan.principal, 0) or loan.fee_amount
    if not 0 <= loan.fee_amount <= most:
        raise ValidationError(
            loan.env._(
                "%(loan)s: fees are between zero and the capital lent.", loan=loan.name
            )
        )
    if not 0 <= loan.cost_amortised_before <= loan.fee_amount:
        raise ValidationError(
            loan.env._(
                "%(loan)s: what was spread before is between zero and the fees.",
                loan=loan.name,
            )
        )


def refuse_change(loan, vals) -> None:
    """Refuse to change by hand what the schedule or the entries of a loan stand on."""
    names = [name for name in sorted(FIXED & vals.keys()) if _differs(loan, name, vals)]
    if names:
        raise UserError(
            loan.env._(
                "%(loan)s is running: its contract changes by an early repayment, a new "
                "rate or a rescheduling (button Event), never by hand (%(fields)s).",
                loan=loan.name,
                fields=", ".join(
                    loan._fields[name]._description_string(loan.env) for name in names
                ),
            )
        )


def _differs(loan, name, vals) -> bool:
    field = loan._fields[name]
    if field.type == "one2many":
        return bool(vals[name])
    before = field.convert_to_write(loan[name], loan)
    after = field.convert_to_cache(vals[name], loan, validate=False)
    after = field.convert_to_write(field.convert_to_record(after, loan), loan)
    return (before or False) != (after or False)


def insurance_words(loan) -> str:
    """The other one of the two amounts that a premium can be given by."""
    rows, amount = loan.instalments or 0, to_decimal(loan.insurance_amount or 0)
    if not rows or not amount:
        return ""
    if loan.insurance_kind == "per_row":
        return loan.env._("%(total)s for the whole loan", total=shown_amount(loan, amount * rows))
    if loan.insurance_kind == "total":
        part = round_half_up(amount / rows, step_of(loan))
        return loan.env._("about %(part)s with each instalment", part=shown_amount(loan, part))
    return ""


def shown_amount(loan, amount) -> str:
    """An amount in the currency of the loan, as the reader writes it."""
    return in_currency(loan.env, loan.currency_id, amount)


def in_currency(env, currency, amount) -> str:
    """An amount in a currency, as the reader writes it."""
    return formatLang(env, float(amount), currency_obj=currency)


def lock(loan) -> None:
    """Let one transaction at a time take a step of the loan.

    An update that changes nothing: whoever waited for it is begun anew by Odoo and reads
    what the other one did, where a mere lock would leave it with what it had read before.
    """
    loan.env.cr.execute(
        SQL("UPDATE ap_loan SET write_date = write_date WHERE id = %s", loan.id)
    )
    loan.invalidate_recordset()


def usual_distribution(loan) -> dict | bool:
    """The analytic distribution that the company's models give its interest; False where
    none does."""
    models = loan.env["account.analytic.distribution.model"].sudo()
    found = models._get_distribution(
        {
            "partner_id": loan.partner_id.id,
            "partner_category_id": loan.partner_id.category_id.ids,
            "account_prefix": loan.interest_account_id.code,
            "company_id": loan.company_id.id,
        }
    )
    return dict(found) or False
