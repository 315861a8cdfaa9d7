# SPDX-License-Identifier: AGPL-3.0-or-later
"""A bank line shared among its parts; proposals as JSON and back."""

import json
from datetime import date
from decimal import Decimal as D

import pytest

from odoo.addons.ap_treasury.rules import match_json
from odoo.addons.ap_treasury.rules.match_shares import Share, balances
from odoo.addons.ap_treasury.rules.match_values import (
    Allocation,
    Proposal,
    Reason,
    Split,
)

CENT = D("0.01")


def shared(shares, whole, home=None, rest="0"):
    """Return the balances of the shares of a line, as texts."""
    home = D(whole if home is None else home)
    return [str(one) for one in balances(shares, D(whole), home, D(rest), CENT)]


def test_two_bills_and_a_credit_note_make_the_line():
    shares = [Share(D("-100.00"), "home"), Share(D("-60.50"), "home"), Share(D("10.50"), "home")]
    assert shared(shares, "-150.00") == ["100.00", "60.50", "-10.50"]


def test_what_is_left_open_is_no_part():
    assert shared([Share(D("-100.00"))], "-120.00", rest="-20.00") == ["100.00"]


def test_a_dollar_account_is_booked_at_the_rate_of_its_line_to_the_cent():
    shares = [Share(D("-33.33")), Share(D("-33.33")), Share(D("-33.34"))]
    found = [D(one) for one in shared(shares, "-100.00", "-92.59")]
    assert found[:2] == [D("30.86"), D("30.86")]
    assert sum(found) == D("92.59")


def test_two_dollar_bills_paid_in_euros_share_what_the_bank_took_but_its_fee():
    shares = [Share(D("-100.00"), "other"), Share(D("-50.00"), "other"), Share(D("-3.00"))]
    assert shared(shares, "-141.76") == ["92.51", "46.25", "3.00"]


@pytest.mark.parametrize("shares", [
    [Share(D("-99.99"))], [], [Share(D("100.00"), "other")], [Share(D("0"), "other")],
], ids=["a cent short", "nothing", "wrong side", "worth nothing"])  # fmt: skip
def test_shares_that_do_not_make_the_line_are_refused(shares):
    with pytest.raises(ValueError, match="shares"):
        shared(shares, "-100.00")


def test_a_proposal_comes_back_from_json_as_it_was():
    one = Proposal(
        "items", 900,
        (Reason("due", (3,)), Reason("opposite_amount", (date(2026, 10, 1),))),
        True, True, (Allocation(7, D("-100.00"), D("0.00")),), (Split("fee", D("-2.00")),),
        (12,), None, D("0.00"),
    )  # fmt: skip
    found = match_json.loaded(json.loads(json.dumps(match_json.dumped(one))))
    assert found._replace(reasons=()) == one._replace(reasons=())
    assert found.reasons[1] == Reason("opposite_amount", ("2026-10-01",))
