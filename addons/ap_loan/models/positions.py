# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where loans stand at a date: the schedule beside the ledger, with causes."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from odoo.exceptions import RedirectWarning
from odoo.tools import format_date

from odoo.addons.ap_base.arithmetic.money import round_half_up, to_decimal

from ..rules import accrual, schedule
from ..rules.day_count import DayCount
from ..rules.rates import Basis
from . import contract, ledger, schedule_store

ZERO = Decimal(0)


class Position(NamedTuple):
    """A loan at the end of a day, in its own currency; debts are positive."""

    loan: object
    day: date
    version: schedule_store.Version
    scheduled: Decimal  # capital owed by the schedule
    ledger: Decimal  # on its account
    ledger_company: Decimal  # the same in company currency, at the rates it came in at
    revalued: Decimal  # what a closing added at its rate, company currency
    accrued: Decimal  # interest by the contract
    accrued_ledger: Decimal  # on 1648, company currency
    bands: schedule.Bands
    expected: dict  # interest, insurance, fees, bank: by the rows due in the books
    paid: dict  # the same by the ledger, in the loan's currency
    unbooked: tuple  # rows that are due and in no entry

    @property
    def difference(self) -> Decimal:
        """Ledger less schedule."""
        return self.ledger - self.scheduled

    @property
    def is_foreign(self) -> bool:
        return self.loan.currency_id != self.loan.company_id.currency_id

    @property
    def exchange_difference(self) -> Decimal:
        """What the capital in the ledger is worth more at the rate of the day than at the
        rates it came in at, in company currency: a latent loss if positive."""
        if not self.is_foreign:
            return ZERO
        return in_company_currency(self, self.ledger) - self.ledger_company

    @property
    def accrued_difference(self) -> Decimal:
        """1648 less the interest accrued, in company currency."""
        return self.accrued_ledger - in_company_currency(self, self.accrued)


def at_date(loans, day) -> list[Position]:
    """The positions of these loans, in their order; those without a schedule are left
    out. A few statements for each company."""
    versions = schedule_store.in_force(loans, day)
    found = {}
    for company, its in loans.grouped("company_id").items():
        sums = ledger.at_date(company, its, day)
        for loan in its:
            if loan.id in versions:
                found[loan.id] = _position(loan, day, versions[loan.id], sums)
    return [found[loan.id] for loan in loans if loan.id in found]


def _position(loan, day, version, sums) -> Position:
    table, is_over = version.schedule, loan.state == "repaid" and loan.date_repaid <= day
    foreign = loan.currency_id != loan.company_id.currency_id
    own = sums.capital_in_currency if foreign else sums.capital
    return Position(
        loan, day, version,
        scheduled=table.balance_at(day),
        ledger=own.get(loan.id, ZERO),
        ledger_company=sums.capital.get(loan.id, ZERO),
        revalued=sums.revalued.get(loan.id, ZERO),
        accrued=ZERO if is_over else accrued_of(loan, version, day),
        accrued_ledger=sums.accrued.get(loan.id, ZERO),
        bands=schedule.due_bands(table, day),
        expected=_expected(loan, version, day),
        paid=sums.paid.get(loan.id, {}),
        unbooked=_unbooked(version, day),
    )  # fmt: skip


def accrued_of(loan, version, day) -> Decimal:
    """The interest accrued when the day ends, by the method of the loan."""
    if loan.accrual_method == "next_row":
        step = contract.step_of(loan)
        return accrual.accrued_of_next_row(version.schedule, day, step=step)
    if not loan.accrual_day_count:
        return accrual.accrued(version.terms, version.schedule, day)
    terms = version.terms
    basis = Basis(terms.rates, DayCount(loan.accrual_day_count), terms.conversion)
    return accrual.accrued_by_basis(version.schedule, day, basis, terms.step)


def _unbooked(version, day) -> tuple:
    return tuple(
        row
        for row, stored in zip(version.schedule.rows, version.stored, strict=True)
        if row.date <= day and not stored["move_id"] and not stored["is_taken_over"]
    )


def _expected(loan, version, day) -> dict[str, Decimal]:
    """What the rows due since the loan is kept here make the ledger hold."""
    rows = [
        row
        for row, stored in zip(version.schedule.rows, version.stored, strict=True)
        if row.date <= day and not stored["is_taken_over"]
    ]
    withheld = ZERO
    lent = ZERO
    if not any(stored["is_taken_over"] for stored in version.stored):
        withheld = to_decimal(loan.fee_amount) if loan.date_drawdown <= day else ZERO
        lent = sum((t.amount for t in version.schedule.tranches if t.day <= day), ZERO)
    sums = {
        name: sum((getattr(row, name) for row in rows), ZERO)
        for name in ("interest", "insurance", "fees", "debit")
    }
    return {
        "interest": sums["interest"],
        "insurance": sums["insurance"],
        "fees": sums["fees"] + withheld,
        "bank": lent - withheld - sums["debit"],
    }


def as_answer(found: list[Position]) -> list[dict]:
    """The positions as a client takes them; see `reconcile` of `ap.loan`."""
    return [
        {
            "loan_id": one.loan.id,
            "name": one.loan.name,
            "currency": one.loan.currency_id.name,
            "scheduled": float(one.scheduled),
            "ledger": float(one.ledger),
            "difference": float(one.difference),
            "accrued_interest": float(one.accrued),
            "accrued_ledger": float(one.accrued_ledger),
            "exchange_difference": float(one.exchange_difference),
            "due_1y": float(one.bands.within_1_year),
            "due_5y": float(one.bands.within_5_years),
            "due_later": float(one.bands.later),
            "causes": causes(one),
        }
        for one in found
    ]


def in_company_currency(position: Position, amount: Decimal) -> Decimal:
    """The amount at the rate of the day, exact where the loan is in the company's."""
    loan, company = position.loan, position.loan.company_id
    if loan.currency_id == company.currency_id or not amount:
        return amount
    given = loan.currency_id._convert(
        float(amount), company.currency_id, company, position.day
    )
    return round_half_up(to_decimal(given), to_decimal(company.currency_id.rounding))


def scheduled_in_company_currency(position: Position) -> Decimal:
    """What account 164 would hold if it agreed with the schedule: in foreign currency,
    what it holds, less the difference at the rate of the day."""
    held = position.ledger_company + position.revalued
    return held - in_company_currency(position, position.difference)


# -- causes, in words --------------------------------------------------------------------


def causes(position: Position) -> list[str]:
    """Why the columns do not agree, in the reader's language; none where they do."""
    env = position.loan.env
    found = []
    if position.unbooked:
        found.append(
            env._(
                "Instalments due and not booked: %(days)s.",
                days=", ".join(
                    format_date(env, row.date) for row in position.unbooked[:5]
                ),
            )
        )
    rest = position.difference - sum((row.principal for row in position.unbooked), ZERO)
    if rest:
        found.append(_capital_cause(position, rest))
    if position.accrued_difference and position.accrued_ledger:
        found.append(
            env._(
                "1648 holds %(ledger)s, %(accrued)s are accrued: propose the month again.",
                ledger=shown_in_books(position, position.accrued_ledger),
                accrued=shown_in_books(
                    position, in_company_currency(position, position.accrued)
                ),
            )
        )
    if any(row.is_estimated for row in position.version.schedule.rows):
        found.append(env._("Rows are estimated: the index was not published for them."))
    return [*found, *_cost_causes(position)]


def _capital_cause(position, rest) -> str:
    env, amount = position.loan.env, shown(position, abs(rest))
    if not position.ledger:
        return env._("Nothing is on the loan account: the drawdown is not booked.")
    if rest > 0:
        return env._(
            "The account holds %(amount)s more than the schedule: a repayment is on "
            "another account, or an item belongs to another loan.",
            amount=amount,
        )
    return env._(
        "The account holds %(amount)s less than the schedule: more was repaid than the "
        "rows say (an early repayment is an event), or an item belongs to another loan.",
        amount=amount,
    )


def _cost_causes(position) -> list[str]:
    """What was booked on interest, insurance and fees beside what the booked rows say."""
    if not position.paid:
        return []
    env, found = position.loan.env, []
    labels = {
        "interest": env._("Interest"),
        "insurance": env._("Insurance"),
        "fees": env._("Fees"),
    }
    for name, label in labels.items():
        due = sum((getattr(row, name) for row in position.unbooked), ZERO)
        gap = position.paid.get(name, ZERO) - (position.expected[name] - due)
        if gap:
            found.append(
                env._(
                    "%(what)s: %(amount)s more than the booked rows say.",
                    what=label,
                    amount=shown(position, gap),
                )
            )
    return found


def shown(position, amount) -> str:
    """An amount in the loan's currency, as the reader writes it."""
    return contract.shown_amount(position.loan, amount)


def shown_in_books(position, amount) -> str:
    """An amount in company currency, as the reader writes it."""
    loan = position.loan
    return contract.in_currency(loan.env, loan.company_id.currency_id, amount)


# -- guards and screens --------------------------------------------------------------------


def refuse_owed(loan) -> None:
    """Refuse to close a loan of which something is owed; the button leads to its items."""
    day = loan.company_id._company_today()
    for position in at_date(loan, day):
        if position.scheduled or position.ledger:
            raise RedirectWarning(
                loan.env._(
                    "%(loan)s: %(scheduled)s are owed by its schedule, %(ledger)s stand on "
                    "its account. Book what is due, or enter the early repayment.",
                    loan=loan.name,
                    scheduled=shown(position, position.scheduled),
                    ledger=shown(position, position.ledger),
                ),
                loan.action_open_items(),
                loan.env._("Journal items"),
            )


def item_domain(loan) -> list:
    """The items on the accounts of the loan that are its own."""
    ids = ledger.item_ids(loan, loan.company_id._company_today())
    return ["|", ("ap_loan_id", "=", loan.id), ("id", "in", ids)]


def items_screen(loan) -> dict:
    """The action that lists the journal items of the loan."""
    return {
        "type": "ir.actions.act_window",
        "name": loan.name,
        "res_model": "account.move.line",
        "views": [(False, "list"), (False, "form")],
        "domain": item_domain(loan),
    }
