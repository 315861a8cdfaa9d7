# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the readers of tools refuse, in sentences: row, column, value, remedy."""

from ..formats.errors import REMEDIES


def of_row(env, row, code, column, value, words) -> str:
    """The sentence of a fault of one row."""
    return env._(
        "Row %(row)s, %(column)s, “%(value)s”: %(why)s. %(remedy)s",
        row=row.number,
        column=column or "–",
        value=value,
        why=_whys(env).get(code, code),
        remedy=_remedies(env).get(REMEDIES.get(code), ""),
    )


def of_file(env, error) -> str:
    """The sentence of a file that is refused as a whole."""
    why = _whys(env).get(error.code, error.code)
    told = ", ".join(str(value) for value in error.values.values() if value)
    return env._(
        "The file is refused: %(why)s (%(told)s). %(remedy)s",
        why=why,
        told=told or error.column or "–",
        remedy=_remedies(env).get(error.remedy, ""),
    )


def _whys(env) -> dict[str, str]:
    return {**_whys_of_files(env), **_whys_of_rows(env)}


def _whys_of_files(env) -> dict[str, str]:
    return {
        "unreadable": env._("it cannot be read"),
        "empty": env._("it is empty"),
        "damaged": env._("it is damaged"),
        "encrypted": env._("it is closed by a password"),
        "too_large": env._("it is too large"),
        "json": env._("it is no valid JSON"),
        "unknown_format": env._("its columns are those of no known tool"),
        "missing_column": env._("a column is missing"),
        "duplicate_header": env._("a column comes twice"),
        "no_data_file": env._("the archive holds no file of transactions"),
        "several_data_files": env._("the archive holds several files of transactions"),
        "record_count": env._("its number of rows is not the one it states"),
        "journal_total": env._("its amounts do not add up to the total it states"),
        "columns": env._("a row has more or fewer columns than the others"),
    }


def _whys_of_rows(env) -> dict[str, str]:
    return {
        "missing": env._("nothing is filled in"),
        "amount": env._("it is no amount"),
        "too_many_digits": env._("it has too many digits"),
        "ambiguous_amount": env._("it can be thousands or decimals"),
        "fraction_of_unit": env._("its currency has no such fraction"),
        "units_differ": env._("two amounts are in different units"),
        "date": env._("it is no date"),
        "year": env._("it is no year of accounts"),
        "period": env._("the service ends before it begins"),
        "currency": env._("it is no currency"),
        "foreign_without_base": env._("the amount in the company's currency is missing"),
        "side": env._("it is neither debit nor credit"),
        "parts_differ": env._("the parts do not add up to the whole"),
        "entry_total": env._("the lines do not add up to the entry"),
        "unbalanced": env._("debit and credit differ"),
        "value": env._("this value is not known"),
        "same_id": env._("two different rows have this number"),
        "object": env._("it is not what the tool documents"),
        "type": env._("this kind is not known"),
        "status": env._("this status is not known"),
    }


def _remedies(env) -> dict[str, str]:
    return {
        "export_again": env._("Export it again."),
        "export_without_password": env._("Export it without a password."),
        "export_shorter_period": env._("Export a shorter period."),
        "map_columns": env._("Choose the profile of your tool, or give its columns in one."),
        "import_one_by_one": env._("Import them one by one."),
        "complete_in_tool": env._("Complete it in the tool, and export again."),
        "correct_in_tool": env._("Correct it in the tool, and export again."),
        "choose_decimal_sign": env._("Choose the decimal sign in the profile."),
        "check_unit": env._("Check the unit of the profile."),
        "choose_date_format": env._("Add the form of its dates to the profile."),
        "export_base_amount": env._("Export the amount in the company's currency as well."),
        "map_values": env._("Correct it in the tool, or use a profile with its columns."),
        "ask_tool": env._("Ask the tool why, and export again."),
    }
