# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which axis an account must carry, which rule proposes what, and what keys say."""

from datetime import date
from decimal import Decimal

import pytest
from ap_analytic.rules import allocation_key, analytic
from ap_analytic.rules.analytic import Breach, Facts, Requirement, Rule
from hypothesis import given
from hypothesis import strategies as st

D = Decimal
JANUARY, JULY = date(2026, 1, 1), date(2026, 7, 1)
DEPARTMENT, PROJECT = 1, 2
REQUIREMENTS = [
    Requirement(DEPARTMENT, "6", "required", JANUARY),
    Requirement(DEPARTMENT, "613", "optional", JANUARY),
    Requirement(DEPARTMENT, "613", "required", JULY),
    Requirement(PROJECT, "62", "required", JULY),
    Requirement(PROJECT, "4", "forbidden", JANUARY),
]
PLAN_OF = {10: DEPARTMENT, 11: DEPARTMENT, 20: PROJECT, 21: PROJECT}


@pytest.mark.parametrize(
    ("code", "day", "kinds"),
    [
        ("622600", "2025-12-31", {}),
        ("622600", "2026-01-01", {DEPARTMENT: "required"}),
        ("613200", "2026-06-30", {DEPARTMENT: "optional"}),
        ("613200", "2026-07-01", {DEPARTMENT: "required"}),
        ("622600", "2026-07-01", {DEPARTMENT: "required", PROJECT: "required"}),
        ("401100", "2026-07-01", {PROJECT: "forbidden"}),
        ("512000", "2026-07-01", {}),
    ],
)
def test_longest_prefix_then_latest_day(code, day, kinds):
    day = date.fromisoformat(day)
    assert analytic.kinds_on(REQUIREMENTS, code, day) == kinds
    held = {
        span.plan: span.kind
        for span in analytic.spans(REQUIREMENTS, code)
        if span.start <= day and (span.end is None or day < span.end)
    }
    assert held == kinds


@given(
    st.lists(
        st.builds(
            Requirement,
            st.integers(1, 2),
            st.sampled_from(["6", "61", "613", "7"]),
            st.sampled_from(["required", "optional", "forbidden"]),
            st.dates(date(2026, 1, 1), date(2026, 3, 1)),
        ),
        max_size=6,
        unique_by=lambda one: (one.plan, one.prefix, one.date_from),
    ),
    st.dates(date(2025, 12, 25), date(2026, 3, 5)),
)
def test_spans_say_what_the_day_says(requirements, day):
    held = {
        span.plan: span.kind
        for span in analytic.spans(requirements, "613200")
        if span.start <= day and (span.end is None or day < span.end)
    }
    assert held == analytic.kinds_on(requirements, "613200", day)


@pytest.mark.parametrize(
    ("distribution", "kind", "found"),
    [
        ({"10": 100}, "required", []),
        ({"10": 60}, "required", [("missing", "40")]),
        ({}, "required", [("missing", "100")]),
        ({"10": 33.33, "11": 66.66}, "required", [("missing", "0.01")]),
        ({"10": 80, "11": 40}, "required", [("excess", "20")]),
        ({"10": 80, "11": 40}, "optional", [("excess", "20")]),
        ({"10": 60}, "optional", []),
        ({"10,20": 60, "11,20": 40}, "required", []),
        ({"20": 100}, "required", [("missing", "100")]),
        ({"10": 60}, "forbidden", [("forbidden", "60")]),
        ({"20": 60}, "forbidden", []),
        ({"99": 100}, "required", [("missing", "100")]),
    ],
)
def test_breaches(distribution, kind, found):
    shares = analytic.plan_shares(analytic.read(distribution), PLAN_OF)
    wanted = [Breach(DEPARTMENT, problem, D(share)) for problem, share in found]
    assert analytic.breaches(shares, {DEPARTMENT: kind}) == wanted


FACTS = Facts(
    day=date(2026, 10, 5),
    account="613200",
    label="Loyer entrepôt décembre 2026",
    order="P00042",
    values={"partner_id": frozenset({7, 70}), "product_id": frozenset()},
)


@pytest.mark.parametrize(
    ("criteria", "matches"),
    [
        ({}, True),
        ({"values": {"partner_id": 7}}, True),
        ({"values": {"partner_id": 70}}, True),
        ({"values": {"partner_id": 8}}, False),
        ({"values": {"product_id": 3}}, False),
        ({"values": {"team_id": 3}}, False),
        ({"accounts": "61"}, True),
        ({"accounts": "606, 613"}, True),
        ({"accounts": "62"}, False),
        ({"label": "LOYER*decembre"}, True),
        ({"label": "decembre*loyer"}, False),
        ({"label": "electricity; entrepot"}, True),
        ({"order": "P0004*"}, True),
        ({"order": "S0"}, False),
        ({"date_from": date(2026, 10, 5), "date_to": date(2026, 10, 5)}, True),
        ({"date_from": date(2026, 10, 6)}, False),
        ({"date_to": date(2026, 10, 4)}, False),
    ],
)
def test_criteria(criteria, matches):
    assert analytic.matches(Rule(1, {}, **criteria), FACTS) is matches


def test_first_rule_of_each_axis_wins():
    by_supplier = Rule(1, {(10,): D(100)}, values={"partner_id": 7})
    both = Rule(2, {(11, 20): D(60), (11, 21): D(40)}, accounts="613")
    late = Rule(3, {(20,): D(100)})
    rules = [by_supplier, both, late]
    chosen = analytic.choose(rules, FACTS, (), PLAN_OF)
    assert [(rule.id, part) for rule, part in chosen] == [
        (1, {(10,): D(100)}),
        (2, {(20,): D(60), (21,): D(40)}),
    ]
    chosen = analytic.choose(rules, FACTS, {DEPARTMENT, PROJECT}, PLAN_OF)
    assert chosen == []


def test_a_pattern_takes_linear_time():
    """What would keep a regular expression busy for ever."""
    assert not analytic.text_matches("a*" * 2000 + "b", "a" * 5000)


@given(st.text(), st.text())
def test_any_pattern_is_harmless(pattern, text):
    assert analytic.text_matches(pattern, text) in (True, False)
    assert analytic.text_matches("*", text)


def test_distributions_come_and_go_unchanged():
    odoo = {"3,7": 33.33, "8": 66.67}
    assert analytic.written(analytic.read(odoo)) == odoo
    assert analytic.read({"7,3": 10.0, "3,7": 5}) == {(3, 7): D("15.00")}
    assert analytic.read({"x": 5, "": 6}) == {}


def test_a_key_that_has_ended_says_nothing():
    version = allocation_key.Version
    old, new = version(1, JANUARY, None), version(2, JULY, date(2026, 9, 30))
    found = [
        allocation_key.version_on([old, new], date(2026, month, 15))
        for month in (1, 6, 8, 10)
    ]
    assert found == [old, old, new, None]


def test_figures_of_a_month_or_the_last_ones_before():
    figures = {JANUARY: {1: D(4), 2: D(0)}, JULY: {1: D(6), 2: D(3)}}
    assert allocation_key.figures_for(figures, date(2025, 12, 1)) == (None, {})
    assert allocation_key.figures_for(figures, date(2026, 3, 1)) == (JANUARY, {1: D(4)})
    assert allocation_key.figures_for(figures, JULY) == (JULY, {1: D(6), 2: D(3)})
