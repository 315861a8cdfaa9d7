# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a loan books: roles become accounts, each entry is written once, on its day."""

from decimal import Decimal

from odoo.exceptions import RedirectWarning, UserError
from odoo.tools import format_date

from odoo.addons.ap_base.arithmetic.money import round_half_up, to_decimal
from odoo.addons.ap_base.models.ap_entry import EntryItem

from ..rules import entries
from ..rules.entries import EntryLine, Role
from ..rules.schedule import RowKind
from . import contract, interest_actuals, ledger, revaluation, schedule_store

ZERO = Decimal(0)
ACCOUNTS = {
    Role.BANK: "bank_account_id",
    Role.LOAN: "account_id",
    Role.INTEREST: "interest_account_id",
    Role.INSURANCE: "insurance_account_id",
    Role.FEES: "fee_account_id",
    Role.INDEMNITY: "indemnity_account_id",
    Role.ACCRUED_INTEREST: "accrued_interest_account_id",
    Role.ISSUE_COSTS: "cost_account_id",
    Role.ISSUE_COSTS_CHARGE: "cost_charge_account_id",
}
# What is a cost bears the analytic distribution of the loan.
COSTS = {
    Role.INTEREST, Role.INSURANCE, Role.FEES, Role.INDEMNITY, Role.ISSUE_COSTS_CHARGE,
}  # fmt: skip


def account_of(loan, role: Role):
    """The account that plays a role for the loan, or a sentence that leads to it."""
    account = loan[ACCOUNTS[role]]
    if not account:
        field = loan._fields[ACCOUNTS[role]]
        raise RedirectWarning(
            loan.env._(
                "%(loan)s has no “%(account)s”: choose it on the page Accounts.",
                loan=loan.name,
                account=field._description_string(loan.env),
            ),
            loan.get_formview_action(),
            loan.env._("Open the loan"),
        )
    return account


def journal_of(loan):
    """The journal of the loan, else the closing journal of its company."""
    return loan.journal_id or loan.company_id._ap_closing_journal()


def items_of(loan, lines: list[EntryLine], day, label) -> list[EntryItem]:
    """The journal items of these lines, which balance in both currencies."""
    found = []
    for line, balance in zip(lines, _balances(loan, lines, day), strict=True):
        found.append(
            EntryItem(
                loan.id, account_of(loan, line.role).id, loan.partner_id.id, label, balance,
                loan.currency_id.id, line.balance,
                line.role in COSTS and loan.analytic_distribution or False, False,
            )  # fmt: skip
        )
    rest = -sum((item.balance for item in found), ZERO)
    if rest:
        found.append(_exchange_item(loan, rest, label))
    return found


def _balances(loan, lines, day) -> list[Decimal]:
    """The amounts in company currency: at the rate of the day, but for capital repaid,
    which leaves the account at the rates it came in at."""
    company = loan.company_id
    if loan.currency_id == company.currency_id:
        return [line.balance for line in lines]
    step = to_decimal(company.currency_id.rounding)

    def at_rate(amount):
        given = loan.currency_id._convert(float(amount), company.currency_id, company, day)
        return round_half_up(to_decimal(given), step)

    sums = ledger.at_date(company, loan, day)
    held, held_currency = (
        one.get(loan.id, ZERO) for one in (sums.capital, sums.capital_in_currency)
    )
    found = []
    for line in lines:
        repays = line.role == Role.LOAN and line.balance > 0 and held_currency
        if repays:
            found.append(round_half_up(held * line.balance / held_currency, step))
        else:
            found.append(at_rate(line.balance))
    return found


def _exchange_item(loan, rest: Decimal, label) -> EntryItem:
    """The exchange difference, in company currency only."""
    company = loan.company_id
    side = "expense" if rest > 0 else "income"
    account = company[f"{side}_currency_exchange_account_id"]
    if not account:
        raise UserError(
            loan.env._(
                "%(company)s has no account of exchange differences: choose it in the "
                "settings of accounting.",
                company=company.display_name,
            )
        )
    return EntryItem(
        loan.id, account.id, loan.partner_id.id, label, rest, company.currency_id.id, rest,
        loan.analytic_distribution or False, False,
    )  # fmt: skip


def post(loan, day, label, lines):
    """Post the lines on that day, once and for good; the entry. Raises UserError where
    the day is locked or an account is missing."""
    items = items_of(loan, lines, day, label)
    return write(loan, day, label, items)


def write(loan, day, label, items):
    """Post ready items; each of them names the loan."""
    writer = loan.env["ap.entry"].with_company(loan.company_id)
    pairs = writer.post_alone(journal_of(loan), day, label, items)
    moves = loan.env["account.move"].browse([pair.move_id for pair in pairs])
    moves.line_ids.sudo().write({"ap_loan_id": loan.id})
    revaluation.note_booked(loan, day)
    return moves


def books(loan):
    """The loan in the language of its company's books."""
    lang = loan.company_id.partner_id.lang or loan.env.lang
    return loan.with_context(lang=lang)


# -- drawdown --------------------------------------------------------------------------


def drawdowns(loan) -> list[tuple]:
    """What is to be booked of the money lent up to today: (day, lines, tranche)."""
    today = loan.company_id._company_today()
    spread = loan.fee_treatment == "spread"
    fees = round_half_up(to_decimal(loan.fee_amount), contract.step_of(loan))
    role = Role.ISSUE_COSTS if spread else Role.FEES
    records = {one.date: one for one in loan.tranche_ids.filtered("date")}
    found = []
    for rank, tranche in enumerate(contract.tranches_of(loan)):
        record = records.get(tranche.day)
        if tranche.day <= today and not (record and record.move_id):
            withheld = fees if rank == 0 else ZERO
            lines = entries.drawdown(tranche.amount, withheld, role)
            found.append((tranche.day, lines, record))
    return found


def drawdown_items(loan) -> list[EntryItem]:
    """The items of all of them, for the preview."""
    label = drawdown_label(loan)
    return [
        item
        for day, lines, _record in drawdowns(loan)
        for item in items_of(loan, lines, day, label)
    ]


def drawdown_label(loan) -> str:
    """The reference of the entry, as the books have it."""
    return books(loan).env._("Loan %(name)s: money received", name=loan.name)


def book_drawdowns(loan, only_later=False):
    """Post them; tranches know their entry, so that none is booked twice. `only_later`:
    the tranches that followed one that was booked here."""
    contract.lock(loan)
    moves = loan.env["account.move"]
    if only_later and not loan.tranche_ids.move_id:
        return moves
    for day, lines, record in drawdowns(loan):
        move = post(loan, day, drawdown_label(loan), lines)
        if record:
            record.sudo().move_id = move[:1]
        moves |= move
    return moves


# -- instalments ------------------------------------------------------------------------


def book_due(loan, day) -> None:
    """Post the rows that are due up to the day and in no entry, each on its own day; all
    of them or none. Rows whose rate is not known are refused."""
    book_drawdowns(loan, only_later=True)
    version = schedule_store.in_force(loan).get(loan.id)
    if version is None:
        raise UserError(loan.env._("%(loan)s has no schedule yet.", loan=loan.name))
    due = [
        (row, stored)
        for row, stored in zip(version.schedule.rows, version.stored, strict=True)
        if row.date <= day and not stored["move_id"] and not stored["is_taken_over"]
    ]
    estimated = next((row for row, _stored in due if row.is_estimated), None)
    if estimated:
        raise UserError(
            loan.env._(
                "The rate of the instalment of %(day)s is estimated: enter the value of "
                "the index, update the schedule, then book.",
                day=format_date(loan.env, estimated.date),
            )
        )
    records = loan.env["ap.loan.row"].sudo()
    for row, stored in due:
        lines = entries.instalment(row)
        if lines:
            move = post(loan, row.date, row_label(loan, row), lines)
            records.browse(stored["id"]).move_id = move[:1]
        else:
            records.browse(stored["id"]).is_taken_over = True
    interest_actuals.refresh(loan)


def row_label(loan, row) -> str:
    """The reference of the entry of a row, as the books have it."""
    env = books(loan).env
    if row.kind == RowKind.REPAYMENT:
        return env._("Loan %(name)s: early repayment", name=loan.name)
    if row.kind == RowKind.BROKEN:
        return env._("Loan %(name)s: broken interest", name=loan.name)
    return env._("Loan %(name)s: instalment %(number)s", name=loan.name, number=row.number)
