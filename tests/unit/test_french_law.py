# SPDX-License-Identifier: AGPL-3.0-or-later
"""The dated data are whole: no hole in a reference, no two values on one day."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from french import DATA, LAW, REFERENCES, TEXTS, VALUES, rows
from hypothesis import given
from hypothesis import strategies as st
from l10n_fr_ap_extras.rules import law

NAMES = (
    "ap.legal.text",
    "ap.legal.reference",
    "ap.legal.value",
    "ap.bill.mention",
    "ap.bill.mention.part",
    "ap.vat.nature",
    "ap.vat.reverse.charge",
    "ap.einvoice.code",
)
KINDS = {law.READ, law.SECONDARY, law.UNVERIFIED}


@pytest.mark.parametrize("name", NAMES)
def test_ids_are_unique_and_rows_are_full(name):
    content = rows(name)
    ids = [row["id"] for row in content]
    assert len(ids) == len(set(ids)) > 0
    assert all(None not in row and None not in row.values() for row in content)
    assert all(row.get("verification", law.READ) in KINDS for row in content)
    assert all(row["source"] for row in content if "verification" in row)


@pytest.mark.parametrize("name", NAMES)
def test_every_reference_code_is_known(name):
    known = {reference.code for reference in REFERENCES}
    codes = {row.get("reference_code") or "duplicate" for row in rows(name)}
    assert codes - known == set()


@pytest.mark.parametrize("name", NAMES)
def test_the_columns_are_documented(name):
    assert f"`{name}.csv`" in (DATA / "README.md").read_text(encoding="utf-8")


def test_one_value_a_day_except_vat_rates():
    assert [c for c in law.overlaps(VALUES) if not c.startswith("vat.rate.")] == []
    assert law.overlaps(REFERENCES) == []
    assert law.overlaps(TEXTS) == []


def test_every_reference_is_of_a_known_text():
    assert {r.text for r in REFERENCES} - {text.code for text in TEXTS} == set()


def test_the_recodification_is_one_row():
    """VAT articles change their code on 1 January 2027; the others stay."""
    last, first = date(2026, 12, 31), date(2027, 1, 1)
    assert LAW.cite("vat.held", last) == "CGI, art. 271, II"
    assert LAW.cite("vat.held", first).startswith("CIBS, livre II")
    assert "ex-CGI, art. 271, II" in LAW.cite("vat.held", first)
    for code in ("invoice.number", "fine.mention", "terms.agreed"):
        assert LAW.cite(code, last) == LAW.cite(code, first)
    changed = [t for t in TEXTS if t.validity.start == first]
    assert len(changed) == 1


def test_old_references_are_admitted_until_the_middle_of_2028():
    code = "cibs.cgi_references_admitted"
    days = (date(2026, 12, 31), date(2027, 1, 1), date(2028, 6, 30), date(2028, 7, 1))
    assert [LAW.holds(code, day) for day in days] == [False, True, True, False]


def test_values_of_facts():
    day = date(2026, 11, 22)
    assert LAW.values("vat.rate.mainland", day) == tuple(
        map(Decimal, ("20", "10", "5.5", "2.1"))
    )
    assert LAW.value("late.rate", day) == Decimal("12.40")
    assert LAW.value("late.rate", date(2026, 6, 30)) == Decimal("12.15")
    assert (
        LAW.value("late.rate", date(2027, 1, 1)) is None
    )  # not known yet: not guessed
    assert LAW.value("das2.threshold", date(2023, 12, 31)) == 1200
    assert LAW.value("das2.threshold", date(2024, 1, 1)) == 2400
    assert LAW.cite("nothing", day) == ""
    assert LAW.reference("nothing", day) is None


@given(st.dates(date(2026, 8, 1), date(2027, 12, 31)))
def test_smaller_issuers_follow_a_year_later(day):
    large = LAW.holds("einvoice.issue.large", day)
    small = LAW.holds("einvoice.issue.small", day)
    assert large == (day >= date(2026, 9, 1))
    assert small == (day >= date(2027, 9, 1))


@given(st.dates(), st.integers(0, 400))
def test_validity_includes_both_bounds(start, days):
    try:
        end = start + timedelta(days)
    except OverflowError:
        end = date.max
    validity = law.Validity(start, end)
    assert validity.covers(start)
    assert validity.covers(end)
    assert end == date.max or not validity.covers(end + timedelta(1))


def test_a_record_read_is_a_row_too():
    """Values come from a CSV (text) or from records (floats, dates, False)."""
    row = {
        "code": "x",
        "value": 12.4,
        "valid_from": date(2026, 1, 1),
        "valid_to": False,
    }
    assert law.value_from_row(row).value == Decimal("12.4")
    assert law.value_from_row(row).validity.end is None
    with pytest.raises(ValueError, match="not a number"):
        law.to_number("twelve")


SHOWN = (*NAMES, "ap.vat.clue", "ap.account.nature", "ap.fee.account")
MAKERS = ("not verified", "not read", "label: ours", "to check", "transcri", "that agree")


@pytest.mark.parametrize("name", SHOWN)
def test_people_are_not_shown_the_makers_notes(name):
    for row in rows(name):
        words = f"{row.get('name', '')} {row.get('source', '')}".lower()
        assert [note for note in MAKERS if note in words] == [], row["id"]


@pytest.mark.parametrize("name", ["ap.legal.text", "ap.legal.reference", "ap.legal.value"])
def test_each_row_of_law_has_a_name_to_read(name):
    assert [row["id"] for row in rows(name) if not row["name"]] == []


def test_the_makers_notes_are_about_rows_that_exist():
    known = {row["id"] for name in SHOWN for row in rows(name)}
    text = (DATA / "VERIFICATION.md").read_text(encoding="utf-8")
    noted = {word for word in text.split("`") if word.partition("_")[2] and " " not in word}
    assert noted - known == set()
