# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo.tests import tagged

from .common import OCTOBER, ApClosingCommon

NOVEMBER = "2026-11-30"


@tagged("post_install", "-at_install")
class TestClosedRemainder(ApClosingCommon):
    """A remainder closed by the desk is accrued before its day, and not from it on."""

    def _close_remainder(self, line, day):
        closures = self.env["ap.order.closure"]
        day = closures._fields["date_from"].to_date(day)
        closures.close(line, day, "The supplier will not bill it")
        return closures, day

    def test_closed_on_the_last_day_is_not_accrued(self):
        kept, closed = self._received(100.0), self._received(50.0)
        self._close_remainder(closed, OCTOBER)
        closing = self._close()
        self.assertEqual(self._lines(closing).mapped("source_id"), kept.ids)
        self.assertEqual(self._run(closing).amount, 1000.0)

    def test_closed_the_next_day_is_accrued_once_more_and_never_after(self):
        line = self._received(50.0)
        self._close_remainder(line, "2026-11-01")
        october = self._close()
        self.assertEqual(self._run(october).amount, 500.0)
        november = self._close(NOVEMBER)
        self.assertFalse(self._lines(november))

    def test_a_proposal_knows_that_a_remainder_was_closed_or_opened_again(self):
        line = self._received(50.0)
        closing = self._close(post=False)
        closures, day = self._close_remainder(line, "2026-10-15")
        self.assertTrue(self._lines(self._close(post=False)))
        self._close_remainder(self._received(60.0), OCTOBER)
        self.assertTrue(self._run(closing).is_stale)
        self.assertEqual(self._run(self._close(post=False)).amount, 500.0)
        closures.reopen(line, day, "They bill it after all")
        self.assertTrue(self._run(closing).is_stale)
