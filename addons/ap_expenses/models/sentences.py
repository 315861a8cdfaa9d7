# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an expense waits for, in words, with what to do."""


def reasons(env) -> dict[str, str]:
    """The sentences by code of `rules.progress`."""
    _ = env._
    return {
        "no_amount": _("The tool gives no amount in the company's currency."),
        "no_day": _("The tool gives no day of the expense."),
        "currency": _("Its amount is not in the company's currency: export it converted."),
        "no_account": _(
            "Its category has no account: choose one here, or for the category on the tool."
        ),
        "no_employee": _("Its employee is not known: choose one."),
        "no_contact": _("Its employee has no work contact, under which it is booked."),
        "no_supplier": _("Its supplier is not known: choose one."),
        "no_tax": _("No purchase tax of the company has that rate: choose one."),
        "vat_too_large": _("Its VAT is more than its rate gives: correct it in the tool."),
        "no_centre": _(
            "Its cost centre is no analytic account: choose a distribution, or name the "
            "centre on the tool."
        ),
        "bill_draft": _("A draft bill has its number: post the bill, or remove the link."),
        "two_bills": _("Several bills have its number: choose one."),
        "held": _("It is disputed: its cost waits."),
        "finding": _("A control stops it: see its findings."),
        "no_tool_account": _("The tool has not all its accounts: see Expenses ▸ Tools."),
        "advance_exceeded": _("More than the advance is returned."),
        "too_old": _("It is older than the first day that is booked here."),
    }
