# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is wrong with the accounts of suppliers: each finding with its cause and amount."""

from odoo import models

from odoo.addons.ap_base.models.finding_value import FindingValue, day, link, money

from . import account_checks, supplier_ledger
from .supplier_accounts import OWED, accounts_of


class ApControl(models.Model):
    _inherit = "ap.control"

    def _find_payable_debit_balance(self, company, records, date):
        """Suppliers that owe us by their account, since longer than `days`."""
        least = self.parameter("days")
        found = []
        for number, items in self._open_of_suppliers(company, records, date).items():
            balance = sum(one.rest for one in items)
            debits = [one for one in items if one.rest < 0]
            since = min((one.date for one in debits), default=date)
            if round(balance, 2) < 0 and (date - since).days >= least:
                found.append(_of_supplier(company, number, "", -balance, since=day(since)))
        return found

    def _find_payable_old_item(self, company, records, date):
        """Bills that are late by more than `days`."""
        least = self.parameter("days")
        found = []
        for number, items in self._open_of_suppliers(company, records, date).items():
            old = [one for one in items if one.rest > 0 and one.late > least]
            if old:
                first = min(old, key=lambda one: one.due)
                found.append(
                    _of_supplier(
                        company, number, "", sum(one.rest for one in old), count=len(old),
                        first=_document(first), since=day(first.due),
                    )
                )  # fmt: skip
        return found

    def _find_payable_credit_unused(self, company, records, date):
        """Credit notes that were not used for `days`, beside bills that are open."""
        least = self.parameter("days")
        found = []
        for number, items in self._open_of_suppliers(company, records, date).items():
            notes = [
                one
                for one in items
                if one.move_type == "in_refund" and one.rest < 0
                and (date - one.date).days >= least
            ]  # fmt: skip
            if notes:
                found.append(
                    _of_supplier(
                        company, number, "", -sum(one.rest for one in notes),
                        count=len(notes), first=_document(notes[0]),
                    )
                )  # fmt: skip
        return found

    def _find_payable_payment_alone(self, company, records, date):
        """Payments that no bill explains since `days`: an advance, a bill that was not
        booked, or money that is not owed."""
        least = self.parameter("days")
        found = []
        for number, items in self._open_of_suppliers(company, records, date).items():
            for one in items:
                alone = one.rest < 0 and one.move_type == "entry"
                if alone and (date - one.date).days >= least:
                    found.append(
                        _of_supplier(
                            company, number, "", -one.rest, key=f"item {one.id}",
                            first=_document(one), since=day(one.date),
                        )
                    )  # fmt: skip
        return found

    def _find_payable_paid_twice(self, company, records, date):
        """Payments left open whose amount is that of a bill which another payment has
        settled within `days`."""
        items = self._open_of_suppliers(company, records, date)
        alone = [
            one
            for some in items.values()
            for one in some
            if one.rest < 0 and one.move_type == "entry"
        ]
        pairs = account_checks.paid_before(company, alone, self.parameter("days"))
        return [
            _of_supplier(
                company, one.partner_id, "", -one.rest, key=f"item {one.id}",
                first=_document(one), bill=link("account.move", bill, name),
            )
            for one, bill, name in pairs
        ]  # fmt: skip

    def _find_payable_advance_unused(self, company, records, date):
        """Advances beside bills that are open: they may be set off."""
        totals = supplier_ledger.totals(company, date, _ids(records))
        kinds = {one.id: one.kind for one in accounts_of(company, date)}
        advances, owed = {}, {}
        for one in totals:
            kind = kinds[one.account_id]
            if kind == "advance":
                advances[one.partner_id] = (
                    advances.get(one.partner_id, 0) + one.unmatched_debit
                )
            elif kind in OWED:
                owed[one.partner_id] = owed.get(one.partner_id, 0) + one.unmatched_credit
        return [
            _of_supplier(
                company, number, "", min(amount, owed[number]),
                advance=money(round(amount, 2), company.currency_id),
            )
            for number, amount in advances.items()
            if number and amount > 0 and owed.get(number, 0) > 0
        ]  # fmt: skip

    def _find_payable_shared_iban(self, company, records, date):
        """Suppliers with the bank account number of another one."""
        shared = account_checks.shared_ibans(self.env, company)
        wanted = set(shared) if records is None else set(shared) & set(records.ids)
        partners = self.env["res.partner"].browse(wanted).exists()
        suppliers = partners.filtered(lambda one: one.supplier_rank)
        found = []
        for one in suppliers:
            others = self.env["res.partner"].browse(shared[one.id]).exists()
            names = ", ".join(sorted(others.mapped("display_name")))
            found.append(_of_supplier(company, one.id, "", 0, others=names))
        return found

    def _find_payable_cross_match(self, company, records, date):
        """Items matched with those of another supplier: neither account is right."""
        return [
            _of_supplier(
                company, partner, "", amount, key=f"partial {number}",
                other=link("res.partner", other, name),
            )
            for number, partner, other, name, amount in account_checks.cross_matches(
                company, date, _ids(records)
            )
        ]  # fmt: skip

    def _find_payable_no_supplier(self, company, records, date):
        """Entries on accounts of suppliers without a supplier."""
        return [
            FindingValue(
                "account.move",
                move,
                values={"amount": money(amount, company.currency_id)},
                amount=amount,
                currency_id=company.currency_id.id,
            )
            for move, amount in account_checks.without_supplier(company, date, _ids(records))
        ]

    def _open_of_suppliers(self, company, records, date) -> dict:
        """What is open on the accounts of bills and payments, by supplier."""
        accounts = accounts_of(company, date, OWED)
        found = {}
        for one in supplier_ledger.open_items(company, date, _ids(records), accounts):
            if one.partner_id:
                found.setdefault(one.partner_id, []).append(one)
        return found


def _ids(records):
    return None if records is None else records.ids


def _document(item) -> dict:
    name = item.reference or item.number or item.label or ""
    return link("account.move", item.move_id, name)


def _of_supplier(company, number, code, amount, key="", **values) -> FindingValue:
    currency = company.currency_id
    amount = currency.round(amount)
    return FindingValue(
        "res.partner",
        number,
        key=key,
        message_code=code,
        values={"amount": money(amount, currency), **values},
        amount=amount,
        currency_id=currency.id,
        partner_id=number,
    )
