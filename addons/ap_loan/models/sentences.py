# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the rules refuse, in a sentence that says what to do."""

from datetime import date
from decimal import Decimal

from odoo.tools import format_date
from odoo.tools.misc import formatLang

from ..rules.exceptions import LoanRuleError


def of_error(env, error: LoanRuleError) -> str:
    """The sentence of an error, in the language of `env`."""
    texts = {
        **_of_contracts(env), **_of_instalments(env), **_of_rates(env), **_of_events(env),
        **_of_tables(env),
    }  # fmt: skip
    text = texts.get(error.code)
    if text is None:
        return str(error)
    return text % {name: _shown(env, value) for name, value in error.values.items()}


def _shown(env, value) -> str:
    if isinstance(value, date):
        return format_date(env, value)
    if isinstance(value, Decimal):
        return formatLang(env, float(value), digits=2)
    return str(value)


def _of_contracts(env) -> dict[str, str]:
    return {
        "no_tranche": env._("Nothing is lent: give the capital or its tranches."),
        "amount_not_positive": env._("The amount is above zero."),
        "amount_out_of_bounds": env._("An amount is too large to be one of a loan."),
        "period_not_positive": env._("Instalments are at least one month apart."),
        "steps_out_of_bounds": env._("The rounding of the instalment is no amount."),
        "payment_step_off_step": env._(
            "The instalment is rounded to a multiple of the currency's smallest amount."
        ),
        "amount_off_step": env._("An amount has more digits than its currency allows."),
        "instalments_out_of_bounds": env._("There are 1 to 1,200 instalments."),
        "outside_calendar": env._("The instalments leave the calendar: check the dates."),
        "instalments_missing": env._(
            "Give the number of instalments, or the instalment of the contract."
        ),
        "first_date_too_early": env._(
            "The first instalment comes after the day of the money (on it, if paid in "
            "advance)."
        ),
        "first_date_not_end_of_month": env._(
            "The first instalment is due on the last day of a month, as the others."
        ),
    }


def _of_instalments(env) -> dict[str, str]:
    return {
        "payment_not_positive": env._("The instalment of the contract is above zero."),
        "payment_of_another_mode": env._(
            "Only loans of constant instalments have an instalment of the contract."
        ),
        "fee_negative": env._("The fee of an instalment is not below zero."),
        "residual_out_of_bounds": env._(
            "What is paid with the last instalment is below the capital lent."
        ),
        "deferral_out_of_bounds": env._(
            "A deferral has months, fewer than the loan; without one there are none."
        ),
        "deferral_not_whole": env._(
            "%(months)s months of deferral are no whole number of periods of "
            "%(period_months)s months."
        ),
        "insurance_out_of_bounds": env._(
            "The insurance is not below zero, and has the cents of the currency."
        ),
        "insurance_missing": env._("Row %(number)s has no premium of insurance."),
        "tranche_after_end": env._(
            "Money lent on %(day)s comes after the last instalment."
        ),
        "payment_below_interest": env._(
            "Row %(number)s: an instalment of %(payment)s does not pay the interest of "
            "%(interest)s."
        ),
        "runs_for_ever": env._(
            "With an instalment of %(payment)s the loan is not repaid in 1,200 rows."
        ),
    }


def _of_rates(env) -> dict[str, str]:
    return {
        "no_rate": env._("Give the rate."),
        "rate_out_of_bounds": env._("A yearly rate is between −100 %% and 1,000 %%."),
        "rates_out_of_order": env._("Two steps of the rate begin on the same day."),
        "no_revision": env._("Give the revisions of the rate."),
        "index_unknown": env._(
            "No value of the index is known on %(day)s: enter it under Configuration ▸ "
            "Closing ▸ Values of indexes."
        ),
        "floor_above_cap": env._("The floor of %(floor)s is above the cap of %(cap)s."),
        "one_sided": env._("Nothing is received or nothing is paid: there is no rate."),
        "no_root": env._("No yearly rate explains what is received and paid."),
        "value_missing": env._("“%(name)s” is missing."),
        "value_unknown": env._("“%(name)s” is no value of a loan; see docs/rpc.md."),
        "value_invalid": env._("“%(name)s” cannot be read: check its value."),
    }


def _of_events(env) -> dict[str, str]:
    return {
        "before_booked_row": env._(
            "%(day)s comes before the row of %(booked)s, which is booked."
        ),
        "outside_loan": env._("%(day)s is before the money or after the last row."),
        "amount_above_balance": env._(
            "%(amount)s are repaid where %(balance)s are owed."
        ),
        "money_lent_in_period": env._(
            "Money was lent since the last instalment: repay on or after the next one."
        ),
        "money_still_to_come": env._(
            "A tranche comes after %(day)s: the loan is not repaid as a whole before."
        ),
        "numbers_do_not_continue": env._("The rows continue with number %(expected)s."),
        "tranches_differ": env._("What was lent up to %(day)s stays as it was."),
    }


def _of_tables(env) -> dict[str, str]:
    return {
        "empty": env._("The table has no row."),
        "column_missing": env._(
            "Row %(row)s: neither interest nor anything that gives it is there."
        ),
        "method_unknown": env._("Choose how the fees are spread."),
        "no_row": env._("The loan has no schedule yet: compute or import it."),
    }
