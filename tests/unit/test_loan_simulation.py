# SPDX-License-Identifier: AGPL-3.0-or-later
"""Loans simulated from plain values: defaults, shapes, refusals by name."""

from datetime import datetime, timezone

import pytest
from ap_loan.rules.exceptions import TermsError
from ap_loan.rules.simulation import as_answer, simulate
from hypothesis import given
from hypothesis import strategies as st
from loan_builders import D

LOAN = {
    "principal": 100000.0, "rate_percent": 3.6, "instalments": 60,
    "drawdown_date": "2026-01-15",
}  # fmt: skip


def test_the_answer_has_the_rows_and_the_totals():
    answer = as_answer(simulate({**LOAN, "insurance": 25, "fees": 500}))
    assert len(answer["rows"]) == 60
    first = answer["rows"][0]
    assert (first["number"], first["date"], first["broken"]) == (1, "2026-02-15", False)
    assert (first["payment"], first["insurance"], first["debit"]) == (
        D("1823.66"),
        25,
        D("1848.66"),
    )
    assert answer["rows"][-1]["closing"] == 0
    assert (answer["interest"], answer["fees"]) == (D("9419.36"), 500)
    assert answer["paid"] == D("109419.36") + 60 * 25


@pytest.mark.parametrize(
    ("values", "interest"),
    [
        ({"mode": "constant_principal"}, "9150.00"),
        ({"mode": "bullet"}, "18000.00"),
        ({"deferral": "partial", "deferral_months": 6}, "10268.18"),
        ({"deferral": "total", "deferral_months": 6}, "10435.37"),
        ({"rate_percent": "3.60", "first_date": "2026-02-15"}, "9419.36"),
        ({"first_date": None, "mode": None}, "9419.36"),
    ],
)
def test_figures_of_the_facts_from_plain_values(values, interest):
    assert as_answer(simulate({**LOAN, **values}))["interest"] == D(interest)


def test_quarters_count_their_deferral_in_months():
    values = {
        "principal": 55000, "rate_percent": 10, "instalments": 12, "period_months": 3,
        "drawdown_date": "2018-01-01", "deferral": "partial", "deferral_months": 12,
    }  # fmt: skip
    rows = as_answer(simulate(values))["rows"]
    assert [row["payment"] for row in rows[:5]] == [1375] * 4 + [D("7670.70")]
    with pytest.raises(TermsError, match="deferral_not_whole"):
        simulate({**values, "deferral_months": 7})


def test_insurance_by_kind_and_payment_instead_of_rows():
    by_kind = {"insurance": {"kind": "initial", "value": 0.3}}
    assert as_answer(simulate({**LOAN, **by_kind}))["insurance"] == 1500
    given_ = {**LOAN, "instalments": None, "payment": 2000}
    assert len(as_answer(simulate(given_))["rows"]) == 55
    advance = simulate({**LOAN, "is_in_advance": True})
    assert str(advance.schedule.rows[0].date) == "2026-01-15"


@pytest.mark.parametrize(
    ("values", "code", "name"),
    [
        ({"principal": None}, "value_missing", "principal"),
        ({"drawdown_date": None}, "value_missing", "drawdown_date"),
        ({"instalment": 60}, "value_unknown", "instalment"),
        ({"principal": "100 000"}, "value_invalid", "principal"),
        ({"principal": float("nan")}, "value_invalid", "principal"),
        ({"instalments": 59.5}, "value_invalid", "instalments"),
        ({"drawdown_date": "15/01/2026"}, "value_invalid", "drawdown_date"),
        (
            {"drawdown_date": datetime(2026, 1, 15, tzinfo=timezone.utc)},
            "value_invalid",
            "drawdown_date",
        ),
        ({"mode": "balloon"}, "value_invalid", "mode"),
        ({"insurance": {"value": 3}}, "value_invalid", "insurance"),
        ({"insurance": {"kind": "none", "rate": 3}}, "value_invalid", "insurance"),
        ({"insurance": []}, "value_invalid", "insurance"),
        ({"is_in_advance": "no"}, "value_invalid", "is_in_advance"),
        ({"period_months": 10**6}, "value_invalid", "period_months"),
        ({"period_months": 0}, "period_not_positive", None),
        ({"instalments": None}, "instalments_missing", None),
    ],
)
def test_what_is_wrong_is_named(values, code, name):
    with pytest.raises(TermsError) as refused:
        simulate({**LOAN, **values})
    assert (refused.value.code, refused.value.values.get("name")) == (code, name)


ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 2000), st.floats(), st.text(max_size=5),
    st.lists(st.integers(), max_size=2), st.dictionaries(st.text(max_size=5), st.integers()),
    st.sampled_from(["2026-01-31", "9999-12-31", "bullet", "total", "exact/365"]),
)  # fmt: skip
NAMES = [
    "principal",
    "rate_percent",
    "instalments",
    "period_months",
    "mode",
    "drawdown_date",
    "first_date",
    "day_count",
    "deferral",
    "deferral_months",
    "insurance",
    "fees",
    "payment",
    "residual",
    "step",
    "payment_step",
    "is_end_of_month",
    "is_in_advance",
    "broken_period",
]


@given(st.dictionaries(st.sampled_from(NAMES), ANYTHING, max_size=4))
def test_any_values_give_a_table_or_a_refusal(values):
    try:
        table = simulate({**LOAN, **values}).schedule
    except TermsError as refused:
        assert refused.code  # noqa: PT017
        return
    assert table.rows[-1].closing == 0
