# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta

from odoo import models

from odoo.addons.ap_base.models.finding_value import FindingValue, day, link, money

from . import mending, positions


class ApControl(models.Model):
    _inherit = "ap.control"

    def _find_loan_difference(self, company, records, date):
        """Loans whose account is not their schedule, whose instalments are in no entry
        after `late_days`, or whose entries are split otherwise."""
        running = [("company_id", "=", company.id), ("state", "=", "active")]
        loans = self.env["ap.loan"].search(running)
        if records is not None:
            loans &= records
        late = date - timedelta(days=self.parameter("late_days"))
        found = []
        for position in positions.at_date(loans, date):
            found += _of_capital(position)
            found += _of_late_rows(position, late)
            found += _of_splits(position.loan)
        return found


def _of_capital(position) -> list[FindingValue]:
    """What differs beyond the rows that wait for their entry."""
    rest = position.difference - sum(row.principal for row in position.unbooked)
    return [_finding(position.loan, "", "capital", rest)] if rest else []


def _of_late_rows(position, late) -> list[FindingValue]:
    return [
        _finding(position.loan, "late", f"{row.number} {row.date}", row.debit, day=day(row.date))
        for row in position.unbooked
        if row.date <= late
    ]


def _of_splits(loan) -> list[FindingValue]:
    return [
        _finding(
            loan, "split", f"split {move.id}", max(abs(gap.booked - gap.expected) for gap in gaps),
            entry=link(move._name, move.id, move.display_name),
        )
        for _row, move, gaps in mending.wrong_splits(loan)
    ]  # fmt: skip


def _finding(loan, code, key, amount, **values) -> FindingValue:
    currency = loan.currency_id
    return FindingValue(
        loan._name,
        loan.id,
        key=key,
        message_code=code,
        values={"loan": loan.name, "amount": money(amount, currency), **values},
        amount=amount,
        currency_id=currency.id,
        partner_id=loan.partner_id.id,
        user_id=loan.user_id.id,
    )
