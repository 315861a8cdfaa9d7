# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an expense waits for, in words, with what to do."""


def stops(expense) -> list[str]:
    """What the blocking findings say, each with its remedy."""
    found = expense.ap_open_finding_ids.filtered(lambda one: one.severity == "blocking")
    return [" ".join(filter(None, (one.message, one.remedy))) for one in found]


def reasons(env) -> dict[str, str]:
    """The sentences by code of `rules.progress`."""
    return {
        "no_amount": env._("The tool gives no amount in the company's currency."),
        "no_day": env._("The tool gives no day of the expense."),
        "currency": env._("Its amount is not in the company's currency: export it converted."),
        "no_account": env._(
            "Its category has no account: choose one here, or for the category on the tool."
        ),
        "no_employee": env._("Its employee is not known: choose one."),
        "no_contact": env._("Its employee has no work contact, under which it is booked."),
        "no_supplier": env._("Its supplier is not known: choose one."),
        "no_tax": env._("No purchase tax of the company has that rate: choose one."),
        "vat_too_large": env._("Its VAT is more than its rate gives: correct it in the tool."),
        "no_centre": env._(
            "Its cost centre is no analytic account: choose a distribution, or name the "
            "centre on the tool."
        ),
        "no_axes": env._(
            "Its account requires analytic axes that it does not have: choose a distribution."
        ),
        "bill_draft": env._("A draft bill has its number: post the bill, or remove the link."),
        "two_bills": env._("Several bills have its number: choose one."),
        "held": env._("It is disputed: its cost waits."),
        "finding": env._("A control stops it: see its findings."),
        "no_tool_account": env._("The tool has not all its accounts: see Expenses ▸ Expense tools."),
        "advance_exceeded": env._("More than the advance is returned."),
        "not_approved_pending": env._(
            "The card payment is authorised, not settled yet: it is booked afterwards."
        ),
        "not_approved_draft": env._("It is not submitted in the tool yet: ask its holder."),
        "not_approved_submitted": env._(
            "It is not approved in the tool yet: ask its approver."
        ),
        "too_old": env._("It is older than the first day that is booked here."),
    }
