# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import Command, fields
from odoo.tests import new_test_user

from odoo.addons.ap_base.tests.common import AccountingCase

OCTOBER = "2026-10-31"


class OrderCase(AccountingCase):
    """A French company that orders services, and short ways to order and to bill."""

    @classmethod
    @AccountingCase.setup_country("fr")
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids |= cls.env.ref("ap_base.group_head")
        cls.env.user.group_ids |= cls.env.ref("purchase.group_purchase_manager")
        cls.company = cls.company_data["company"]
        cls.position = cls.env["ap.order.position"]
        cls.unit = cls.env.ref("uom.product_uom_unit")
        cls.dozen = cls.env.ref("uom.product_uom_dozen")
        cls.service = cls._product("Repair")

    @classmethod
    def _product(cls, name, **values):
        return cls.env["product.product"].create(
            {
                "name": name,
                "type": "service",
                "purchase_method": "receive",
                "supplier_taxes_id": False,
                **values,
            }
        )

    @classmethod
    def _order(cls, *lines, on="2026-10-05 08:00:00", confirm=True, **values):
        """Order lines given as dicts; quantity 10 at 100.00 unless they give others."""
        order = cls.env["purchase.order"].create(
            {
                "partner_id": cls.partner_a.id,
                "company_id": cls.company.id,
                "currency_id": cls.company.currency_id.id,
                **values,
                "order_line": [
                    Command.create(
                        {
                            "product_id": cls.service.id,
                            "product_qty": 10,
                            "price_unit": 100.0,
                            "tax_ids": [Command.clear()],
                            **line,
                        }
                    )
                    for line in lines or ({},)
                ],
            }
        )
        if confirm:
            order.button_confirm()
            order.date_approve = on
        return order

    @classmethod
    def _receive(cls, line, quantity, on="2026-10-20", **values):
        receipts = cls.env["ap.receipt"]
        if "user_id" in values:  # as if that person had recorded it
            receipts = receipts.sudo()
        return receipts.create(
            {"purchase_line_id": line.id, "quantity": quantity, "date": on, **values}
        )

    @classmethod
    def _bill(cls, line, quantity, on="2026-10-25", post=True, **values):
        """Bill a quantity of an order line, with that accounting date."""
        line_values = values.pop("with_line", {})
        bill = cls.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": line.partner_id.id,
                "invoice_date": on,
                "date": on,
                "currency_id": line.currency_id.id,
                "company_id": line.company_id.id,
                **values,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": line.product_id.id,
                            "purchase_line_id": line.id,
                            "quantity": quantity,
                            "product_uom_id": line.product_uom_id.id,
                            "price_unit": line.price_unit,
                            "discount": line.discount,
                            "tax_ids": [Command.set(line.tax_ids.ids)],
                            **line_values,
                        }
                    )
                ],
            }
        )
        bill.date = values.get("date", on)
        if post:
            bill.action_post()
        return bill

    def _at(self, lines, day=OCTOBER):
        """Return the position of the lines, in their order."""
        rows = self.position.at_date(self.company.id, day, line_ids=lines.ids)
        by_line = {row["line_id"]: row for row in rows}
        return [by_line[line.id] for line in lines if line.id in by_line]

    def assertPosition(self, line, day=OCTOBER, **expected):
        rows = self._at(line, day)
        self.assertEqual(len(rows), 1)
        self.assertEqual({name: rows[0][name] for name in expected}, expected)

    @classmethod
    def _user(cls, login, *groups):
        return new_test_user(
            cls.env,
            login=login,
            groups=",".join(("base.group_user", *groups)),
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    @staticmethod
    def _day(text):
        return fields.Date.to_date(text)


class MatchCase(OrderCase):
    """Bills as they come in: typed or read, without a link to an order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Sentences are compared in English, whatever language the database has.
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env.user.lang = "en_US"
        cls.match = cls.env["ap.match"]
        cls.goods = cls._product("Hinge", default_code="H-100")
        cls.screw = cls._product("Screw", default_code="S-200")

    @classmethod
    def _received_bill(cls, order, *lines, number="F1", on="2026-10-25", **values):
        """A draft bill that names the order; lines are dicts of their values."""
        return cls.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": (order.partner_id or cls.partner_a).id,
                "invoice_date": on,
                "date": on,
                "ref": number,
                "invoice_origin": order.name,
                "currency_id": cls.company.currency_id.id,
                "company_id": cls.company.id,
                **values,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "quantity": 1,
                            "tax_ids": [Command.clear()],
                            **line,
                        }
                    )
                    for line in lines
                ],
            }
        )

    def _matched(self, *bills):
        """Compare the bills; return their matches."""
        moves = self.env["account.move"].union(*bills)
        self.match._match(moves)
        return self.match.browse(
            self.match.search([("move_id", "=", bill.id)]).id for bill in bills
        )

    def _findings(self, bill):
        return (
            self.env["ap.finding"]
            .search([*bill._ap_finding_domain(), ("control_code", "=like", "match_%")])
            .mapped("control_code")
        )

    def assertUnchanged(self, bill, before):
        """Of the bill as received nothing changed but the links."""
        bill.invalidate_recordset()
        bill.line_ids.invalidate_recordset()
        self.assertEqual(self._as_received(bill), before)

    @staticmethod
    def _as_received(bill):
        names = [
            "name", "quantity", "price_unit", "discount", "price_subtotal", "balance",
            "amount_currency", "product_id", "product_uom_id", "tax_ids", "account_id",
            "analytic_distribution", "display_type", "sequence",
        ]  # fmt: skip
        totals = (bill.amount_total, bill.amount_tax, bill.invoice_origin, bill.ref)
        return totals, bill.line_ids.sorted("id").read(names)

    def assertOwned(self, bill, owner):
        """The exception is a finding of that person, to clear by the day of the match."""
        match = bill.ap_match_ids
        found = self.env["ap.finding"].search(
            [*bill._ap_finding_domain(), ("control_code", "=", f"match_{match.cause}")]
        )
        self.assertTrue(owner and match.date_due)
        self.assertRecordValues(
            found,
            [
                {
                    "user_id": owner.id,
                    "state": "assigned",
                    "date_due": match.date_due,
                    "assigned_by_hand": False,
                }
            ],
        )

    def _compared(self, price, number="P1", quantity=10, **order):
        """The match of ten ordered at 100.00, received, and billed at a price."""
        order = self._order(
            {"product_id": self.goods.id, "name": "Hinge", "product_qty": quantity},
            **order,
        )
        self._receive(order.order_line, quantity)
        bill = self._received_bill(
            order,
            {"name": "Hinge", "quantity": quantity, "price_unit": price},
            number=number,
        )
        return self._matched(bill)
