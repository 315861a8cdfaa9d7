# SPDX-License-Identifier: AGPL-3.0-or-later
"""A loan that is not kept: plain values in, its table out."""

from collections.abc import Mapping
from decimal import Decimal

from odoo.exceptions import UserError

from ..rules import effective_rate, simulation
from ..rules.exceptions import LoanRuleError, NoRateError
from . import sentences

RATES = {"teg_percent": "teg_percent", "taeg_percent": "taeg_percent"}


def answer(env, terms) -> dict:
    """See `simulate` of `ap.loan`."""
    if not isinstance(terms, Mapping):
        raise UserError(env._("Give the terms of the loan by their names; see docs/rpc.md."))
    try:
        found = simulation.simulate(terms)
    except LoanRuleError as error:
        raise UserError(sentences.of_error(env, error)) from None
    return {**_numbers(simulation.as_answer(found)), **_rates(found)}


def _rates(found) -> dict:
    """TEG and TAEG in percent to four digits; zero where no rate explains the flows."""
    fees = [effective_rate.UpfrontFee(found.terms.drawn_on, found.fees)]
    try:
        rates = effective_rate.effective_rates(
            found.schedule, fees, found.terms.period_months
        )
    except NoRateError:
        return dict.fromkeys(RATES, 0.0)
    return {name: round(float(getattr(rates, field)), 4) for name, field in RATES.items()}


def _numbers(value):
    """Amounts as numbers, as clients take them."""
    if isinstance(value, dict):
        return {name: _numbers(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_numbers(one) for one in value]
    return float(value) if isinstance(value, Decimal) else value
