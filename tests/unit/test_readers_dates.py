# SPDX-License-Identifier: AGPL-3.0-or-later
"""Days, months and headers as people and tools write them."""

from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal

import pytest
from ap_base.readers import header_key, parse_date, parse_month
from ap_base.readers.errors import CellError, NotADateError, NotAMonthError, YearError
from hypothesis import given
from hypothesis import strategies as st

FRENCH = ["dd/mm/yyyy", "yyyy-mm-dd"]


@pytest.mark.parametrize(
    "text",
    [
        "31/10/2026 00:00:00",
        "31/10/2026 14:35",
        "31/10/2026 à 14h35",
        "31/10/2026 2:35:07 PM",
        "2026-10-31T00:00:00",
        "2026-10-31 00:00:00.000",
        "2026-10-31T23:59:59Z",
        "2026-10-31T23:59:59+02:00",
        "31-10-2026",
        "31.10.2026",
        "31/10/26",
        "20261031",  # as the FEC writes its days
        "31 octobre 2026",
        "samedi 31 octobre 2026",
        "Le 31 oct. 2026",
        "31-oct-26",
        "31-OCT-2026",
        "October 31, 2026",
        "Sat 31st October 2026",
    ],
)
def test_days_as_tools_and_people_write_them(text):
    assert parse_date(text, FRENCH) == date(2026, 10, 31)


def test_the_first_of_a_month():
    assert parse_date("1er novembre 2026", FRENCH) == date(2026, 11, 1)
    assert parse_date("1 août 2026", FRENCH) == date(2026, 8, 1)
    assert parse_date("1 aou\u0302t 2026", FRENCH) == date(2026, 8, 1)


@pytest.mark.parametrize(
    "text",
    [
        "10/31/2026",  # the month first: no such month
        "31 jui 2026",  # June or July
        "31 novembre 2026",
        "octobre 2026",
        "31102026",
        "31/10",
        "hier",
        "2026-10-31-01",
        "31//10//2026",
    ],
)
def test_what_is_no_day_is_refused(text):
    with pytest.raises(NotADateError):
        parse_date(text, FRENCH)


@pytest.mark.parametrize(
    "cell",
    [
        "31/10/0206",
        "31/10/1949",
        "31/10/2100",
        "02061031",
        date(9999, 12, 31),
        datetime(206, 10, 31),  # noqa: DTZ001
        Decimal(1),
        Decimal(99_999),
    ],
)
def test_years_that_are_no_years_of_accounts_are_refused(cell):
    with pytest.raises(YearError) as refusal:
        parse_date(cell, FRENCH)
    assert (refusal.value.details["first"], refusal.value.details["last"]) == (
        1950,
        2099,
    )


def test_serial_numbers_count_from_the_day_of_their_workbook():
    """44864 is 31 October 2026 where day 0 is 1 January 1904."""
    assert parse_date(Decimal(44_864), first_day=date(1904, 1, 1)) == date(2026, 10, 31)
    assert parse_date("44864", first_day=date(1904, 1, 1)) == date(2026, 10, 31)
    assert parse_date(Decimal(46_326)) == date(2026, 10, 31)


@pytest.mark.parametrize(
    "cell",
    [
        "2026-11",
        "2026/11",
        "11/2026",
        "11-2026",
        "11.2026",
        "202611",
        Decimal(202_611),
        "novembre 2026",
        "Nov. 2026",
        "nov-26",
        "November 2026",
        "2026 novembre",
        "01/11/2026",
        date(2026, 11, 1),
        Decimal(46_327),
    ],
)
def test_months_as_people_write_them(cell):
    assert parse_month(cell, FRENCH) == date(2026, 11, 1)


def test_a_day_says_its_month():
    assert parse_month("30/11/2026", FRENCH) == date(2026, 11, 30)


@pytest.mark.parametrize(
    "cell", ["2026-13", "11/26", "jui 2026", "2026", "", None, True]
)
def test_what_is_no_month_is_refused(cell):
    with pytest.raises(NotAMonthError):
        parse_month(cell, FRENCH)


def test_a_month_of_no_year_of_accounts_is_refused():
    with pytest.raises(YearError):
        parse_month("0206-11", FRENCH)


@given(st.one_of(st.text(max_size=30), st.decimals(), st.datetimes(), st.integers()))
def test_anything_is_a_day_of_accounts_or_a_named_refusal(cell):
    for parse in (parse_date, parse_month):
        with suppress(CellError):
            assert 1950 <= parse(cell, FRENCH).year <= 2099


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Libellé", "libelle"),
        ("De\u0301bit", "DÉBIT"),  # NFD
        ("Date comptable ", "date_comptable"),
        ("Date\u00a0comptable", "Date  comptable"),
        ("\ufeffDate", "Date:"),
        ("Réf.", "ref"),
    ],
)
def test_headers_that_are_one(one, other):
    assert header_key(one) == header_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Débit", "Débit €"),
        ("TVA", "TVA %"),
        ("Montant", "Montant HT"),
        ("Nr 1", "Nr 11"),
    ],
)
def test_headers_that_are_two(one, other):
    assert header_key(one) != header_key(other)
