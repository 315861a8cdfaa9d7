# SPDX-License-Identifier: AGPL-3.0-or-later
"""The work list once more: what is the same is not read, and nothing is missed."""

import random
from unittest.mock import patch

from odoo import Command
from odoo.tests import freeze_time, tagged

from odoo.addons.ap_purchase.models.open_order import open_order_changes

from .common import OrderCase

LEFT_OUT = ("id", "create_date", "write_date", "__last_update")

# A number of 1 to 9, then the id of an order line.
OF_LINE = {
    "price": "UPDATE purchase_order_line SET price_unit = 95 + %s WHERE id = %s",
    "ordered": "UPDATE purchase_order_line SET product_qty = 4 + %s WHERE id = %s",
    "planned": "UPDATE purchase_order_line SET date_planned ="
               " date_planned + %s * interval '9 days' WHERE id = %s",
    "label": "UPDATE purchase_order_line SET name = 'New ' || %s WHERE id = %s",
    "excluded": "UPDATE purchase_order_line SET ap_no_accrual_reason = 'r' || %s"
                " WHERE id = %s",
    "service": "UPDATE purchase_order_line SET service_mode = 'elapsed',"
               " service_start_date = '2026-11-01',"
               " service_end_date = '2026-11-16'::date + %s WHERE id = %s",
    "receipt": "UPDATE ap_receipt SET quantity = %s WHERE purchase_line_id = %s",
    "receipt_day": "UPDATE ap_receipt SET date = '2026-11-01'::date + %s"
                   " WHERE purchase_line_id = %s",
    "billed": "UPDATE account_move_line SET quantity = %s WHERE purchase_line_id = %s",
    "bill_amount": "UPDATE account_move_line SET balance = balance + %s,"
                   " amount_currency = amount_currency + 1"
                   " WHERE purchase_line_id = %s",
    "sent": "UPDATE purchase_order SET ap_date_sent = '2026-11-15'::date + %s"
            " WHERE id = (SELECT order_id FROM purchase_order_line WHERE id = %s)",
    "buyer": "UPDATE purchase_order SET user_id = CASE WHEN %s > 4 THEN user_id END"
             " WHERE id = (SELECT order_id FROM purchase_order_line WHERE id = %s)",
    "rate": "UPDATE res_currency_rate SET rate = 1 + %s * 0.1 WHERE currency_id ="
            " (SELECT currency_id FROM purchase_order_line WHERE id = %s)",
    "row": "DELETE FROM ap_open_order WHERE %s > 0 AND purchase_line_id = %s",
}  # fmt: skip
# The same, of what all lines share.
OF_ALL = {
    "tax": "UPDATE account_tax SET amount = %s WHERE id = %s",
    "sent_here": "UPDATE res_company SET ap_orders_sent_here = %s > 4 WHERE id = %s",
    "late_days": "UPDATE res_company SET ap_open_late_days = %s WHERE id = %s",
    "factor": "UPDATE uom_uom SET factor = 11 + %s WHERE id = %s",
}


@tagged("post_install", "-at_install")
@freeze_time("2026-11-20 10:00:00")
class TestOpenOrderAgain(OrderCase):
    """Lines received, billed ahead, returned, waiting, in dollars, with a tax inside."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.list = cls.env["ap.open.order"]
        cls.dollar = cls.setup_other_currency("USD", rates=[("2026-10-01", 2.0)])
        cls.tax = cls.company.account_purchase_tax_id.copy(
            {"name": "Inside", "price_include_override": "tax_included"}
        )
        inside = {"tax_ids": [Command.set(cls.tax.ids)], "price_unit": 120.0}
        cls.lines = cls._order({}, {}, {"price_unit": 101.0}, {}, inside).order_line
        cls.received, cls.ahead, cls.returned, cls.waiting, cls.inside = cls.lines
        cls.abroad = cls._order({}, currency_id=cls.dollar.id).order_line
        for line, quantity in ((cls.received, 4), (cls.returned, 10), (cls.inside, 3)):
            cls._receive(line, quantity)
        cls._receive(cls.abroad, 5)
        cls._bill(cls.ahead, 2)
        cls._bill(cls.returned, 10)
        cls._receive(cls.returned, -2, on="2026-10-28")
        cls.list._refresh(cls.company)

    def _rows(self):
        names = [
            name
            for name, field in self.list._fields.items()
            if field.store and field.column_type and name not in LEFT_OUT
        ]
        mine = [("company_id", "=", self.company.id)]
        rows = self.list.search(mine, order="purchase_line_id").read(names, load=None)
        return [{name: row[name] for name in names} for row in rows]

    def _read_lines(self):
        """Refresh; the order lines that were read."""
        asked, gather = [], type(self.position)._gather

        def gathered(positions, *args, **kwargs):
            rows = gather(positions, *args, **kwargs)
            asked.extend(row.line_id for row in rows)
            return rows

        with patch.object(type(self.position), "_gather", gathered):
            self.list._refresh(self.company)
        return set(asked)

    def assertAsAnew(self, read=None, said=None):
        """Once more reads those lines, and gives what a list made anew gives."""
        asked = self._read_lines()
        if read is not None:
            self.assertEqual(asked, set(read.ids))
        found = self._rows()
        with self.env.cr.savepoint() as savepoint:
            self._sql("DELETE FROM ap_open_order WHERE company_id = %s", self.company.id)
            self.list._refresh(self.company)
            anew = self._rows()
            savepoint.rollback()
        self.env.invalidate_all()
        self.assertEqual(found, anew, said)

    def _sql(self, statement, *values):
        self.env.flush_all()
        self.env.cr.execute(statement, values)
        self.env.invalidate_all()

    def test_nothing_changed_reads_nothing(self):
        before = self._rows()
        self.assertFalse(self._read_lines())
        self.assertEqual(self._rows(), before)
        self._order({}, {})
        self.list._refresh(self.company)
        self.assertFalse(self._read_lines())

    def test_what_is_read_by_its_events_is_seen(self):
        self._bill(self.waiting, 3, with_line={"price_unit": 70.0})
        self._bill(self.waiting, 3)
        self.list._refresh(self.company)
        self.assertFalse(self._read_lines())
        cheap, plain = self.waiting.invoice_lines.sorted("id")
        self._sql(  # the sums stay the same
            "UPDATE account_move_line SET quantity = CASE id WHEN %s THEN 2 ELSE 4 END"
            " WHERE id IN (%s, %s)",
            cheap.id, cheap.id, plain.id,
        )  # fmt: skip
        self.assertAsAnew(self.lines)

    def test_a_receipt_and_a_bill_are_seen_with_their_order(self):
        self._receive(self.abroad, 5)
        self._bill(self.abroad, 7)
        self.assertAsAnew(self.abroad)

    def test_a_line_that_is_complete_leaves_the_list(self):
        self._receive(self.abroad, 5)
        self._bill(self.abroad, 10)
        self.list._refresh(self.company)
        self.assertNotIn(self.abroad.id, [row["purchase_line_id"] for row in self._rows()])
        self.assertNotIn(self.abroad.id, self._read_lines())

    def test_rates_taxes_units_and_settings_are_seen(self):
        every = self.lines | self.abroad
        self.dollar.rate_ids[:1].rate = 4.0
        self.assertAsAnew(every)
        self.tax.amount = 10.0
        self.assertAsAnew(every)
        self.service.uom_ids = [Command.link(self.dozen.id)]
        self.assertAsAnew(every)
        self.company.ap_open_stale_days = 1
        self.assertAsAnew(every)

    def test_another_day_reads_all(self):
        with freeze_time("2026-12-24 10:00:00"):
            self.assertAsAnew(self.lines | self.abroad)

    def test_what_somebody_deleted_comes_back(self):
        row = self.list.search([("purchase_line_id", "=", self.abroad.id)])
        before = self._rows()
        row.sudo().unlink()
        self.list._refresh(self.company)
        self.assertEqual(self._rows(), before)

    def test_the_answer_counts_the_whole_list(self):
        first = self.list.refresh(self.company.id)
        self.assertEqual(self.list.refresh(self.company.id), first)
        self.assertEqual(first["lines"], len(self._rows()))
        self.assertEqual(sum(first["causes"].values()), first["lines"])

    def test_what_came_of_the_order_counts_though_it_is_complete(self):
        repair, freight = self._order({}, {"name": "Freight"}).order_line
        self._receive(repair, 10)
        self._bill(repair, 10)
        self.list._refresh(self.company)
        self._sql("UPDATE purchase_order_line SET price_unit = 90 WHERE id = %s", freight.id)
        self.assertAsAnew(freight)  # and nothing of what is complete
        row = self.list.search([("purchase_line_id", "=", freight.id)])
        self.assertEqual((row.received, row.to_accrue_amount), (10.0, 900.0))

    def test_a_line_in_another_order_lets_both_be_read(self):
        other = self._order({}).order_line
        self.list._refresh(self.company)
        self._sql(
            "UPDATE purchase_order_line SET order_id = %s WHERE id = %s",
            other.order_id.id, self.waiting.id,
        )  # fmt: skip
        self.assertAsAnew(self.lines | other)

    def test_an_order_that_is_complete_is_not_read_again(self):
        self._receive(self.abroad, 5)
        with freeze_time("2026-11-21 10:00:00"):
            self._sql(
                "UPDATE purchase_order_line SET service_start_date = %s,"
                " service_end_date = %s WHERE id = %s",
                "2026-10-05", "2026-10-09", self.abroad.id,
            )  # fmt: skip
            self._bill(self.abroad, 10)
            self.list._refresh(self.company)
            mine = [("purchase_line_id", "=", self.abroad.id)]
            self.assertFalse(self.list.search(mine))
            self.assertNotIn(self.abroad.id, self._read_lines())
            self._sql(
                "UPDATE account_move_line SET quantity = 8 WHERE purchase_line_id = %s",
                self.abroad.id,
            )
            self.assertAsAnew(self.abroad)
            self.assertTrue(self.list.search(mine))

    def test_other_code_reads_all_and_unknown_code_each_time(self):
        every = self.lines | self.abroad
        with patch.object(open_order_changes, "code_stamp", lambda env: "other"):
            self.assertAsAnew(every)
            self.assertFalse(self._read_lines())
        with patch.object(open_order_changes, "code_stamp", lambda env: ""):
            self.assertAsAnew(every)
            self.assertAsAnew(every)

    def test_taxes_of_the_company_inside_prices_are_seen(self):
        self.tax.price_include_override = False
        self.list._refresh(self.company)
        self._sql(
            "UPDATE res_company SET account_price_include = %s WHERE id = %s",
            "tax_included", self.company.id,
        )  # fmt: skip
        self.assertAsAnew(self.lines | self.abroad)

    def test_after_each_of_many_changes_it_is_as_made_anew(self):
        """Through Odoo and by plain SQL; the same series each time."""
        dice = random.Random(17)
        self._order({}, {"name": "Freight"}, {"product_qty": 4})
        self._order({"product_uom_id": self.dozen.id}, {})
        lines = self.env["purchase.order.line"].search([("company_id", "=", self.company.id)])
        changes = self._changes()
        for name in [*changes, *dice.choices(list(changes), k=20)]:
            line = dice.choice(lines)
            number = dice.randint(1, 9)
            changes[name](line, number)
            self.env.flush_all()
            self.env.invalidate_all()
            self.assertAsAnew(said=f"{name} {number} of line {line.id}")

    def _changes(self):
        """Return by name what changes something of a line, given a number of 1 to 9."""
        of = {"tax": self.tax, "factor": self.dozen}

        def by_sql(statement, record=None):
            return lambda line, number: self._sql(statement, number, (record or line).id)

        return {
            "receive": lambda line, number: self._receive(line, number),
            "give_back": lambda line, number: self._receive(line, -1, on="2026-11-10"),
            "bill": lambda line, number: self._bill(line, number),
            "draft": lambda line, number: line.invoice_lines.move_id[:1].button_draft(),
            "close": lambda line, number: self.env["ap.order.closure"].close(
                line, self._day("2026-11-18"), "No more"
            ),
            "unit": lambda line, number: self.service.write(
                {"uom_ids": [Command.link(self.dozen.id)]}
            ),
            **{name: by_sql(statement) for name, statement in OF_LINE.items()},
            **{
                name: by_sql(statement, of.get(name, self.company))
                for name, statement in OF_ALL.items()
            },
        }
