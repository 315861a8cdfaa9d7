# SPDX-License-Identifier: AGPL-3.0-or-later
"""What bank lines are matched with, gathered by one statement of SQL for each source."""

import csv
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from odoo.tools import file_open

from odoo.addons.ap_base.arithmetic.money import to_decimal

from ..rules.import_rows import facts_of
from ..rules.labels import LabelWords, read_words
from ..rules.match_habits import learn
from ..rules.match_index import World
from ..rules.match_values import (
    BankLine,
    OpenItem,
    Partner,
    Payment,
    Policy,
    Rule,
    ScheduleRow,
)
from .statement_checks import journals_of

HABIT_DAYS, MOST_HABITS = 540, 50_000
CURRENCY = 4  # place of the currency in a row of `ITEMS`
ZERO = Decimal(0)

NAME_NOW = "COALESCE(line.partner_name, partner.name, '')"
LINE_COLUMNS = """
    SELECT line.id, line.journal_id, move.date, line.amount, line.amount_residual,
           COALESCE(line.ap_bank_label, line.payment_ref, ''), currency.name,
           {name},
           COALESCE(line.account_number, ''), line.transaction_details,
           original.name, line.amount_currency
      FROM account_bank_statement_line AS line
      JOIN account_move AS move ON move.id = line.move_id
      JOIN res_currency AS currency ON currency.id = line.currency_id
 LEFT JOIN res_currency AS original ON original.id = line.foreign_currency_id
 LEFT JOIN res_partner AS partner ON partner.id = line.partner_id
     WHERE line.company_id = %(company)s AND move.state = 'posted'"""
LINES = LINE_COLUMNS.format(name=NAME_NOW) + """
       AND line.is_reconciled IS NOT TRUE
  ORDER BY move.date, line.id"""
# Amounts come as texts: of hundred thousands of them none goes through a float.
ITEM_TABLES = """
      FROM account_move_line AS item
      JOIN account_account AS account ON account.id = item.account_id
      JOIN account_move AS move ON move.id = item.move_id
 LEFT JOIN res_partner AS partner ON partner.id = item.partner_id
 LEFT JOIN account_payment AS payment ON payment.id = item.payment_id
     WHERE item.company_id = %(company)s AND item.parent_state = 'posted'
       AND account.reconcile
       AND (account.account_type IN ('asset_receivable', 'liability_payable')
            AND item.payment_id IS NULL
            OR item.account_id = ANY(%(transit)s)
            OR item.payment_id IS NOT NULL AND account.account_type NOT IN
               ('asset_cash', 'asset_receivable', 'liability_payable'))"""
TRANSIT_JOURNAL = """
           (CASE WHEN item.account_id = ANY(%(transit)s) AND item.partner_id IS NULL
                 THEN item.journal_id END)"""
ITEMS = (
    """
    SELECT item.id, partner.commercial_partner_id,
           item.amount_residual_currency::text,
           (CASE WHEN item.currency_id <> %(currency)s THEN item.amount_residual END)::text,
           item.currency_id, COALESCE(move.invoice_date, item.date), item.date_maturity,
           move.name, NULLIF(move.ref, move.name), move.payment_reference, payment.memo,
           (CASE WHEN item.discount_amount_currency <> 0
                  AND item.amount_residual_currency = item.amount_currency
                 THEN item.discount_date END),
           (CASE WHEN item.discount_date IS NOT NULL
                 THEN item.discount_amount_currency END)::text,"""
    + TRANSIT_JOURNAL
    + ITEM_TABLES
    + """
       AND item.reconciled IS NOT TRUE
       AND (item.amount_residual <> 0 OR item.amount_residual_currency <> 0)"""
)
PARTNERS = """
    SELECT partner.id, partner.name, partner.ref,
           (SELECT array_agg(bank.sanitized_acc_number) FROM res_partner_bank AS bank
              JOIN res_partner AS holder ON holder.id = bank.partner_id
             WHERE holder.commercial_partner_id = partner.id AND bank.active
               AND bank.sanitized_acc_number IS NOT NULL)
      FROM res_partner AS partner
     WHERE partner.id = ANY(%(ids)s)"""
# Identifiers of direct debits, by the party of lines that are matched.
DEBTORS = """
    SELECT DISTINCT partner.commercial_partner_id,
           line.transaction_details ->> 'creditor', line.ap_mandate
      FROM account_bank_statement_line AS line
      JOIN res_partner AS partner ON partner.id = line.partner_id
     WHERE line.company_id = %(company)s AND line.is_reconciled
       AND (line.ap_mandate IS NOT NULL OR line.transaction_details ? 'creditor')"""
ROWS = """
    SELECT loan_row.id, loan_row.loan_id, loan_row.date, loan_row.principal,
           loan_row.interest, loan_row.insurance, loan_row.fees, currency.name,
           loan.reference, lender.name
      FROM ap_loan_row AS loan_row
      JOIN ap_loan AS loan ON loan.id = loan_row.loan_id
      JOIN res_currency AS currency ON currency.id = loan_row.currency_id
      JOIN res_partner AS lender ON lender.id = loan.partner_id
     WHERE loan_row.company_id = %(company)s AND loan_row.is_current
       AND loan.state = 'active' AND loan_row.move_id IS NULL
       AND loan_row.is_taken_over IS NOT TRUE AND loan_row.is_estimated IS NOT TRUE"""
MATCHED = """
    SELECT line.id, line.journal_id, move.date, line.amount,
           partner.commercial_partner_id,
           COALESCE(line.ap_bank_label, line.payment_ref, ''),
           COALESCE(line.ap_end_to_end, '')
      FROM account_bank_statement_line AS line
      JOIN account_move AS move ON move.id = line.move_id
 LEFT JOIN res_partner AS partner ON partner.id = line.partner_id
     WHERE line.company_id = %(company)s AND move.state = 'posted' AND line.is_reconciled
       AND line.amount <> 0 AND move.date >= %(since)s
  ORDER BY move.date DESC, line.id DESC LIMIT %(most)s"""


@lru_cache(maxsize=1)
def label_words() -> LabelWords:
    """The words of banks, out of the table of the add-on."""
    with file_open("ap_treasury/data/bank_label_words.csv") as table:
        return read_words(csv.DictReader(table))


def open_lines(company) -> list[BankLine]:
    """The bank lines of the company of which something is left, in their order."""
    rows = (LineRow(*row) for row in rows_of(company, LINES))
    return [line for row in rows if (line := line_of(row))]


class LineRow(NamedTuple):
    """A row of `LINES`."""

    id: int
    journal: int
    day: date
    amount: Decimal
    residual: float
    label: str
    currency: str
    name: str
    iban: str
    details: dict
    original: str
    original_amount: Decimal


def line_of(row: LineRow) -> BankLine | None:
    left = -to_decimal(row.residual or 0)
    if row.original:
        if left != to_decimal(row.original_amount):
            return None  # in part matched in another currency: for a person
        left = to_decimal(row.amount)
    facts = facts_of(row.details or {})
    line = BankLine(
        row.id, row.journal, row.day, left, row.label, row.currency, row.name, row.iban,
        facts.end_to_end, facts.mandate, facts.creditor, facts.reference, facts.batch,
        facts.structured, facts.return_reason,
    )  # fmt: skip
    if row.original:
        shown = to_decimal(row.original_amount)
        return line._replace(original=shown, original_currency=row.original)
    return line


def world(company, lines) -> World:
    """All that these lines of the company may be matched with, in its currency."""
    policy = policy_of(company)
    days = [line.day for line in lines]
    items = open_items(company)
    history = list(matched_lines(company, min(days) - timedelta(days=HABIT_DAYS)))
    since = min(days) - timedelta(days=policy.return_days)
    journals = journals_of(company)
    return World(
        items=items,
        partners=_partners(company, {item.partner for item in items if item.partner}),
        rows=[loan_row_of(row) for row in rows_of(company, ROWS)],
        rules=_rules(company),
        payments=[one for one in history if one.day >= since],
        words=label_words(),
        habits=learn(((one.label, one.partner) for one in history if one.partner), label_words()),
        accounts={
            one.bank_account_id.sanitized_acc_number: one.id
            for one in journals
            if one.bank_account_id
        },
        own_names=(company.name,),
        rates=rates_of(company, {one.currency for one in (*items, *lines)}, max(days)),
        policy=policy,
    )


def policy_of(company) -> Policy:
    """How sure is sure enough, with the limits of the company."""
    return policy_with(company.ap_bank_small_limit, company.ap_bank_fee_limit)


def policy_with(small, fee) -> Policy:
    """How sure is sure enough, with these limits."""
    return Policy(small=to_decimal(small), fee=to_decimal(fee))


def transit_accounts(company) -> list[int]:
    """The accounts of transfers on their way."""
    return company.transfer_account_id.ids


def open_items(company) -> list[OpenItem]:
    """What is open: bills, credit notes, payments and transfers on their way."""
    rows = rows_of(
        company, ITEMS, currency=company.currency_id.id, transit=transit_accounts(company)
    )
    ids = {row[CURRENCY] for row in rows}
    currencies = {one.id: one.name for one in company.env["res.currency"].browse(ids)}
    return [item_of(row, currencies) for row in rows]


def item_of(row, currencies) -> OpenItem:
    """Return the item of a row of `ITEMS`."""
    (
        number, partner, residual, home, currency, day, due, name, ref, payment_ref, memo,
        discount_day, discounted, journal,
    ) = row  # fmt: skip
    left, discount = Decimal(residual), ZERO
    if discount_day:
        discount = abs(left) - abs(Decimal(discounted))
    texts = [text for text in (name, ref, payment_ref, memo) if text]
    if len(texts) > 1:
        texts = dict.fromkeys(texts)
    return OpenItem(
        number, partner, left, day, due, currencies[currency],
        Decimal(home) if home else None, tuple(texts), "", "", discount,
        discount_day if discount else None, journal,
    )  # fmt: skip


def _partners(company, ids) -> list[Partner]:
    return partners_of(rows_of(company, PARTNERS, ids=list(ids)), rows_of(company, DEBTORS))


def partners_of(rows, debtors) -> list[Partner]:
    """The parties of rows of `PARTNERS`, with the identifiers of rows of `DEBTORS`."""
    mandates, creditors = {}, {}
    for partner, creditor, mandate in debtors:
        if creditor:
            creditors.setdefault(partner, []).append(creditor)
        if mandate:
            mandates.setdefault(partner, []).append(mandate)
    return [
        Partner(
            number, tuple(filter(None, (name, ref))), tuple(ibans or ()),
            tuple(mandates.get(number, ())), tuple(creditors.get(number, ())),
        )
        for number, name, ref, ibans in rows
    ]  # fmt: skip


def loan_row_of(row) -> ScheduleRow:
    number, loan, day, *amounts, currency, reference, lender = row
    return ScheduleRow(
        number, loan, day, *(to_decimal(amount or 0) for amount in amounts), currency,
        (reference,) if reference else (), (lender,),
    )  # fmt: skip


def _rules(company) -> list[Rule]:
    found = company.env["ap.bank.rule"].sudo().search(
        [("company_id", "in", (False, company.id))]
    )
    return [rule._as_rule() for rule in found]


def matched_lines(company, since: date) -> list[Payment]:
    rows = rows_of(company, MATCHED, since=since, most=MOST_HABITS)
    return [
        Payment(number, journal, day, to_decimal(amount), partner, label, end_to_end)
        for number, journal, day, amount, partner, label, end_to_end in rows
    ]


def rates_of(company, names, day) -> dict[str, Decimal]:
    """One unit of each of these currencies in that of the company, at the day."""
    currencies = company.env["res.currency"].search([("name", "in", list(names))])
    return {
        one.name: to_decimal(one._convert(1.0, company.currency_id, company, day, round=False))
        for one in currencies
    }


def rows_of(company, query: str, **values) -> list[tuple]:
    env = company.env
    env.flush_all()
    env.cr.execute(query, {"company": company.id, **values})  # pylint: disable=sql-injection
    return env.cr.fetchall()
