# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words of statements, in the reader's language: columns, results, reasons."""

from ..rules.statement_sign import AS_WRITTEN, BY_KIND, INVERTED
from ..rules.statement_values import (
    AMOUNT_DIFFERS,
    BILL,
    CREDIT_NOTE,
    DATE_DIFFERS,
    DUPLICATE,
    MATCHED,
    ONLY_OURS,
    ONLY_THEIRS,
    OPENING,
    OTHER,
    PAYMENT,
    SUGGESTED,
)


def directions(env) -> dict[str, str]:
    """How the amounts of a list are written, by code."""
    return {
        AS_WRITTEN: env._("A debit, or a positive amount, is what we owe"),
        INVERTED: env._("A credit, or a negative amount, is what we owe"),
        BY_KIND: env._("Without sign: payments and credit notes are known by their kind"),
    }


def question(env) -> str:
    """Asked once for each supplier."""
    return env._(
        "Nothing shows whether a debit or a positive amount is what we owe. Say it under "
        "“Amounts of the list”: it is remembered for this supplier."
    )


def columns(env) -> dict[str, str]:
    """What the columns of a list are called."""
    return {
        "kind": env._("Kind"),
        "day": env._("Date"),
        "due": env._("Due date"),
        "number": env._("Number"),
        "reference": env._("Reference"),
        "label": env._("Label"),
        "debit": env._("Debit"),
        "credit": env._("Credit"),
        "amount": env._("Amount"),
        "open": env._("Amount left open"),
        "paid": env._("Amount paid"),
        "mark": env._("Debit or credit"),
        "currency": env._("Currency"),
        "direction": env._("Direction"),
        "why": env._("Direction known from"),
    }


def kinds(env) -> dict[str, str]:
    """What the rows of a list are, by code."""
    return {
        BILL: env._("Bill"),
        CREDIT_NOTE: env._("Credit note"),
        PAYMENT: env._("Payment"),
        OPENING: env._("Opening balance"),
        OTHER: env._("Other"),
        "header": env._("Names of the columns"),
        "closing": env._("Balance"),
        "total": env._("Total"),
    }


def results(env) -> list[tuple[str, str]]:
    """The results of a row."""
    return [
        (MATCHED, env._("Matched")),
        (AMOUNT_DIFFERS, env._("Amount differs")),
        (DATE_DIFFERS, env._("Date differs")),
        (SUGGESTED, env._("Suggested")),
        (ONLY_THEIRS, env._("Only theirs")),
        (ONLY_OURS, env._("Only ours")),
        (DUPLICATE, env._("Possible duplicate")),
    ]


def reason(env, code: str, details) -> str:
    """Why a row is what it is, in a sentence."""
    sentence = {**_of_pairs(env), **_of_one_side(env)}.get(code, code)
    first, second, third = (*details, "", "", "")[:3]
    return sentence % {"one": first, "other": second, "third": third}


def _of_pairs(env) -> dict[str, str]:
    return {
        "number_date": env._("Same number, days near"),
        "number": env._("Same number"),
        "inside": env._("One number inside the other, same amount: %(one)s, %(other)s"),
        "named": env._("Same amount; both name %(one)s"),
        "parts": env._(
            "%(one)s in parts: %(other)s lines there, %(third)s items here, same sum"
        ),
        "mistyped": env._(
            "Same amount, days near, numbers one slip apart: %(one)s there, %(other)s here"
        ),
        "amount_date": env._("Same amount, %(one)s days apart, a number on one side only"),
        "amount_date_no_number": env._(
            "Same amount, %(one)s days apart, no number on either side"
        ),
        "sum": env._("The only sum that makes this amount, of %(one)s"),
        "opening": env._("Opening balance: %(one)s items of ours are older"),
        "accepted": env._("Accepted by %(one)s"),
        "by_hand": env._("Matched by hand by %(one)s"),
        "refused": env._("Suggestion refused by %(one)s"),
    }


def _of_one_side(env) -> dict[str, str]:
    return {
        "missing_bill": env._("Bill not received: ask for it"),
        "missing_credit_note": env._("Credit note not received: ask for it"),
        "payment_not_here": env._("They show a payment that our books do not have"),
        "not_here": env._("Not in our books"),
        "draft_here": env._("Captured, not posted yet"),
        "booked_later": env._("Booked after the day of the list"),
        "bill_not_there": env._("Bill that their list does not show"),
        "credit_not_applied": env._("Credit note that they have not applied"),
        "payment_not_there": env._("Payment that they have not recorded: send the advice"),
        "in_transit": env._("Payment on its way"),
        "not_there": env._("Not on their list"),
        "twice_there": env._("Twice on their list: see row %(one)s"),
        "twice_here": env._("Twice in our books"),
        "settled_elsewhere": env._("Settled with another supplier or account"),
        "does_not_add_up": env._(
            "Their list does not add up: its rows give %(one)s, it states %(other)s"
        ),
    }
