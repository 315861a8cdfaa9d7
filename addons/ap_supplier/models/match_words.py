# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why items belong together, in the reader's language."""

from odoo.tools import format_date

SHOWN = 4


def reasons(env, given) -> str:
    """The reasons of a proposal as one sentence."""
    return "; ".join(_reason(env, code, values) for code, *values in given)


def _reason(env, code, values) -> str:
    first = values[0] if values else ""
    texts = {
        "credits": env._("credit note of bill %(number)s", number=first),
        "named": env._("names %(numbers)s", numbers=", ".join(map(str, values[:SHOWN]))),
        "differs": env._("another amount"),
        "amount": env._("same amount"),
        "days": env._("%(days)s days from the due date", days=first),
        "equal": env._("%(count)s answers are as good", count=first),
        "sum": env._("sum of %(count)s items", count=first),
        "zero": env._("all that is open comes to zero (%(count)s items)", count=first),
    }
    return texts.get(code, code)


def items(lines) -> str:
    """The items, one in a line: day, document, what is open of it."""
    return "\n".join(
        f"{format_date(line.env, line.date)}  {line.move_id.ref or line.name or line.move_name}  "
        f"{line.currency_id.format(-line.amount_residual_currency)}"
        for line in lines.sorted(lambda one: (one.date, one.id))
    )
