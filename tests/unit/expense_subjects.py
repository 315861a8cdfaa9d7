# SPDX-License-Identifier: AGPL-3.0-or-later
"""Expenses to control, and the French figures of the data files."""

import csv
from datetime import date
from decimal import Decimal as D
from pathlib import Path

from ap_expenses.rules import control_allowance as allowance
from ap_expenses.rules.control import Subject
from ap_expenses.rules.mileage import Bracket
from ap_expenses.rules.transaction import PaidBy, Receipt, Transaction

FRANCE = Path(__file__).parents[2] / "addons" / "l10n_fr_ap_expenses" / "data"
DAY = date(2026, 3, 5)


def rows(name):
    with (FRANCE / f"ap.expense.{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def day(text):
    return date.fromisoformat(text) if text else None


def brackets():
    return [
        Bracket(
            day(row["date_from"]), day(row["date_to"]), "FR", row["vehicle"],
            int(row["power_from"]), int(row["power_to"]), D(row["km_from"]),
            D(row["km_to"]), D(row["rate"]), D(row["fixed"]),
            D(row["electric_percent"]),
        )
        for row in rows("scale")
    ]  # fmt: skip


def caps():
    return [
        allowance.Allowance(
            day(row["date_from"]), day(row["date_to"]), "FR", row["code"], row["zone"],
            D(row["amount"]),
        )
        for row in rows("allowance")
    ]  # fmt: skip


def figures(code):
    return [row for row in rows("figure") if row["code"] == code]


def percent(nature):
    [row] = [one for one in rows("vat.rule") if one["nature_id:id"].endswith(f"nature_{nature}")]
    return D(row["percent"])


def subject(identity=1, gross="100.00", nature="", employee="E1", **more):
    own = {
        name: more.pop(name)
        for name in ("grade", "approver", "beneficiary", "centre_closed", "recovered",
                     "centre_opened", "centre_known", "percent")
        if name in more
    }  # fmt: skip
    given = {
        "external_id": f"X{identity}",
        "expense_date": DAY,
        "gross_base": D(gross),
        "currency_base": "EUR",
        "currency_original": "EUR",
        "payment_method": PaidBy.CARD,
        "merchant": "Shop",
        "receipt": Receipt.VALID,
        **more,
    }
    if nature and "percent" not in own:
        own["percent"] = percent(nature)
    return Subject(identity, Transaction(**given), employee, nature, **own)


def codes(results):
    return [one.code for one in results]
