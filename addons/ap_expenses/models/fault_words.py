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
    _ = env._
    return {
        "unreadable": _("it cannot be read"),
        "empty": _("it is empty"),
        "damaged": _("it is damaged"),
        "encrypted": _("it is closed by a password"),
        "too_large": _("it is too large"),
        "json": _("it is no valid JSON"),
        "unknown_format": _("its columns are those of no known tool"),
        "missing_column": _("a column is missing"),
        "duplicate_header": _("a column comes twice"),
        "no_data_file": _("the archive holds no file of transactions"),
        "several_data_files": _("the archive holds several files of transactions"),
        "record_count": _("its number of rows is not the one it states"),
        "journal_total": _("its amounts do not add up to the total it states"),
        "columns": _("a row has more or fewer columns than the others"),
    }


def _whys_of_rows(env) -> dict[str, str]:
    _ = env._
    return {
        "missing": _("nothing is filled in"),
        "amount": _("it is no amount"),
        "too_many_digits": _("it has too many digits"),
        "ambiguous_amount": _("it can be thousands or decimals"),
        "fraction_of_unit": _("its currency has no such fraction"),
        "units_differ": _("two amounts are in different units"),
        "date": _("it is no date"),
        "year": _("it is no year of accounts"),
        "period": _("the service ends before it begins"),
        "currency": _("it is no currency"),
        "foreign_without_base": _("the amount in the company's currency is missing"),
        "side": _("it is neither debit nor credit"),
        "parts_differ": _("the parts do not add up to the whole"),
        "entry_total": _("the lines do not add up to the entry"),
        "unbalanced": _("debit and credit differ"),
        "value": _("this value is not known"),
        "same_id": _("two different rows have this number"),
        "object": _("it is not what the tool documents"),
        "type": _("this kind is not known"),
        "status": _("this status is not known"),
    }


def _remedies(env) -> dict[str, str]:
    _ = env._
    return {
        "export_again": _("Export it again."),
        "export_without_password": _("Export it without a password."),
        "export_shorter_period": _("Export a shorter period."),
        "map_columns": _("Choose the profile of your tool, or give its columns in one."),
        "import_one_by_one": _("Import them one by one."),
        "complete_in_tool": _("Complete it in the tool, and export again."),
        "correct_in_tool": _("Correct it in the tool, and export again."),
        "choose_decimal_sign": _("Choose the decimal sign in the profile."),
        "check_unit": _("Check the unit of the profile."),
        "choose_date_format": _("Add the form of its dates to the profile."),
        "export_base_amount": _("Export the amount in the company's currency as well."),
        "map_values": _("Correct it in the tool, or use a profile with its columns."),
        "ask_tool": _("Ask the tool why, and export again."),
    }
