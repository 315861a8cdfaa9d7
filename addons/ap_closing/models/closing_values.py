# SPDX-License-Identifier: AGPL-3.0-or-later
"""Values that travel between the sources, the store and the ledger."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple


class ProposedLine(NamedTuple):
    """One proposed amount with what explains it. Money is in company currency."""

    source_key: str  # unique in its run; the same in the next month's run
    source_model: str
    source_id: int
    partner_id: int | None
    product_id: int | None
    label: str
    account_id: int | None  # None: nobody knows, a person must choose
    counterpart_account_id: int | None
    analytic_distribution: dict | None
    source_currency_id: int
    quantity: Decimal
    price_unit: Decimal  # source currency, untaxed, discount deducted
    amount_untaxed: Decimal
    amount_computed: Decimal  # cost: untaxed amount and VAT that is not deductible
    tax_computed: Decimal  # deductible VAT, zero when it is not accrued
    cost_in_currency: Decimal  # both again, in source currency
    tax_in_currency: Decimal
    date_source: date | None
    age_days: int
    period_start: date | None
    period_end: date | None
    convention: str | None
    excluded_code: str | None  # why the amount is not posted
    review_code: str | None  # why a person should look
    explanation_values: dict
    whole_cost: Decimal | None = None  # of which this is a part; None: it is the whole


class Posted(NamedTuple):
    """What the earlier postings of a run hold for one source."""

    amount: Decimal
    tax: Decimal
    untaxed: Decimal
    quantity: Decimal
    cost_in_currency: Decimal  # as posted: what a person decided is in it
    tax_in_currency: Decimal
    overridden: bool
    facts: Decimal  # what was computed when the last of them was posted
    reason: str  # of the last decision
    place: tuple[int | None, int | None]  # its account and its supplier


class Override(NamedTuple):
    """A person's amount for a line."""

    amount: Decimal
    kept: dict | None = None  # where it was decided before: see `closing_decisions`
