# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from odoo.tests import tagged

from odoo.addons.ap_base.arithmetic.money import round_half_up, to_decimal

from ..rules import open_order, position
from ..rules.position import PositionRow
from .common import OCTOBER, OrderCase

DAY = date.fromisoformat(OCTOBER)
AMOUNTS = position.Amounts._fields
QUANTITIES = tuple(map(Decimal, ("0", "3", "6", "7.5", "10", "10", "12")))


@tagged("post_install", "-at_install")
class TestPositionShared(OrderCase):
    """Rows of the same figures share their money and their cause: it changes nothing."""

    def test_shared_figures_equal_each_row_by_the_rules(self):
        self.env["res.currency.rate"].create(
            {
                "currency_id": self.env.ref("base.USD").id,
                "company_id": self.company.id,
                "name": "2026-10-30",
                "rate": 1.25,
            }
        )
        rows = self._random_rows(Random(20261031), 3000)
        found = self.position._valued(self.company, DAY, rows)
        self.assertEqual(len(found), len(rows))
        wanted = self._by_the_rules(rows)
        for row, got, expected in zip(rows, found, wanted, strict=True):
            self.assertEqual({key: got[key] for key in expected}, expected, row)
        causes = {line["cause"] for line in found}
        self.assertGreater(len(causes), 9, causes)
        self.assertIn("wrong_line_billed", causes)

    def test_facts_of_two_rows_are_not_one_object(self):
        row = self._random_rows(Random(1), 1)[0]._replace(
            ordered=Decimal(10), received=Decimal(10), billed=Decimal(0), closed_on=None
        )
        first, second = self.position._valued(
            self.company, DAY, [row, row._replace(line_id=2)]
        )
        first["facts"]["days"] = -1
        self.assertNotEqual(second["facts"]["days"], -1)

    def _random_rows(self, random, count):
        return [self._random_row(random, number) for number in range(count)]

    def _random_row(self, random, number):
        currency = random.choice((self.company.currency_id, self.env.ref("base.USD")))
        values = dict.fromkeys(PositionRow._fields)
        values.update(
            line_id=number + 1,
            order_id=number // 5,
            order_name=f"P{number // 5}",
            partner_id=1,
            currency_id=currency.id,
            currency_name=currency.name,
            label="Random",
            product_type=random.choice(("service", "consu")),
            service_mode=random.choice(("log", "log", "elapsed")),
            service_end=self._day(random),
            date_planned=random.choice((None, self._day(random))),
            closed_on=random.choice((None, None, None, DAY)),
            date_ordered=DAY - timedelta(days=100),
            date_last_receipt=self._day(random),
            date_last_bill=self._day(random),
            receipt_refs=(),
            bill_refs=("B",) * random.randint(0, 3),
            doubts=(),
            tax_ids=(),
            **self._random_figures(random),
        )
        return PositionRow(**values)

    def _random_figures(self, random):
        sign = random.choice((1, 1, 1, 1, -1))
        ordered, received, billed = (sign * random.choice(QUANTITIES) for _ in range(3))
        price = Decimal(random.choice(("10", "10.005", "333.33", "0")))
        elsewhere = random.choice((0, 0, 0, 1)) * Decimal("33.35")
        return {
            "price_unit": price,
            "discount": Decimal(random.choice(("0", "0", "12.5"))),
            "ordered": ordered,
            "received": received,
            "returned": random.choice((Decimal(0), Decimal(2))),
            "billed": billed,
            "billed_balance": billed * Decimal("10.01") + elsewhere,
            "billed_in_currency": billed * random.choice((price, Decimal("10.01"))),
            "billed_elsewhere": elsewhere,
        }

    def _day(self, random):
        return DAY - timedelta(days=random.choice((-10, 5, 70)))

    def _by_the_rules(self, rows):
        """Each row by itself, nothing shared but the other lines of its order."""
        rates = self.position._closing_rates(
            self.company, DAY, {row.currency_id for row in rows}
        )
        own = self.company.currency_id
        patience = self.company._open_order_patience()
        for row in rows:
            rate, step = rates[row.currency_id]
            gap = position.gaps_of(row)
            billed = position.billed_in_order_currency(row, rate, step)
            price, finest = position.discounted(row), to_decimal(own.rounding)

            def theirs(quantity, price=price, step=step):
                return round_half_up(quantity * price, step)

            def in_euro(quantity, theirs=theirs, rate=rate, finest=finest):
                return round_half_up(theirs(quantity) * rate, finest)

            mine = ours = position.amounts(row, gap, theirs, billed, step)
            if row.currency_id != own.id:
                ours = position.amounts(row, gap, in_euro, row.billed_balance, finest)
            facts = self._facts(row, rows, billed, step)
            finding = open_order.classify(facts, patience)
            if row.ordered == row.received == row.billed and (
                facts.billed_price in (None, facts.price)
            ):  # nothing is left that a person could have closed
                finding = open_order.Finding("complete", "none", ())
            yield {
                "line_id": row.line_id,
                "price": float(position.discounted(row)),
                **{name: float(getattr(gap, name)) for name in gap._fields},
                **{f"{n}_amount": float(getattr(mine, n)) for n in AMOUNTS},
                **{f"{n}_amount_company": float(getattr(ours, n)) for n in AMOUNTS},
                "cause": finding.cause,
                "action": finding.action,
                "facts": {name: _plain(value) for name, value in finding.facts},
            }

    def _facts(self, row, rows, billed, step):
        price = position.discounted(row)
        billed_price = None
        if row.billed:
            cents = step * max(len(row.bill_refs), 1)
            near = abs(billed - price * row.billed) <= cents
            billed_price = price if near else billed / row.billed
        elapsed = row.service_mode == "elapsed"
        start = (row.line_id - 1) // 5 * 5
        return open_order.facts_of(
            row,
            DAY,
            price=price,
            billed_price=billed_price,
            planned=row.service_end if elapsed else row.date_planned,
            sent=not self.company.ap_orders_sent_here,
            closed=bool(row.closed_on),
            service=row.product_type == "service" and not elapsed,
            sibling_gaps={
                other.received - other.billed
                for other in rows[start : start + 5]
                if position.discounted(other) == price
            },
        )


def _plain(value):
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if hasattr(value, "isoformat") else value or False
