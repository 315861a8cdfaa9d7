# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words of a reconciliation statement: its sections, its anomalies, likely causes."""

from odoo.tools import format_date

from ..rules.bank_reconciliation import BANK, LEDGER


def sections(env) -> dict:
    """What the sums of the statement are called."""
    return {
        "balance": env._("Balance of the ledger"),
        LEDGER: env._("− In the ledger, not at the bank"),
        BANK: env._("+ At the bank, not in the ledger"),
        "expected": env._("= Expected at the bank"),
        "statement": env._("Balance of the bank"),
        "difference": env._("Difference to explain"),
    }


def unknown(env, name) -> str:
    """What a sum is called that nobody knows."""
    return env._("%(sum)s: unknown", sum=name)


def ages(env, sums, bounds) -> list[tuple]:
    """The sums by age that are not zero, each with its words."""
    words = [env._("of which up to %(days)s days", days=bound) for bound in bounds]
    words.append(env._("of which older"))
    return [(label, amount) for label, amount in zip(words, sums, strict=True) if amount]


def remarks(record, found) -> str:
    """What cannot be, and what a difference may come from; one a line."""
    words = {
        "cleared_before": record.env._("the bank had it before the ledger"),
        "over_cleared": record.env._("more was cleared than there was"),
        "wrong_side": record.env._("it was cleared with the wrong sign"),
        "check_point": record.env._("the bank lines do not lead to the balance printed then"),
        "one_item": record.env._("the difference is the amount of this item"),
        "two_times": record.env._("the difference is twice the amount of this item"),
        "digits": record.env._("the difference is a multiple of 9: two figures may be swapped"),
    }
    env, money = record.env, record.currency_id.format
    lines = [
        env._(
            "%(day)s, %(amount)s: %(why)s", day=format_date(env, one.day),
            amount=money(float(one.amount)), why=words[one.code],
        )
        for one in found.anomalies
    ]  # fmt: skip
    labels = {
        str(one.key): one.label for one in (*found.outstanding_ledger, *found.outstanding_bank)
    }
    for cause in found.causes:
        label = labels.get(str(cause.key), "")
        lines.append(f"{label}: {words[cause.code]}" if label else words[cause.code])
    return "\n".join(lines)
