# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people are asked about an expense, by the code of what was found: plain words for
who spent or approved, not those of accounting."""

from ..rules.control import ASK_APPROVER, ASK_HOLDER, RECLAIM


def sentences(env) -> dict[str, str]:
    """The sentences in the language of ``env``; of a purpose, where nothing was found."""
    return {**_of_receipts(env), **_of_policy(env), **_of_purposes(env)}


def _of_purposes(env) -> dict[str, str]:
    return {
        ASK_HOLDER: env._("What was it for? Please complete it in the tool."),
        ASK_APPROVER: env._("Do you confirm that it was for the company?"),
        RECLAIM: env._("It is not a cost of the company: you owe it."),
        f"{ASK_HOLDER}_waits": env._("It is a draft: please complete and submit it in the tool."),
        f"{ASK_APPROVER}_waits": env._("It waits for your approval in the tool."),
    }


def _of_receipts(env) -> dict[str, str]:
    missing = env._("The receipt is missing: please add it in the tool.")
    return {
        "receipt_missing": missing,
        "receipt_unknown": missing,
        "receipt_invalid": env._(
            "The receipt was refused: please add an invoice, or a receipt with details."
        ),
        "ticket_not_enough": env._(
            "A ticket is not enough for that amount: please ask the merchant for an invoice "
            "in the company’s name."
        ),
        "card_never_documented": env._(
            "Nothing is filled in yet: please give the category, what it was for, and the "
            "receipt."
        ),
        "submitted_late": env._("It was handed in late: is it still to be paid?"),
        "vat_without_receipt": missing,
        "vat_rate_unknown": env._("The VAT rate does not exist there: please look at it again."),
    }


def _of_policy(env) -> dict[str, str]:
    same = env._("It looks like another expense of the same amount: is it the same purchase?")
    day_off = env._("It is of a day off: what was it for?")
    above = env._("It is above the limit of the expense policy: do you agree to it?")
    vehicle = env._("Please correct the kilometres or the vehicle in the tool.")
    return {
        **dict.fromkeys(
            ("duplicate", "duplicate_perhaps", "duplicate_other_employee", "bill_in_books",
             "bill_perhaps"), same,
        ),
        "card_and_claim": env._(
            "It was paid by the company’s card and claimed as well: please take the claim back."
        ),
        **dict.fromkeys(("weekend", "public_holiday", "day_of_absence"), day_off),
        **dict.fromkeys(("above_limit", "above_limit_span", "per_diem_above"), above),
        **dict.fromkeys(("mileage_no_distance", "vehicle_unknown", "mileage_differs",
                         "mileage_crosses"), vehicle),
        "split_purchase": env._("Several purchases at one merchant: did you approve them together?"),
        "personal": env._("It is personal: you owe it."),
        "personal_perhaps": env._("A merchant of that kind: what was it for?"),
        "withdrawal": env._("Cash was withdrawn: what was it spent on?"),
        "cash_above_limit": env._("It was paid in cash, above what is allowed: why?"),
        "exchange_rate_off": env._(
            "The amounts in the two currencies do not agree: please check them."
        ),
        "approved_by_himself": env._("Who spent it approved it: do you approve it?"),
    }  # fmt: skip
