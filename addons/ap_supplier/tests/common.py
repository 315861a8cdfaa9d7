# SPDX-License-Identifier: AGPL-3.0-or-later
"""Suppliers with an account each: bills, payments and what was matched."""

from datetime import date
from unittest.mock import patch

from odoo import Command

from odoo.addons.ap_closing.tests.common import ApClosingCommon


class SupplierCommon(ApClosingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accounts = cls.env["ap.supplier.account"]
        cls.payable = cls._account("401100")
        cls.bank = cls.company_data["default_journal_bank"].default_account_id
        cls.misc = cls.company_data["default_journal_misc"]
        cls.alpha = cls._partner("Alpha Fournitures")
        cls.beta = cls._partner("Beta Industrie")

    @classmethod
    def _today(cls, day):
        """The companies' day from now on in this test."""
        companies = type(cls.company)
        return patch.object(
            companies, "_company_today", lambda company: date.fromisoformat(day)
        )

    @classmethod
    def _item(cls, day, amount, partner=None, due=None, ref="", **values):
        """A posted item on 401, credits positive, and its entry: the item."""
        partner = cls.alpha if partner is None else partner
        account = values.pop("account", cls.payable)
        money = {"balance": -amount, "partner_id": partner.id, "account_id": account.id}
        other = {"balance": amount, "account_id": cls.bank.id}
        currency = values.pop("currency", None)
        if currency:
            rate = values.pop("rate")
            money |= {"currency_id": currency.id, "amount_currency": -amount}
            money["balance"] = -round(amount / rate, 2)
            other["balance"] = -money["balance"]
        entry = cls.env["account.move"].create({
            "move_type": "entry",
            "date": day,
            "ref": ref,
            "journal_id": cls.misc.id,
            "company_id": cls.company.id,
            "line_ids": [
                Command.create({"name": ref, "date_maturity": due or day, **money}),
                Command.create({"name": ref, **other}),
            ],
            **values,
        })  # fmt: skip
        entry.action_post()
        return entry.line_ids.filtered(lambda line: line.account_id == account)

    @classmethod
    def _invoice(cls, amount, ref, partner=None, day="2026-09-15", **values):
        """A posted bill, or a credit note of a negative amount: its payable item."""
        bill = cls.env["account.move"].create({
            "move_type": "in_invoice" if amount > 0 else "in_refund",
            "partner_id": (partner or cls.alpha).id,
            "invoice_date": day,
            "date": day,
            "invoice_date_due": values.pop("due", day),
            "ref": ref,
            "company_id": cls.company.id,
            "invoice_line_ids": [Command.create({
                "name": ref, "account_id": cls.fees.id, "quantity": 1,
                "price_unit": abs(amount), "tax_ids": False,
            })],
            **values,
        })  # fmt: skip
        bill.action_post()
        return bill.line_ids.filtered(
            lambda line: line.account_id.account_type == "liability_payable"
        )

    def _at(self, day, partner=None, code="401100"):
        """The row of a supplier's account at a day; None where there is none."""
        partner = partner or self.alpha
        rows = self.accounts.at_date(self.company.id, day, partner.ids)
        return next((row for row in rows if row["account_code"] == code), None)

    def _open(self, day, partner=None):
        """{reference: what is open} of a supplier at a day, credits positive."""
        rows = self.env["ap.supplier.item"]._at(
            self.company, date.fromisoformat(day), partner or self.alpha
        )
        return {row.move_id.ref: row.rest for row in rows}
