# SPDX-License-Identifier: AGPL-3.0-or-later
"""Versions of schedules: written once and kept, read in bulk, rows carried over."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from odoo import SUPERUSER_ID
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from odoo.addons.ap_base.models.bulk import copy_rows
from odoo.addons.ap_base.models.engine_pass import Pass
from odoo.addons.ap_closing.models import changed_months

from ..rules import building, storage, versions
from ..rules.exceptions import LoanRuleError
from ..rules.schedule import Row, RowKind, Schedule
from ..rules.terms import Terms
from . import contract, sentences

DROPPING = Pass("ap_loan.dropping_a_version")  # an import that is taken back
LOANS = "loans"  # the fact, for the kinds of closing entries that stand on it
AMOUNTS = (
    "opening", "drawn", "interest", "principal", "payment", "closing", "insurance", "fees",
)  # fmt: skip
COLUMNS = (
    "schedule_id", "loan_id", "company_id", "currency_id", "number", "sequence", "date",
    "kind", *AMOUNTS, "debit", "is_estimated", "is_current", "is_taken_over", "move_id",
    "create_uid", "write_uid", "create_date", "write_date",
)  # fmt: skip

# The version that was in force when the day ended: the last one begun by then.
IN_FORCE = """
SELECT DISTINCT ON (schedule.loan_id) schedule.loan_id, schedule.id, schedule.terms
  FROM ap_loan_schedule schedule
 WHERE schedule.loan_id = ANY(%(loans)s)
   AND (%(day)s::date IS NULL OR schedule.date_from <= %(day)s
        OR schedule.number = (SELECT MIN(first.number) FROM ap_loan_schedule first
                               WHERE first.loan_id = schedule.loan_id))
 ORDER BY schedule.loan_id, schedule.number DESC
"""
ROWS = """
SELECT schedule_id, id, number, date, kind, is_estimated, is_taken_over, move_id,
       %(amounts)s
  FROM ap_loan_row
 WHERE schedule_id = ANY(%(schedules)s)
 ORDER BY schedule_id, sequence
"""
STANDING = """
SELECT loan.id, last.closing::float AS closing, last.date AS since,
       next.date AS next_date, next.debit::float AS next_amount, due.unbooked
  FROM ap_loan loan
  LEFT JOIN LATERAL (
      SELECT row.closing, row.date FROM ap_loan_row row
       WHERE row.loan_id = loan.id AND row.is_current AND row.date <= %(today)s
       ORDER BY row.sequence DESC LIMIT 1) last ON TRUE
  LEFT JOIN LATERAL (
      SELECT row.date, row.debit FROM ap_loan_row row
       WHERE row.loan_id = loan.id AND row.is_current AND row.date > %(today)s
       ORDER BY row.sequence LIMIT 1) next ON TRUE
  LEFT JOIN LATERAL (
      SELECT COUNT(*) AS unbooked FROM ap_loan_row row
       WHERE row.loan_id = loan.id AND row.is_current AND row.date <= %(today)s
         AND row.move_id IS NULL AND NOT row.is_taken_over
         AND loan.state = 'active') due ON TRUE
 WHERE loan.id = ANY(%(loans)s)
"""


class Version(NamedTuple):
    """A version read from the database: its terms, its table, and, rank by rank, what
    is stored beside the rows."""

    id: int
    terms: Terms
    schedule: Schedule
    stored: list[dict]

    def booked_until(self) -> date | None:
        """The day of the last row that is in the books."""
        days = [one["date"] for one in self.stored if one["move_id"] or one["is_taken_over"]]
        return max(days, default=None)


# -- reading ----------------------------------------------------------------------------


def in_force(loans, day: date | None = None) -> dict[int, Version]:
    """The versions in force when the day ends (None: the last ones), by loan; loans
    without a schedule are left out. Two statements for any number of loans."""
    env = loans.env
    env["ap.loan.schedule"].flush_model()
    env["ap.loan.row"].flush_model()
    heads = env.execute_query_dict(SQL(IN_FORCE, loans=loans.ids, day=day))
    rows = env.execute_query_dict(
        SQL(
            ROWS,
            schedules=[head["id"] for head in heads],
            amounts=SQL(", ").join(
                SQL("%s::text", SQL.identifier(name)) for name in AMOUNTS
            ),
        )
    )
    mine: dict[int, list] = {}
    for row in rows:
        mine.setdefault(row["schedule_id"], []).append(row)
    return {
        head["loan_id"]: _version(head, mine.get(head["id"], [])) for head in heads
    }


def _version(head, rows) -> Version:
    terms = storage.from_values(head["terms"])
    table = tuple(_row(row) for row in rows)
    return Version(head["id"], terms, Schedule(table, terms.tranches), rows)


def _row(row) -> Row:
    return Row(
        number=row["number"],
        date=row["date"],
        kind=RowKind(row["kind"]),
        is_estimated=bool(row["is_estimated"]),
        **{name: Decimal(row[name] or "0") for name in AMOUNTS},
    )


def standing(loans) -> dict[int, dict]:
    """What is owed today and what comes next, by loan, for lists and forms."""
    empty = {"balance": 0.0, "next_date": False, "next_amount": 0.0, "unbooked_count": 0}
    found = {loan.id: dict(empty) for loan in loans}
    env = loans.env
    env["ap.loan.row"].flush_model()
    env["ap.loan"].flush_model(["state"])
    for company, its in loans._origin.grouped("company_id").items():
        today = company._company_today()
        for row in env.execute_query_dict(SQL(STANDING, loans=its.ids, today=today)):
            found[row["id"]] = {
                "balance": row["closing"] or 0.0,
                "next_date": row["next_date"] or False,
                "next_amount": row["next_amount"] or 0.0,
                "unbooked_count": row["unbooked"],
            }
            loan = env["ap.loan"].browse(row["id"])
            found[row["id"]]["balance"] += _lent_since(loan, row["since"], today)
    return {loan.id: found.get(loan._origin.id, empty) for loan in loans}


def _lent_since(loan, since, today) -> float:
    """What was lent after the last row that is due, up to today."""
    if loan.state == "repaid" or not loan.date_drawdown:
        return 0.0
    lent = [(one.date, one.amount) for one in loan.tranche_ids.filtered("date")]
    lent = lent or [(loan.date_drawdown, loan.principal)]
    first = loan.date_drawdown
    return sum(
        amount
        for day, amount in lent
        if day <= today and (since is None or (day >= since and day != first))
    )


# -- writing ----------------------------------------------------------------------------


def compute(loan) -> None:
    """Compute a draft's schedule; the bank's table, where it is there, stays."""
    contract.lock(loan)
    if not (loan.principal and loan.date_drawdown and loan.date_first):
        raise UserError(
            loan.env._(
                "%(loan)s: give the capital, the day of the money and the first "
                "instalment.",
                loan=loan.name,
            )
        )
    terms = ruled(loan.env, contract.terms_of, loan)
    table = ruled(loan.env, building.build, terms)
    if loan.schedule_id.event == "bank_table":
        loan.schedule_id._compare(terms)
        return
    loan.sudo().schedule_ids.filtered(lambda one: one.event == "contract").unlink()
    add_version(loan, "contract", terms, table, terms.drawn_on)


def ruled(env, function, *args, **values):
    """What a rule gives; what it refuses becomes a sentence."""
    try:
        return function(*args, **values)
    except LoanRuleError as error:
        raise UserError(sentences.of_error(env, error)) from None


def add_version(loan, event, terms, table, day, **values):
    """Keep a table as the version from that day on. Rows that were there before and are
    the same keep their entries; the versions before stay as they were."""
    env = loan.env(user=SUPERUSER_ID)
    engine = loan.with_env(env)
    before = in_force(loan).get(loan.id)
    schedule = env["ap.loan.schedule"].create(
        {
            "loan_id": loan.id,
            "number": max(engine.schedule_ids.mapped("number"), default=0) + 1,
            "event": event,
            "date_from": day,
            "terms": storage.to_values(terms),
            "user_id": loan.env.uid,
            **values,
        }
    )
    env.cr.execute(
        SQL("UPDATE ap_loan_row SET is_current = FALSE WHERE loan_id = %s", loan.id)
    )
    _copy_rows(schedule, table, _kept(before, table))
    env.invalidate_all()
    engine.schedule_id = schedule
    schedule._total()
    loan.invalidate_recordset()
    if loan.state != "draft":
        note_changed(loan, None, "changed", day)
    return schedule


def take_over(loan, day) -> None:
    """The rows up to the day are in the books since before the loan was kept here."""
    rows = loan.sudo().row_ids.filtered(lambda row: row.date <= day and not row.move_id)
    rows.write({"is_taken_over": True})


def drop_version(version) -> None:
    """Take a version back: the one before counts again. Refused where it is not the
    last one, or a row that only it has is booked."""
    loan, env = version.loan_id, version.env
    before = loan.schedule_ids.filtered(lambda one: one.number < version.number)
    before = before.sorted("number")[-1:]
    known = {(row.number, row.date, row.kind) for row in before.row_ids}
    booked = version.row_ids.filtered(
        lambda row: row.move_id and (row.number, row.date, row.kind) not in known
    )
    if version != loan.schedule_id or booked:
        raise UserError(
            env._(
                "%(loan)s: something was built on this table. Take that back first.",
                loan=loan.name,
            )
        )
    carried = {(row.number, row.date, row.kind): row.move_id for row in version.row_ids}
    for row in before.row_ids:
        row.move_id = carried.get((row.number, row.date, row.kind)) or row.move_id
    before.row_ids.is_current = True
    loan.schedule_id = before
    version.row_ids.move_id = False
    with DROPPING.open():
        version.unlink()
    note_changed(loan, None, "changed")


def _kept(before, table) -> dict[int, dict]:
    """What is stored beside the rows that stay, by rank in the new table."""
    if before is None:
        return {}
    known = {
        (row.number, row.date, row.kind): stored
        for row, stored in zip(before.schedule.rows, before.stored, strict=True)
    }
    return {
        rank: known[row.number, row.date, row.kind]
        for rank, row in enumerate(table.rows)
        if (row.number, row.date, row.kind) in known
    }


def _copy_rows(schedule, table, kept) -> None:
    loan, now = schedule.loan_id, schedule.env.cr.now()
    rows = []
    for rank, row in enumerate(table.rows):
        stored = kept.get(rank, {})
        rows.append(
            (
                schedule.id, loan.id, loan.company_id.id, loan.currency_id.id, row.number,
                rank + 1, row.date, row.kind.value,
                *(getattr(row, name) for name in AMOUNTS), row.debit,
                row.is_estimated or "f", True, stored.get("is_taken_over") or "f",
                stored.get("move_id"), schedule.user_id.id, schedule.user_id.id, now, now,
            )
        )  # fmt: skip
    copy_rows(schedule.env.cr, "ap_loan_row", COLUMNS, rows)


def follow_index(loan) -> bool:
    """Compute the rows after the last revision that the index has reached; whether
    anything changed. Rows that are due stay."""
    if loan.rate_kind != "variable":
        raise UserError(loan.env._("%(loan)s follows no index.", loan=loan.name))
    if {"rate_change", "rescheduling"} & set(loan.schedule_ids.mapped("event")):
        raise UserError(
            loan.env._(
                "%(loan)s has a rate agreed since: import the bank's table.", loan=loan.name
            )
        )
    contract.lock(loan)
    version = in_force(loan)[loan.id]
    known = version.terms.rates
    rates = ruled(loan.env, contract.rates_of, loan)
    changed = [new for new, old in zip(rates, known, strict=False) if new != old]
    changed += list(rates[len(known) :])
    if not changed:
        return False
    found = ruled(
        loan.env, versions.follow_rates, version.terms, version.schedule, rates,
        changed[0].start, paid_until=version.booked_until(),
    )  # fmt: skip
    add_version(loan, "index", found.terms, found.schedule, changed[0].start)
    return True


# -- guards and marks -------------------------------------------------------------------


def refuse_booked(loan) -> None:
    """Refuse to take back a loan of which something is booked."""
    booked = loan.row_ids.filtered("move_id")
    if booked or loan._has_entries():
        day = min(booked.mapped("date"), default=loan.date_drawdown)
        raise UserError(
            loan.env._(
                "%(loan)s has entries since %(day)s: reverse them first.",
                loan=loan.name,
                day=format_date(loan.env, day),
            )
        )
    lines = loan.env["ap.closing.line"].sudo()
    mine = [
        ("source_model", "=", "ap.loan"), ("source_id", "=", loan.id),
        ("state", "=", "posted"),
    ]  # fmt: skip
    if lines.search_count(mine, limit=1):
        raise UserError(
            loan.env._(
                "%(loan)s has interest in months that are posted: cancel those runs first.",
                loan=loan.name,
            )
        )


def note_changed(loans, vals, cause, day=None) -> None:
    """Mark the months from the day (or the money) on as changed, where what was written
    changes a figure of theirs."""
    names = contract.FIXED | {"state", "analytic_distribution", "is_hedged"}
    if vals is not None and not names & vals.keys():
        return
    day = day or (vals or {}).get("date_repaid")
    for company, its in loans.filtered("date_drawdown").grouped("company_id").items():
        days = {loan: day or loan.date_drawdown for loan in its}
        changed_months.mark(company, days, LOANS, cause)
