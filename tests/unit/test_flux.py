# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why an amount changed from one month to the next."""

import doctest
from dataclasses import replace
from decimal import Decimal

import pytest
from ap_closing.rules import flux
from ap_closing.rules.flux import Reason, Snapshot, explain, is_significant

OLD = Snapshot(Decimal(800), Decimal(800), Decimal(10), Decimal(80))


def _codes(*args, **values):
    return [reason.code for reason in explain(*args, **values)]


def test_examples():
    assert doctest.testmod(flux).failed == 0


def test_nothing_changed_needs_no_reason():
    assert explain(OLD, replace(OLD, quantity=Decimal(5), price=Decimal(160))) == []
    assert explain(None, replace(OLD, amount=Decimal(0))) == []


def test_first_month_is_new():
    assert _codes(None, OLD) == ["new"]
    assert _codes(replace(OLD, amount=Decimal(0)), OLD) == ["new"]


@pytest.mark.parametrize(
    ("after", "bills", "has_ended", "code"),
    [
        (None, ["F-123"], False, "billed"),
        (None, [], True, "ended"),
        (None, [], False, "gone"),
        (replace(OLD, amount=Decimal(0), is_excluded=True), [], False, "excluded"),
    ],
)
def test_what_is_gone_says_where_to(after, bills, has_ended, code):
    assert _codes(OLD, after, bills, has_ended) == [code]


def test_a_decision_comes_before_quantities():
    after = replace(
        OLD, amount=Decimal(500), quantity=Decimal(12), is_overridden=True,
        override_user="Anne", override_reason="refund",
    )  # fmt: skip
    assert explain(OLD, after) == [Reason("overridden", "Anne", "refund")]
    zero = replace(after, amount=Decimal(0))
    assert _codes(OLD, zero) == ["overridden"]
    assert _codes(zero, OLD) == ["new"]
    ended = replace(OLD, amount=Decimal(700))
    assert _codes(after, ended) == ["override_ended", "quantity"]


def test_part_of_it_was_billed():
    after = replace(OLD, amount=Decimal(320), quantity=Decimal(4))
    assert _codes(OLD, after, ["F-1", "F-2"]) == ["quantity", "billed"]


def test_rate_time_and_what_is_left():
    assert _codes(OLD, replace(OLD, amount=Decimal(820), rate="0.95")) == ["rate"]
    period = replace(OLD, is_period=True)
    assert _codes(period, replace(period, amount=Decimal(700))) == ["elapsed"]
    assert _codes(OLD, replace(OLD, amount=Decimal(960))) == ["amount"]


def test_both_thresholds_are_to_be_reached():
    args = (Decimal(100), Decimal(10))
    assert is_significant(Decimal(-1000), Decimal(-1100), *args)
    assert not is_significant(Decimal(100), Decimal("199.99"), *args)
    assert not is_significant(Decimal(2000), Decimal(2199), *args)
    assert not is_significant(Decimal(5), Decimal(5), Decimal(0), Decimal(0))
