# SPDX-License-Identifier: AGPL-3.0-or-later
"""The bank's table beside ours, kept as values and read in words."""

from datetime import date
from decimal import Decimal

from odoo.tools import format_date
from odoo.tools.misc import formatLang

from ..rules import comparison, table
from ..rules.exceptions import LoanRuleError

SHOWN = 20  # remarks in words; the table has them all


def of(terms, bank) -> dict | None:
    """How the bank's table differs from the one of the terms, as values; None where the
    contract as entered gives no table."""
    try:
        found = comparison.compare(terms, bank)
    except LoanRuleError as error:
        return {"refused": error.code}
    first = found.first
    return {
        "cause": found.cause.value,
        "detail": found.detail,
        "rows": found.differing_rows,
        "sums": {name: str(amount) for name, amount in found.sums.items()},
        "first": first
        and {
            "number": first.number,
            "only": "bank" if first.computed is None else "ours" if first.bank is None else "",
            "columns": {
                name: [_plain(one) for one in pair] for name, pair in first.columns.items()
            },
        },
    }


def remarks_of(bank) -> list[dict]:
    """What the bank's table contradicts itself in, as values."""
    return [
        {
            "code": one.code, "number": one.number, "stated": _plain(one.stated),
            "expected": _plain(one.expected),
        }
        for one in table.remarks(bank)
    ]  # fmt: skip


def _plain(value):
    return value.isoformat() if isinstance(value, date) else str(value)


def words(version, found) -> str | bool:
    """In the reader's language: the first row, the sums, and the likely cause."""
    env = version.env
    if not found:
        return False
    if "refused" in found:
        return env._(
            "The contract as entered gives no table of its own: complete it, and both are "
            "compared."
        )
    if not found["first"]:
        return env._("The bank's table and ours agree to the cent.")
    interest = _amount(version, found["sums"]["interest"])
    parts = [
        env._("%(rows)s rows differ from the contract as entered.", rows=found["rows"]),
        _first_words(version, found["first"]),
        env._("Interest of the bank less ours: %(amount)s.", amount=interest),
        env._("Likely cause: %(cause)s.", cause=_cause(env, found)),
        env._("The bank's table is the one that counts."),
    ]
    return "\n".join(parts)


def _first_words(version, first) -> str:
    env = version.env
    if first["only"] == "bank":
        return env._("Row %(number)s is in the bank's table only.", number=first["number"])
    if first["only"] == "ours":
        return env._("Row %(number)s is missing from the bank's table.", number=first["number"])
    labels = env["ap.loan.row"]._fields
    pairs = [
        env._(
            "%(column)s %(bank)s at the bank, %(ours)s here",
            column=labels[name]._description_string(env).lower(),
            bank=_value(version, name, bank),
            ours=_value(version, name, ours),
        )
        for name, (bank, ours) in first["columns"].items()
    ]
    return env._(
        "First one: row %(number)s (%(pairs)s).",
        number=first["number"],
        pairs="; ".join(pairs),
    )


def _cause(env, found) -> str:
    names = {
        "rounding": env._("roundings"),
        "insurance": env._("the insurance"),
        "fees": env._("the fees of the instalments"),
        "first_period": env._("the broken first period"),
        "day_count": env._("the day count"),
        "conversion": env._("the conversion of the yearly rate"),
        "payment": env._("the instalment"),
        "rate": env._("the rate"),
        "dates": env._("the due dates"),
        "rows": env._("the number of instalments"),
    }
    name = names.get(found["cause"], env._("not found"))
    return f"{name} ({found['detail']})" if found["detail"] else name


def remark_words(version, remarks) -> str | bool:
    """What the table contradicts itself in, one sentence a remark."""
    if not remarks:
        return False
    texts = _remark_texts(version.env)
    shown = [
        texts[one["code"]]
        % {
            "number": one["number"],
            "stated": _shown(version, one["stated"]),
            "expected": _shown(version, one["expected"]),
        }
        for one in remarks[:SHOWN]
    ]
    if len(remarks) > SHOWN:
        shown.append(
            version.env._("… and %(count)s more remarks.", count=len(remarks) - SHOWN)
        )
    return "\n".join(shown)


def _remark_texts(env) -> dict[str, str]:
    return {
        "date_not_after": env._(
            "Row %(number)s: its date %(stated)s is not after %(expected)s."
        ),
        "number_not_next": env._(
            "Row %(number)s: the number before would be followed by %(expected)s."
        ),
        "opening_not_closing": env._(
            "Row %(number)s begins with %(stated)s, the row before ended with %(expected)s."
        ),
        "closing_does_not_follow": env._(
            "Row %(number)s ends with %(stated)s; opening less capital is %(expected)s."
        ),
        "payment_does_not_add_up": env._(
            "Row %(number)s: the instalment is %(stated)s, interest and capital are "
            "%(expected)s."
        ),
        "interest_negative": env._("Row %(number)s: the interest %(stated)s is below zero."),
        "capital_not_lent": env._(
            "The table repays %(stated)s of %(expected)s that were lent."
        ),
        "not_closed": env._("The table ends with %(stated)s owed."),
    }


def _value(version, name, text) -> str:
    return _shown(version, text) if name == "date" else _amount(version, text)


def _shown(version, text) -> str:
    """A date or an amount that was kept as text; a number as it is."""
    if isinstance(text, str) and len(text) == 10 and text[4] == "-":
        return format_date(version.env, text)
    if "." in str(text):
        return _amount(version, text)
    return str(text)


def _amount(version, text) -> str:
    return formatLang(
        version.env, float(Decimal(text)), currency_obj=version.currency_id
    )
