# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is looked at before statements are imported: account, chain, lines, locks."""

from datetime import timedelta
from itertools import chain as joined

from odoo.exceptions import LockError, UserError
from odoo.tools import format_date

from ..rules import accounts, chain
from ..rules.import_groups import account_of, statement_of
from ..rules.line_keys import ALIKE, KNOWN, compare
from ..rules.statement import STATEMENT
from . import statement_store, statement_words

# What is seen, and stops nothing.
NOTED = frozenset(("no_balance", "wrong_order"))
# What known lines explain: files overlap, and each line counts once.
OF_KNOWN_LINES = frozenset(("repeated", "overlap"))
BANK_TYPES = ("bank", "cash", "credit")


def journals_of(company):
    """The journals of the company that have statements."""
    return company.env["account.journal"].search(
        [("company_id", "=", company.id), ("type", "in", BANK_TYPES)]
    )


def journal_of(file, values):
    """The journal of the account that a row names, and a sentence where there is none:
    by its whole number within the company, else the one chosen on the import."""
    env, chosen = file.env, file.ap_bank_journal_id
    known = journals_of(file.company_id)
    written = str(values.get("account") or "")
    typed = [
        accounts.Journal(one.id, one.bank_account_id.acc_number or "", one.currency_id.name or "")
        for one in known
    ]
    currency = str(values.get("statement_currency") or "")
    found = accounts.find_journal(account_of(written), currency, typed)
    if found.state == accounts.UNKNOWN:  # as the bank writes it, then by its IBAN
        account = account_of(written, str(values.get("account_iban") or ""))
        found = accounts.find_journal(account, currency, typed)
    if not written.strip():
        return _chosen(env, chosen)
    if found.state == accounts.FOUND:
        journal = env["account.journal"].browse(found.keys[0])
        if chosen and chosen != journal:
            return None, env._(
                "The file is of %(journal)s (%(account)s), not of %(chosen)s.",
                journal=journal.display_name, account=written, chosen=chosen.display_name,
            )  # fmt: skip
        return journal, ""
    if chosen and not chosen.bank_account_id:
        return chosen, ""
    return None, _unknown(env, found, written, file.company_id)


def _chosen(env, chosen):
    if chosen:
        return chosen, ""
    return None, env._("The file names no account: choose the bank journal on the import.")


def _unknown(env, found, written, company) -> str:
    if found.state == accounts.SEVERAL:
        return env._(
            "Several journals of %(company)s have the account %(account)s: leave it on one "
            "of them.",
            company=company.display_name,
            account=written,
        )
    return env._(
        "No bank journal of %(company)s has the account %(account)s. Enter its number on "
        "the journal (Accounting ▸ Configuration ▸ Journals), then look again.",
        company=company.display_name,
        account=f"{written} ({found.iban})" if _is_french(written) else written,
    )


def _is_french(written) -> bool:
    """Whether an account is written as bank, branch and number: its IBAN helps then."""
    return bool(account_of(written).branch)


def check(target, journal, groups) -> list[str]:
    """Reject what cannot be imported; returns what is only to be seen."""
    known = _find_known(target, journal, groups)
    notes = _check_chain(target, journal, groups, known)
    for row in joined.from_iterable(group.rows for group in groups):
        if row.values.get("day") and row.number not in known:
            target.reject_digits(journal, row)
    _check_locks(target, journal, groups, known)
    return notes


# -- lines -------------------------------------------------------------------------


def _find_known(target, journal, groups) -> set[int]:
    """Key the rows; note those that are there already, and those that look like one."""
    rows = [row for group in groups for row in group.rows if row.values.get("day")]
    _key_balances(journal, groups)
    stored = statement_store.stored_lines(journal, {row.values["day"] for row in rows})
    facts = [statement_store.facts_of_row(journal, row.values) for row in rows]
    found = compare(str(journal.id), facts, {key: one.facts for key, one in stored.items()})
    for row, one in zip(rows, found, strict=True):
        row.key = row.document = f"{journal.id}|{one.key}"
        if one.state == KNOWN:
            target.known[row.number] = stored[one.key].id
        elif one.state == ALIKE:
            _judge_alike(target, row)
    return set(target.known)


def _key_balances(journal, groups):
    """Statements without movements are known by their day and balance."""
    for group in groups:
        for row in group.rows:
            if not row.values.get("day"):
                day = row.values.get("end") or row.values.get("closing_day")
                row.key = f"{journal.id}|balance|{day}|{row.values.get('closing')}"
                row.document = row.key


def _judge_alike(target, row):
    answer = target.file.ap_bank_alike
    if answer == "same":
        target.known[row.number] = 0
    elif answer != "other":
        message = target.env._(
            "Row %(row)s: the account already has a line of %(day)s with this amount "
            "(%(amount)s) and another label. If it is the same movement, exported "
            "otherwise, or another one, choose so on the import.",
            row=row.number,
            day=format_date(target.env, row.values["day"]),
            amount=row.values["amount"],
        )
        row.reject(target.fields["label"].label, row.values.get("label"), message)


# -- balances ----------------------------------------------------------------------


def _check_chain(target, journal, groups, known) -> list[str]:
    env, notes = target.env, []
    currency = journal.currency_id or journal.company_id.currency_id
    statements = [statement_of([row.values for row in group.rows]) for group in groups]
    spans = env["ap.bank.balance"]._spans(journal)
    problems = chain.check_statements(statements, spans, _holidays(journal, statements, spans))
    problems += _other_currency(statements, currency)
    for problem in problems:
        rows = groups[problem.statement].rows
        text = statement_words.of_problem(env, problem, currency)
        if _passes(target.file, problem, rows, known):
            notes.append(text)
        else:
            message = env._("Row %(row)s: %(why)s", row=rows[0].number, why=text)
            if problem.code != "currency":
                message += " " + env._(
                    "Import the missing file first, or choose on the import to take it as "
                    "it is."
                )
            rows[0].reject(target.fields["closing"].label, rows[0].values.get("closing"), message)
    if any(one.kind != STATEMENT for one in statements):
        notes.append(env._(
            "The file holds movements of the day or notices, without balances: the "
            "statement will repeat them, and each counts once."
        ))  # fmt: skip
    return notes


def _passes(file, problem, rows, known) -> bool:
    """Whether a problem is to be seen only."""
    if problem.code == "currency":
        return False
    if problem.code in NOTED or file.ap_bank_accept_chain:
        return True
    its = {row.number for row in rows if row.values.get("day")}
    return problem.code in OF_KNOWN_LINES and (not its or bool(its & known))


def _other_currency(statements, currency):
    """Statements in another currency than their journal."""
    return [
        chain.Problem("currency", place, (("currency", one.currency), ("expected", currency.name)))
        for place, one in enumerate(statements)
        if one.currency not in ("", currency.name)
    ]


def _holidays(journal, statements, spans):
    days = [day for one in (*statements, *spans) for day in (one.start, one.end) if day]
    if not days:
        return frozenset()
    return journal.company_id._ap_holidays(min(days), max(days) + timedelta(days=1))


# -- locks -------------------------------------------------------------------------


def _check_locks(target, journal, groups, known):
    """Reject new lines of locked periods: Odoo would book them on another day."""
    company, locked = journal.company_id, {}
    for row in joined.from_iterable(group.rows for group in groups):
        day = row.values.get("day")
        if not day or row.number in known or row.errors:
            continue
        if day not in locked:
            locked[day] = company._get_violated_lock_dates(day, False, journal)
        if locked[day]:
            message = target.env._(
                "Row %(row)s: %(date)s is in a locked period (%(locks)s). Ask the head of "
                "accounting to open the period.",
                row=row.number,
                date=format_date(target.env, day),
                locks=company._format_lock_dates(locked[day]),
            )
            row.reject(target.fields["day"].label, day, message)


def lock(journals):
    """One import at a time for each account: two files at once would both be new."""
    try:
        journals.sudo().lock_for_update()
    except LockError:
        raise UserError(
            journals.env._("Another statement of this account is being imported: try again.")
        ) from None


def refuse_lines_of_others(groups):
    """Refuse when somebody brought one of the new lines since the file was looked at."""
    for group in groups:
        new = {row.key for row in group.rows if row.state in ("new", "changed")}
        days = {row.values["day"] for row in group.rows if row.values.get("day")}
        there = statement_store.stored_lines(group.journal, days)
        if new & {f"{group.journal.id}|{key}" for key in there}:
            raise UserError(
                group.journal.env._(
                    "Somebody imported lines of this file meanwhile: look again at what it "
                    "would change."
                )
            )
