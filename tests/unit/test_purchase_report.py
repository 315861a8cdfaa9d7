# SPDX-License-Identifier: AGPL-3.0-or-later
"""The report of foreign purchases: which, by when, and the file against its schema."""

import csv
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import published
import pytest
from l10n_fr_ap_platform.rules import foreign_purchases as purchases
from l10n_fr_ap_platform.rules import purchase_report as report
from lxml import etree
from xml_structure import Structure

STRUCTURE = Structure()
DATA = Path(__file__).parents[2] / "addons/l10n_fr_ap_platform/data"
MONTHLY = purchases.Regime("monthly", purchases.DECADE, 10, (20, 0))
QUARTERLY = purchases.Regime("quarterly", purchases.MONTH, 10)
SIMPLIFIED = purchases.Regime("simplified", purchases.MONTH, 0)
FRANCHISE = purchases.Regime("franchise", purchases.TWO_MONTHS, 0)
DUE = [
    (MONTHLY, "2026-11-01", "2026-11-01", "2026-11-10", "2026-11-20"),
    (MONTHLY, "2026-11-11", "2026-11-11", "2026-11-20", "2026-11-30"),
    (MONTHLY, "2026-12-31", "2026-12-21", "2026-12-31", "2027-01-10"),
    (MONTHLY, "2027-02-15", "2027-02-11", "2027-02-20", "2027-02-28"),
    (QUARTERLY, "2026-11-15", "2026-11-01", "2026-11-30", "2026-12-10"),
    (SIMPLIFIED, "2026-01-31", "2026-01-01", "2026-01-31", "2026-02-28"),
    (FRANCHISE, "2026-09-01", "2026-09-01", "2026-10-31", "2026-11-30"),
    (FRANCHISE, "2026-12-31", "2026-11-01", "2026-12-31", "2027-01-31"),
]
NOW = datetime(2026, 11, 12, 9)  # noqa: DTZ001 - as reports write it
GERMAN = report.Bill(
    "DE-4711", date(2026, 11, 3), report.Seller("Bäcker GmbH", "DE", "DE123456788", True), "EUR",
    (report.Share("K", Decimal("1000.00"), "VATEX-EU-IC"),), due=date(2026, 12, 3),
    delivered=date(2026, 11, 2),
)  # fmt: skip
BRITISH = report.Bill(
    "UK-0099", date(2026, 11, 7), report.Seller("Tea & Sons Limited Company", "GB"), "GBP",
    (report.Share("AE", Decimal("500.00"), "VATEX-EU-AE"),), frame="S1",
)  # fmt: skip
CREDIT = report.Bill(
    "DE-4712", date(2026, 11, 9), GERMAN.seller, "EUR",
    (report.Share("K", Decimal("100.00"), "VATEX-EU-IC"),), kind="381",
    refers=(("DE-4711", date(2026, 11, 3)),),
)  # fmt: skip


def of(*bills, **values):
    given = {
        "number": "BY-443061841-20261101-20261110-1", "created": NOW,
        "start": date(2026, 11, 1), "end": date(2026, 11, 10), "siren": "443061841",
        "name": "ACHETEUR SAS", "vat": "FR64443061841", "sender": ("9999", "PLATEFORME"),
        "bills": bills,
    }  # fmt: skip
    return report.Report(**{**given, **values})


@pytest.mark.parametrize(("regime", "day", "start", "end", "due"), DUE)
def test_periods_and_their_last_day(regime, day, start, end, due):
    found = purchases.period_of(regime, date.fromisoformat(day))
    assert [found.start, found.end, found.due] == list(map(date.fromisoformat, (start, end, due)))


@pytest.mark.parametrize("regime", [MONTHLY, QUARTERLY, FRANCHISE], ids=lambda one: one.code)
def test_each_day_of_three_years_is_in_one_period(regime):
    day, last = date(2026, 9, 1), date(2029, 12, 31)
    periods = purchases.open_periods(regime, day, last, ())
    for one, following in zip(periods, periods[1:], strict=False):
        assert following.start == one.end + timedelta(days=1)
        assert one.start <= one.end < one.due
    assert periods[0].start <= day <= last <= periods[-1].end


def test_the_file_is_built_as_the_schema_wants():
    """A German, a British bill and a credit note: 1,000.00 − 100.00 EUR and 500.00 GBP."""
    content = report.write(of(GERMAN, BRITISH, CREDIT))
    assert STRUCTURE.faults(content) == []
    root = etree.fromstring(content)
    assert root.findtext(".//Issuer/RoleCode") == "BY"
    ids = [(one.get("schemeId"), one.text) for one in root.iterfind(".//Seller/CompanyId")]
    assert ids == [
        ("0223", "DE123456788"), ("0227", "GBTea & Sons Limit"), ("0223", "DE123456788")
    ]  # fmt: skip
    assert len(root.findall(".//Seller/TaxRegistrationId")) == 2
    assert {one.get("CurrencyCode") for one in root.iterfind(".//MonetaryTotal/TaxAmount")} == {"EUR"}
    assert report.total_of([GERMAN, BRITISH, CREDIT]) == {
        "EUR": Decimal("900.00"), "GBP": Decimal("500.00")
    }  # fmt: skip
    assert report.problems(of(GERMAN, BRITISH, CREDIT)) == []


def test_the_schema_itself_agrees():
    path = published.path("platform/ereporting.xsd")
    if not path.is_file():
        pytest.skip("the schema of the tax office is not beside the checkout")
    schema = etree.XMLSchema(etree.parse(path))
    schema.assertValid(etree.fromstring(report.write(of(GERMAN, BRITISH, CREDIT))))


def test_the_rules_of_the_tax_office_agree():
    """Where the rules and what runs them are installed (`pip install pyfrctc saxonche`)."""
    package = pytest.importorskip("pyfrctc")
    saxon = pytest.importorskip("saxonche")
    rules = Path(package.__file__).parent / "frr-schematron" / "Flux10.xslt"
    failed = "{http://purl.oclc.org/dsdl/svrl}failed-assert"
    with saxon.PySaxonProcessor(license=False) as processor:
        check = processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(rules))
        text = report.write(of(GERMAN, BRITISH, CREDIT)).decode()
        stated = check.transform_to_string(xdm_node=processor.parse_xml(xml_text=text))
        found = etree.fromstring(stated.encode()).iter(failed)
        assert ["".join(one.itertext()).strip() for one in found] == []


def test_what_would_be_rejected_is_told_before():
    bare = report.Bill("", date(2026, 11, 3), report.Seller("X", "DE", "", True), "EUR", ())
    credit = report.Bill("C", date(2026, 11, 3), GERMAN.seller, "EUR", GERMAN.shares, kind="381")
    asked = of(bare, credit, GERMAN, GERMAN, siren="1", vat="", sender=("", ""),
               created=NOW.replace(day=10))  # fmt: skip
    assert sorted(report.problems(asked)) == sorted(
        [
            ("siren", ""), ("sender", ""), ("buyer_vat", ""), ("too_early", ""), ("number", ""),
            ("seller_vat", ""), ("shares", ""), ("refers", "C"), ("twice", "DE-4711"),
        ]
    )  # fmt: skip


def _rows():
    with (DATA / "ap.purchase.report.rule.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            days = {
                name: date.fromisoformat(row[name]) if row[name] else None
                for name in ("valid_from", "valid_to")
            }
            yield purchases.rule_from_row({**row, **days})


CASES = [
    ("eu", "eu_goods", False, True, "report", "K"),
    ("eu", "services_eu", False, True, "report", "AE"),
    ("world", "services_world", False, True, "report", "AE"),
    ("eu", "local", False, True, "report", "AE"),
    ("world", "import", False, True, "leave", ""),
    ("eu", "eu_goods", True, True, "leave", ""),
    ("world", "none", False, True, "review", ""),
    ("eu", "charged", False, True, "review", ""),
    ("eu", "services_eu", False, False, "review", ""),
    ("eu", "goods", False, True, "review", ""),
]


@pytest.mark.parametrize(("zone", "treatment", "einvoice", "business", "outcome", "category"), CASES)
def test_the_table_decides(zone, treatment, einvoice, business, outcome, category):
    purchase = purchases.Purchase(date(2026, 11, 3), zone, treatment, einvoice, business)
    found = purchases.decide(_rows(), purchase)
    assert (found.outcome, found.category) == (outcome, category)


def test_nothing_is_reported_before_the_law():
    purchase = purchases.Purchase(date(2026, 8, 31), "eu", "eu_goods")
    assert purchases.decide(_rows(), purchase).outcome == "leave"
