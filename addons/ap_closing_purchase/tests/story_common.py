# SPDX-License-Identifier: AGPL-3.0-or-later
"""Closings of orders without VAT: one amount, its counterpart, its mark."""

from .common import OCTOBER, ApClosingCommon

NAME = "Nordlys SAS"


class StoryCase(ApClosingCommon):
    """Closings without VAT: only cost and counterpart."""

    def assertCost(self, amount, day=OCTOBER, review=False, post=True):
        """The month accrues that much and nothing else; `review`: code of the line."""
        closing = self._close(day, post=post)
        if post:
            table = [("6226", NAME, amount, 0.0), ("4081", NAME, 0.0, amount)]
            self.assertItems(closing, table if amount else [])
            self.assertTied(day)
        lines = closing.run_ids.line_ids
        self.assertEqual(sum(lines.mapped("amount")), amount)
        self.assertEqual(set(lines.mapped("review_code")) - {False}, {review} - {False})
        return closing

    def assertAside(self, amount, day=OCTOBER, review=False, code="486"):
        """The month puts that much aside and nothing else."""
        closing = self._close(day)
        self.assertItems(closing, [(code, NAME, amount, 0.0), ("6226", NAME, 0.0, amount)])
        self.assertTied(day)
        lines = closing.run_ids.line_ids
        self.assertEqual(set(lines.mapped("review_code")) - {False}, {review} - {False})
        return closing

    def _value(self, line, quantity, price, **values):
        """A bill of an order line at another price."""
        return self._bill(line, quantity, with_line={"price_unit": price}, **values)

    def _credit(self, line, quantity, price, **values):
        return self._value(line, quantity, price, move_type="in_refund", **values)
