# SPDX-License-Identifier: AGPL-3.0-or-later
"""The values that a row of a statement may hold, and what they are called."""

SIZE = 20_000  # of details, which keep what nobody reads yet
KINDS = {
    "statement": "integer", "format": "text", "kind": "text", "account": "text",
    "account_iban": "text", "statement_currency": "text", "number": "text",
    "start": "date", "end": "date", "opening": "decimal", "closing": "decimal",
    "closing_day": "date", "difference": "decimal", "points": "text", "row": "integer", "day": "date",
    "value_day": "date", "amount": "decimal", "currency": "text", "label": "text",
    "role": "text", "name": "text", "iban": "text", "original": "decimal",
    "original_currency": "text", "details": "text",
    # of sheets only
    "debit": "decimal", "credit": "decimal", "mark": "text", "balance": "decimal",
}  # fmt: skip

# What the dry run shows of a line, in this order.
SHOWN = (
    "day", "amount", "label", "name", "iban", "original", "original_currency", "value_day",
    "closing", "number", "account",
)  # fmt: skip
# What a statement file alone says: a sheet with a column of that name says nothing by it.
OF_FILES = frozenset((
    "statement", "format", "kind", "account_iban", "start", "end", "opening", "closing",
    "closing_day", "difference", "points", "row", "role", "details",
))  # fmt: skip


def header(name: str) -> str:
    """How the column of a value is called in the tables of statement files: by a name that
    no sheet has, where sheets say nothing of it."""
    return f"ap_{name}" if name in OF_FILES else name


def named(env) -> dict:
    """What the values are called, in the reader's language."""
    return {
        "statement": env._("Statement in the file"),
        "format": env._("Format"),
        "kind": env._("Kind of statement"),
        "account": env._("Bank account"),
        "account_iban": env._("IBAN of the account"),
        "statement_currency": env._("Currency of the account"),
        "number": env._("Statement number"),
        "start": env._("From"),
        "end": env._("To"),
        "opening": env._("Balance before"),
        "closing": env._("Balance after"),
        "closing_day": env._("Day of the balance"),
        "difference": env._("Difference"),
        "points": env._("Balances between"),
        "row": env._("Line of the file"),
        "day": env._("Date"),
        "value_day": env._("Value date"),
        "amount": env._("Amount (received +)"),
        "currency": env._("Currency"),
        "label": env._("Label"),
        "role": env._("Part of the movement"),
        "name": env._("Counterpart"),
        "iban": env._("IBAN of the counterpart"),
        "original": env._("Original amount"),
        "original_currency": env._("Original currency"),
        "details": env._("Details"),
        "debit": env._("Debit (paid)"),
        "credit": env._("Credit (received)"),
        "mark": env._("Debit or credit"),
        "balance": env._("Balance of the row"),
    }
