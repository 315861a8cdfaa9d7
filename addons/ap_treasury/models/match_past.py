# SPDX-License-Identifier: AGPL-3.0-or-later
"""What bank lines could be matched with on a day that is over: nothing of later days.

The same values go to the same rules as today's. What was open is worked out backwards:
what is left today, and the matchings since then. Nothing is written.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from ..rules.match_evidence import read_label_of
from ..rules.match_habits import learn
from ..rules.match_index import Index, World
from ..rules.match_values import BankLine, OpenItem, Partner, Policy, Rule, ScheduleRow
from . import match_world
from .ap_bank_rule import rule_of
from .match_world import ZERO, LineRow, rows_of
from .statement_checks import journals_of

OPEN_DAYS = 60  # how long a line that is still open today takes part
LATER_DAYS = 60  # how much later an item may have come to be named as not known

# The partner of a line is what matching found: only what the file says is known then.
LINES = match_world.LINE_COLUMNS.format(name="COALESCE(line.partner_name, '')") + """
       AND move.date <= %(last)s
       AND (move.date >= %(first)s
            OR line.is_reconciled IS NOT TRUE AND move.date >= %(open_since)s)
  ORDER BY move.date, line.id"""
RECONCILED = """
    SELECT line.id FROM account_bank_statement_line AS line
      JOIN account_move AS move ON move.id = line.move_id
     WHERE line.company_id = %(company)s AND line.is_reconciled
       AND move.date BETWEEN %(first)s AND %(last)s"""
ITEMS = (
    """
    SELECT item.id, partner.commercial_partner_id, item.amount_residual_currency::text,
           item.amount_residual::text, item.currency_id,
           COALESCE(move.invoice_date, item.date), item.date_maturity,
           move.name, NULLIF(move.ref, move.name), move.payment_reference, payment.memo,
           (CASE WHEN item.discount_amount_currency <> 0 THEN item.discount_date END),
           (CASE WHEN item.discount_date IS NOT NULL
                 THEN item.discount_amount_currency END)::text,"""
    + match_world.TRANSIT_JOURNAL
    + """,
           item.amount_currency::text, item.date,
           (COALESCE(move.ap_posted_on, move.create_date)
            AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date,
           move.statement_line_id IS NOT NULL, move.ap_posted_on IS NOT NULL"""
    + match_world.ITEM_TABLES
    + """
       AND (item.reconciled IS NOT TRUE OR EXISTS (
            SELECT FROM account_partial_reconcile AS part
             WHERE item.id IN (part.debit_move_id, part.credit_move_id)
               AND part.max_date >= %(first)s))"""
)
PARTS = """
    SELECT part.debit_move_id, part.credit_move_id, part.max_date, part.amount::text,
           part.debit_amount_currency::text, part.credit_amount_currency::text,
           debit_move.statement_line_id IS NOT NULL
           OR credit_move.statement_line_id IS NOT NULL
      FROM account_partial_reconcile AS part
      JOIN account_move_line AS debit ON debit.id = part.debit_move_id
      JOIN account_move AS debit_move ON debit_move.id = debit.move_id
      JOIN account_move_line AS credit ON credit.id = part.credit_move_id
      JOIN account_move AS credit_move ON credit_move.id = credit.move_id
     WHERE part.company_id = %(company)s AND part.max_date >= %(first)s"""
IBANS = """
    SELECT holder.commercial_partner_id, bank.sanitized_acc_number,
           (bank.create_date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date
      FROM res_partner_bank AS bank
      JOIN res_partner AS holder ON holder.id = bank.partner_id
     WHERE holder.commercial_partner_id = ANY(%(ids)s) AND bank.active
       AND bank.sanitized_acc_number IS NOT NULL"""
DEBTORS = """
    SELECT partner.commercial_partner_id, line.transaction_details ->> 'creditor',
           line.ap_mandate, MIN(move.date)
      FROM account_bank_statement_line AS line
      JOIN account_move AS move ON move.id = line.move_id
      JOIN res_partner AS partner ON partner.id = line.partner_id
     WHERE line.company_id = %(company)s AND line.is_reconciled
       AND (line.ap_mandate IS NOT NULL OR line.transaction_details ? 'creditor')
  GROUP BY 1, 2, 3"""
ROWS = """
    SELECT loan_row.id, loan_row.loan_id, loan_row.date, loan_row.principal,
           loan_row.interest, loan_row.insurance, loan_row.fees, currency.name,
           loan.reference, lender.name, booked.date
      FROM ap_loan_row AS loan_row
      JOIN ap_loan AS loan ON loan.id = loan_row.loan_id
      JOIN res_currency AS currency ON currency.id = loan_row.currency_id
      JOIN res_partner AS lender ON lender.id = loan.partner_id
 LEFT JOIN account_move AS booked ON booked.id = loan_row.move_id
     WHERE loan_row.company_id = %(company)s AND loan_row.is_current
       AND loan.state <> 'draft' AND (booked.date IS NULL OR booked.date >= %(first)s)
       AND loan_row.is_taken_over IS NOT TRUE AND loan_row.is_estimated IS NOT TRUE"""


class Part(NamedTuple):
    """A matching of an item: what undoing it adds to what is left of it."""

    day: date
    by_bank: bool
    home: Decimal
    amount: Decimal

    def counts_on(self, day: date) -> bool:
        """Whether it was there when the lines of that day came: what bank lines of the
        day are matched with is what is asked."""
        return self.day < day if self.by_bank else self.day <= day


class PastItem(NamedTuple):
    """An item as it is today, the day from which on it was known, and its matchings."""

    row: tuple
    home: Decimal
    total: Decimal
    known: date
    is_hour_kept: bool
    parts: tuple[Part, ...]

    def left_on(self, day: date) -> tuple[Decimal, Decimal]:
        """(in its currency, in the company's) what was left of it on that day."""
        undone = [part for part in self.parts if not part.counts_on(day)]
        amount = Decimal(self.row[2]) + sum((part.amount for part in undone), ZERO)
        return amount, self.home + sum((part.home for part in undone), ZERO)


class Past:
    """The bank lines of a company from `first` to `last`, and what was open on each day.

    `by_entry`: an item is known from the day on which it was entered (posted last); else
    from its accounting date on. Read once; `world` takes no statement.
    """

    def __init__(self, company, first: date, last: date, by_entry: bool) -> None:
        self.company, self.by_entry = company, by_entry
        self.words = match_world.label_words()
        zone = str(company._company_timezone())
        self._days = {"first": first, "last": last, "zone": zone}
        self._read_lines(first, last)
        self._read_items(first, last)
        self._read_parties()
        since = first - timedelta(days=match_world.HABIT_DAYS)
        found = match_world.matched_lines(company, since)
        self._history = sorted(found, key=lambda one: (one.day, one.key))
        self._learned, self._habits = 0, {}
        rows = rows_of(company, ROWS, first=first)
        self._rows = [(match_world.loan_row_of(row[:-1]), row[-1]) for row in rows]
        journals = journals_of(company)
        self._accounts = {
            one.bank_account_id.sanitized_acc_number: one.id
            for one in journals
            if one.bank_account_id
        }

    # Reading ---------------------------------------------------------------------------

    def _read_lines(self, first, last) -> None:
        rows = rows_of(
            self.company, LINES, first=first, last=last,
            open_since=first - timedelta(days=OPEN_DAYS),
        )  # fmt: skip
        settled = {
            row[0] for row in rows_of(self.company, RECONCILED, first=first, last=last)
        }
        self._lines: dict[date, list[BankLine]] = defaultdict(list)
        self._open: list[BankLine] = []
        for row in map(LineRow._make, rows):
            whole = -(row.original_amount if row.original else row.amount)
            line = match_world.line_of(row._replace(residual=whole))
            if line and line.day >= first:
                self._lines[line.day].append(line)
            if row.id not in settled:
                now = match_world.line_of(row)
                self._open += [now] if now else []

    def _read_items(self, first, last) -> None:
        parts: dict[int, list[Part]] = defaultdict(list)
        for debit, credit, day, home, debited, credited, by_bank in rows_of(
            self.company, PARTS, first=first
        ):
            parts[debit].append(Part(day, by_bank, Decimal(home), Decimal(debited)))
            parts[credit].append(Part(day, by_bank, -Decimal(home), -Decimal(credited)))
        company = self.company
        rows = rows_of(
            company, ITEMS, transit=match_world.transit_accounts(company), **self._days
        )
        self._items = []
        latest = last + timedelta(days=LATER_DAYS)
        for row in rows:
            *own, total, day, entered, by_bank, is_hour_kept = row
            known = entered if self.by_entry and not by_bank else day
            known += timedelta(days=by_bank)  # the other side of a bank line: of days before
            if known <= latest:
                self._items.append(
                    PastItem(tuple(own), Decimal(own[3] or 0), Decimal(total), known,
                             is_hour_kept, tuple(parts.get(own[0], ())))
                )  # fmt: skip
        ids = {item.row[match_world.CURRENCY] for item in self._items}
        currencies = company.env["res.currency"].browse(ids)
        self._currencies = {one.id: one.name for one in currencies}

    def _read_parties(self) -> None:
        ids = list({item.row[1] for item in self._items if item.row[1]})
        rows = rows_of(self.company, match_world.PARTNERS, ids=ids)
        self._partner_rows = [row[:3] for row in rows]
        self._ibans = rows_of(self.company, IBANS, ids=ids, zone=self._days["zone"])
        self._debtors = rows_of(self.company, DEBTORS)

    # Asking ----------------------------------------------------------------------------

    @property
    def days(self) -> list[date]:
        """The days that have bank lines, in their order."""
        return sorted(self._lines)

    def lines(self, day: date) -> list[BankLine]:
        """The lines of the day, whole, after those of before that are still open today."""
        return [one for one in self._open if one.day < day] + self._lines.get(day, [])

    def lines_of(self, day: date) -> list[BankLine]:
        """The lines of the day, as they came."""
        return self._lines.get(day, [])

    def world(self, day: date, rules: Iterable[Rule], policy: Policy) -> World:
        """All that the lines of the day could be matched with, under these rules."""
        company, items = self.company, self._open_items(day)
        since = day - timedelta(days=policy.return_days)
        partners = {item.partner for item in items if item.partner}
        currencies = {one.currency for one in (*items, *self.lines(day))}
        return World(
            items=items,
            partners=self._partners(day, partners),
            rows=self._loan_rows(day),
            rules=list(rules),
            payments=[one for one in self._history if since <= one.day < day],
            words=self.words,
            habits=self._habits_before(day),
            accounts=self._accounts,
            own_names=(company.name,),
            rates=match_world.rates_of(company, currencies, day),
            policy=policy,
        )

    def came_later(self, day: date, line: BankLine) -> list[tuple[OpenItem, date]]:
        """The items of the line's amount that nobody knew on that day, and their days."""
        found = [
            (self._value(item, item.total, item.total), item.known)
            for item in self._items
            if item.known > day and item.total == line.amount and not item.row[-1]
        ]
        return sorted(found, key=lambda one: (one[1], one[0].key))

    def reader(self, rules: Iterable[Rule]):
        """A function: line -> the first of these rules that fits it, and its groups."""
        index = Index(World(rules=list(rules), words=self.words))

        def read(line: BankLine) -> tuple[Rule | None, dict]:
            found = read_label_of(line, index)
            return found.rule, found.groups

        return read

    @property
    def without_hour(self) -> int:
        """How many items have no hour of posting: the day they were made stands for it."""
        return sum(not item.is_hour_kept for item in self._items)

    def _open_items(self, day: date) -> list[OpenItem]:
        found = []
        for item in self._items:
            if item.known <= day:
                left, home = item.left_on(day)
                if left or home:
                    found.append(self._value(item, left, home))
        return found

    def _value(self, item: PastItem, left: Decimal, home: Decimal) -> OpenItem:
        row = list(item.row)
        row[2] = str(left)
        foreign = row[match_world.CURRENCY] != self.company.currency_id.id
        row[3] = str(home) if foreign else None
        if left != item.total:
            row[11] = None  # a discount is for who pays all at once
        return match_world.item_of(row, self._currencies)

    def _partners(self, day: date, ids: set[int]) -> list[Partner]:
        numbers: dict[int, list[str]] = defaultdict(list)
        for partner, iban, made in self._ibans:
            if made <= day or not self.by_entry:
                numbers[partner].append(iban)
        rows = [(*row, numbers[row[0]]) for row in self._partner_rows if row[0] in ids]
        return match_world.partners_of(rows, (row[:3] for row in self._debtors if row[3] < day))

    def _loan_rows(self, day: date) -> list[ScheduleRow]:
        return [row for row, booked in self._rows if booked is None or booked >= day]

    def _habits_before(self, day: date) -> dict:
        """Habits of the days before; asked in the order of days, each line is read once."""
        known = self._learned
        fresh = []
        while known < len(self._history) and self._history[known].day < day:
            one = self._history[known]
            if one.partner:
                fresh.append((one.label, one.partner))
            known += 1
        self._learned = known
        for signature, counts in learn(fresh, self.words).items():
            mine = self._habits.setdefault(signature, {})
            for party, count in counts.items():
                mine[party] = mine.get(party, 0) + count
        return self._habits


class DatedRule(NamedTuple):
    """A rule as a version of it was."""

    rule: Rule
    name: str
    number: int
    since: date


def rules_on(company, versions, day: date) -> list[DatedRule]:
    """The rules that held in the company on that day, in their order. `versions`: of all
    rules, the oldest first."""
    held = {}
    for one in versions:
        since = company._company_day(one.since)
        if since <= day:
            held[one.record_id] = (one, since)
    here = [
        (one.values["sequence"], one.record_id, one, since)
        for one, since in held.values()
        if one.values["active"] and not one.is_gone
        and one.values["company_id"] in (False, company.id)
    ]  # fmt: skip
    return [
        DatedRule(rule_of(key, one.values), one.values["name"], one.number, since)
        for _sequence, key, one, since in sorted(here, key=lambda found: found[:2])
    ]
