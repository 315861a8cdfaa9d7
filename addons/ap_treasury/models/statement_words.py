# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is wrong with statement files, in sentences: where, what, and what to do."""

from odoo.tools import format_date
from odoo.tools.i18n import format_list

DAYS_SHOWN = 6


def of_file(env, details) -> str:
    """The sentence of a file that is refused as a whole; details of a `BankFileError`."""
    why = _reasons(env).get(details["why"], details["why"])
    place = _place(env, details)
    return f"{place}{why} {_remedies(env).get(details['remedy'], '')}".strip()


def _place(env, details) -> str:
    row, tag = details.get("row"), details.get("tag")
    if row and tag:
        return env._("Line %(row)s, %(tag)s: ", row=row, tag=tag)
    if row:
        return env._("Line %(row)s: ", row=row)
    return env._("%(tag)s: ", tag=tag) if tag else ""


def _reasons(env) -> dict:
    return {
        "empty": env._("the file is empty."),
        "encoding": env._("these bytes are no text."),
        "unknown_format": env._("this is no statement of a format that is known here."),
        "other_format": env._("this is another message of the bank, no statement."),
        "doctype": env._("a statement never defines a document type of its own."),
        "xml": env._("the XML cannot be read."),
        "truncated": env._("the file is cut off."),
        "no_statement": env._("no statement is in the file."),
        "bank_refused": env._("the bank answered with an error instead of a statement."),
        "bad_record": env._("this record is not as the format has it."),
        "order": env._("records are not in the order of the format."),
        "account": env._("the account is missing or is none."),
        "missing": env._("a value is missing."),
        "date": env._("this is no date."),
        "amount": env._("this is no amount."),
        "sign": env._("nothing tells whether money came in or went out."),
        "currency": env._("currencies are mixed or unknown."),
    }


def _remedies(env) -> dict:
    return {
        "export_again": env._("Export it again from the bank's site."),
        "choose_format": env._("Choose the profile of its format, or export another one."),
        "export_statement": env._("Export the account statement."),
        "ask_bank": env._("Ask the bank for a correct file."),
    }


def of_row(env, error) -> str:
    """The sentence of a row of a sheet that cannot be understood; a `StatementError`."""
    why = {
        "amount": env._("debit and credit are both filled in. Empty one of them."),
        "missing": env._("there is no amount. Fill in the debit, the credit or the amount."),
        "sign": env._("“%(value)s” is neither D nor C.", value=error.value),
    }
    return env._(
        "Row %(row)s: %(why)s", row=error.row, why=why.get(error.code, error.code)
    )


def of_problem(env, problem, currency) -> str:
    """The sentence of a problem of the chain of balances."""
    figures = {
        name: _shown(env, value, currency)
        for name, value in problem.values
        if name not in ("stored", "known")
    }
    return _problems(env).get(problem.code, problem.code) % figures


def _shown(env, value, currency):
    if hasattr(value, "year"):
        return format_date(env, value)
    if isinstance(value, tuple):
        days = [format_date(env, day) for day in value[:DAYS_SHOWN]]
        shown = [*days, "…"] if len(value) > DAYS_SHOWN else days
        return format_list(env, shown) if shown else env._("none")
    return currency.format(float(value)) if hasattr(value, "as_tuple") else value


def _problems(env) -> dict:
    return {
        "does_not_add_up": env._(
            "The statement does not add up: %(opening)s + %(total)s of movements is not "
            "%(closing)s; %(difference)s is missing."
        ),
        "no_balance": env._(
            "The statement has no opening and closing balance: nothing proves that it is "
            "complete."
        ),
        "currency": env._(
            "The statement holds %(currency)s, where its account is in %(expected)s. "
            "Export one statement for each currency."
        ),
        "gap": env._(
            "A statement is missing: that of %(end)s ends with %(closing)s, that of "
            "%(start)s begins with %(opening)s; %(amount)s between them. Working days "
            "without statement: %(days)s."
        ),
        "overlap": env._(
            "Statements overlap: one goes to %(end)s (%(closing)s), another begins on "
            "%(start)s (%(opening)s)."
        ),
        "repeated": env._("The statement of %(start)s to %(end)s is there twice."),
        "wrong_order": env._(
            "The statement of %(start)s stands behind that of %(after)s in the file."
        ),
    }
