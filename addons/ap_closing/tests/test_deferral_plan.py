# SPDX-License-Identifier: AGPL-3.0-or-later
"""Plans are written by one statement; the pure rule says what it must write."""

import random
import runpy
from datetime import date, timedelta
from decimal import Decimal

from odoo.tests import tagged
from odoo.tools.misc import file_path

from odoo.addons.ap_base.arithmetic.calendar import Period, month_end
from odoo.addons.ap_base.arithmetic.deferral import Terms, plan_of
from odoo.addons.ap_base.arithmetic.proration import Convention

from .common import ApClosingCommon

STARTS = ("2024-01-31", "2024-02-29", "2025-12-31", "2026-01-01", "2026-01-30", "2026-03-15")
LENGTHS = (1, 2, 27, 28, 29, 30, 31, 59, 60, 90, 181, 364, 365, 366, 730, 1461)
AMOUNTS = ("12000.00", "-100.01", "0.01", "0.05", "99999999.99", "1.00", "0.00")
STEPS = ("0.01", "0.05", "1")
NOW = date(2026, 1, 1)


@tagged("post_install", "-at_install")
class TestDeferralPlan(ApClosingCommon):
    def _terms(self, step):
        """Periods that begin and end at odd days, and thousands drawn by lot; one in four
        ends early, before, within or after its period."""
        draw, found = random.Random(step), []
        periods = [
            (start, start + timedelta(days=length - 1))
            for start in map(date.fromisoformat, STARTS)
            for length in LENGTHS
        ]
        for _one in range(100):
            start = NOW + timedelta(days=draw.randint(-800, 800))
            periods.append((start, start + timedelta(days=draw.randint(0, 1200))))
        for start, end in periods:
            for convention in Convention:
                amount = Decimal(draw.choice(AMOUNTS))
                if draw.random() < 0.5:
                    amount = Decimal(draw.randint(-(10**7), 10**7)) / 100
                ended = None
                if draw.random() < 0.25:
                    ended = start + timedelta(days=draw.randint(-70, (end - start).days + 40))
                terms = Terms(amount, Period(start, end), convention, ended, Decimal(step))
                found.append(terms)
        return found

    def _written(self, terms):
        """What the statement writes for each of them, in their order."""
        self.env.cr.execute(
            """INSERT INTO ap_deferral (company_id, amount, convention, method, state,
                      date_start, date_end, date_ended)
               SELECT %s, one.amount, one.convention, 'stock', 'running', one.first,
                      one.last, one.ended
                 FROM unnest(%s::numeric[], %s::text[], %s::date[], %s::date[], %s::date[])
                      WITH ORDINALITY
                      AS one(amount, convention, first, last, ended, rank)
                ORDER BY one.rank
            RETURNING id""",
            (
                self.company.id,
                [one.amount for one in terms],
                [one.convention.value for one in terms],
                [one.period.start for one in terms],
                [one.period.end for one in terms],
                [one.ended for one in terms],
            ),
        )
        ids = [row[0] for row in self.env.cr.fetchall()]
        self.env["ap.deferral"].browse(ids)._write_plans()
        self.env.cr.execute(
            "SELECT deferral_id, date, amount::text, balance::text FROM ap_deferral_part"
            " WHERE deferral_id = ANY(%s) ORDER BY deferral_id, date",
            (ids,),
        )
        parts = dict.fromkeys(ids, ())
        for deferral, day, amount, balance in self.env.cr.fetchall():
            parts[deferral] += ((day, Decimal(amount), Decimal(balance)),)
        return [parts[one] for one in ids]

    def test_statement_writes_what_the_rule_says(self):
        for step in STEPS:
            self.env.cr.execute(
                "UPDATE res_currency SET rounding = %s WHERE id = %s",
                (step, self.company.currency_id.id),
            )
            terms = self._terms(step)
            for one, written in zip(terms, self._written(terms), strict=True):
                wanted = tuple(
                    (month_end(part.period.end), part.amount, part.balance)
                    for part in plan_of(one)
                )
                self.assertEqual(written, wanted, one)

    def test_parts_follow_their_deferral(self):
        """Supplier, account and company of a month are those of its deferral, and the
        planned months can be searched, summed and filtered by them."""
        deferral = self._deferral_of(self._spread("2026-03-15", "2027-03-14"))
        parts = self.env["ap.deferral.part"]
        mine = parts.search(
            [("partner_id", "=", deferral.partner_id.id), ("company_id", "=", self.company.id)]
        )
        self.assertEqual(mine, deferral.part_ids)
        [(account, amount)] = parts._read_group(
            [("id", "in", mine.ids)], ["account_id"], ["amount:sum"]
        )
        self.assertEqual((account, amount), (deferral.account_id, 12000.0))

    def test_columns_of_before_go_with_the_update(self):
        """The plan stays; the update may run twice."""
        deferral = self._deferral_of(self._spread("2026-03-15", "2027-03-14"))
        before = deferral.part_ids.mapped("amount")
        cr = self.env.cr
        cr.execute(
            """ALTER TABLE ap_deferral_part ADD COLUMN company_id int REFERENCES res_company,
                     ADD COLUMN partner_id int REFERENCES res_partner,
                     ADD COLUMN account_id int REFERENCES account_account"""
        )
        script = file_path("ap_closing/migrations/19.0.2.1.0/post-plan.py")
        for _turn in range(2):
            runpy.run_path(script)["migrate"](cr, "19.0.2.0.0")
        cr.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_name = 'ap_deferral_part' AND right(column_name, 3) = '_id'"
        )
        self.assertEqual(cr.fetchall(), [("deferral_id",)])
        self.env.invalidate_all()
        self.assertEqual(deferral.part_ids.mapped("amount"), before)

    def _deferral_of(self, bill):
        return self.env["ap.deferral"].search([("move_id", "=", bill.id)])
