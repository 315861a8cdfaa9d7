# SPDX-License-Identifier: AGPL-3.0-or-later
"""The controls of expenses, with the French figures of the data files."""

from datetime import date
from decimal import Decimal as D

import pytest
from ap_expenses.rules import control_duplicate as duplicate
from ap_expenses.rules import control_policy as policy
from ap_expenses.rules import control_receipt as receipt
from ap_expenses.rules import control_vat as vat
from ap_expenses.rules.control import ACTIONS, Nature, Subject, grouped
from ap_expenses.rules.transaction import Kind, PaidBy, Receipt, Status, Transaction
from expense_subjects import DAY, codes, day, figures, subject

# -- VAT --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("nature", "gross", "tax", "lost"),
    [
        (Nature.HOTEL, "132.00", "12.00", "12.00"),
        (Nature.TRANSPORT, "110.00", "10.00", "10.00"),
        (Nature.CAR, "120.00", "20.00", "20.00"),
        (Nature.FUEL, "60.00", "10.00", "2.00"),
    ],
)
def test_vat_that_the_law_does_not_give_back(nature, gross, tax, lost):
    """Published: fuel 60.00 gives 8.00 back; a hotel, a train and a car nothing."""
    [found] = vat.by_nature([subject(gross=gross, nature=nature, vat_amount=D(tax))])
    assert found.amount == D(lost)
    assert found.action == "correct_vat"
    assert (found.code == "vat_partly_recoverable") == (nature == Nature.FUEL)


@pytest.mark.parametrize(
    "nature",
    [Nature.MEAL, Nature.CLIENT_MEAL, Nature.TOLL, Nature.ELECTRICITY, Nature.UTILITY,
     Nature.FUEL_UTILITY, Nature.HOTEL_CLIENT, Nature.PHONE],
)  # fmt: skip
def test_vat_that_is_recovered_whole(nature):
    """Meals, with clients too: 33.00 at 10 % gives 3.00 back."""
    meal = subject(gross="33.00", nature=nature, vat_amount=D("3.00"))
    assert not list(vat.by_nature([meal]))
    assert vat.recoverable(meal.one, meal.percent) == D("3.00")


def test_vat_the_tool_reclaims_already_is_not_stated_again():
    done = subject(nature=Nature.FUEL, gross="60.00", vat_amount=D(10), vat_reclaim=D(8))
    assert not list(vat.by_nature([done]))


def test_gifts_are_capped_per_beneficiary_and_year():
    [row] = figures("yearly_cap")
    cap = [vat.YearlyCap(day(row["date_from"]), amount=D(row["amount"]), country="FR")]

    def gift(identity, gross, who, when=DAY):
        return subject(identity, gross, Nature.GIFT, vat_amount=D(gross) / 6,
                       beneficiary=who, expense_date=when)  # fmt: skip

    within = [gift(1, "73.00", "A"), gift(2, "60.00", "B"), gift(3, "60.00", "B", date(2025, 12, 31))]
    assert not list(vat.yearly_caps(within, cap))
    above = [gift(1, "36.50", "A"), gift(2, "36.51", "A")]
    found = list(vat.yearly_caps(above, cap))
    assert [(one.subject, one.values["total"], one.others) for one in found] == [
        (1, D("73.01"), (2,)), (2, D("73.01"), (1,)),
    ]  # fmt: skip
    # nobody named: each gift for itself
    assert not list(vat.yearly_caps([gift(1, "73.00", ""), gift(2, "73.00", "")], cap))


def test_rates_against_the_country():
    known = [
        vat.VatRate(day(row["date_from"]), country="FR", rate=D(row["amount"]))
        for row in figures("vat_rate")
    ]
    good = subject(gross="33.00", net=D("30.00"), vat_amount=D("3.00"))
    odd = subject(2, gross="117.00", net=D("100.00"), vat_amount=D("17.00"), supplier_country="FR")
    written = subject(3, gross="119.60", net=D("100.00"), vat_amount=D("19.60"), vat_rate=D("19.6"))
    berlin = subject(4, gross="119.00", net=D("100.00"), vat_amount=D("19.00"), supplier_country="DE")
    found = list(vat.rates([good, odd, written, berlin], known, "FR"))
    assert [(one.subject, one.code) for one in found] == [
        (2, "vat_rate_unknown"), (3, "vat_rate_unknown"), (4, "foreign_vat"),
    ]  # fmt: skip
    assert found[0].values["rate"] == D("17.00")
    wrong = subject(5, gross="112.00", net=D("100.00"), vat_amount=D("12.00"), vat_rate=D(20))
    [differs] = vat.amounts_against_rate([wrong])
    assert (differs.values["right"], differs.amount) == (D("20.00"), D("8.00"))


# -- documents --------------------------------------------------------------------


def test_receipts_missing_refused_unknown_and_not_needed():
    found = receipt.receipts(
        [
            subject(1, receipt=Receipt.MISSING),
            subject(2, receipt=Receipt.INVALID),
            subject(3, receipt=Receipt.UNKNOWN),
            subject(4, receipt=Receipt.UNKNOWN, receipts=("a.pdf",)),
            subject(5, receipt=Receipt.MISSING, type=Kind.LOAD),
            subject(6, receipt=Receipt.NOT_NEEDED, type=Kind.MILEAGE),
            subject(7, gross="3.00", receipt=Receipt.MISSING),
        ],
        [receipt.ReceiptRule(country="FR", least=D(5))],
    )
    assert [(one.subject, one.code) for one in found] == [
        (1, "receipt_missing"), (2, "receipt_invalid"), (3, "receipt_unknown"),
    ]  # fmt: skip


def test_no_document_no_vat_and_a_ticket_up_to_150_net():
    [row] = figures("ticket")
    rule = [receipt.ReceiptRule(country="FR", ticket=D(row["amount"]))]
    bare = subject(1, receipt=Receipt.MISSING, recovered=D("3.00"))
    assert codes(receipt.no_receipt_no_vat([bare])) == ["vat_without_receipt"]
    at_150 = subject(1, "180.00", net=D("150.00"), vat_amount=D("30.00"), recovered=D("30.00"))
    above = subject(2, "180.01", net=D("150.01"), vat_amount=D("30.00"), recovered=D("30.00"))
    bill = subject(3, "240.00", net=D("200.00"), vat_amount=D("40.00"), recovered=D("40.00"),
                   invoice_number="FA-1")  # fmt: skip
    found = list(receipt.tickets([at_150, above, bill], rule))
    assert [(one.subject, one.code) for one in found] == [(2, "ticket_not_enough")]


def test_card_rows_never_documented_and_claims_handed_in_late():
    silent = subject(1, receipt=Receipt.MISSING)
    known = subject(2, receipt=Receipt.MISSING, category="Meals")
    found = list(receipt.never_documented([silent, known], date(2026, 4, 5), 30))
    assert [(one.subject, one.values["days"]) for one in found] == [(1, 31)]
    assert not list(receipt.never_documented([silent], date(2026, 4, 4), 30))
    own = {"payment_method": PaidBy.EMPLOYEE, "type": Kind.CLAIM}
    late = subject(3, submitted_date=date(2026, 6, 10), **own)
    waits = subject(4, bookkeeping_status=Status.DRAFT, **own)
    found = list(receipt.late([late, waits], date(2026, 6, 30), 90))
    assert [(one.subject, one.values["days"]) for one in found] == [(3, 97), (4, 117)]


# -- duplicates -------------------------------------------------------------------


def test_duplicates_in_the_tools():
    one = subject(1, "45.00", merchant="RESTAURANT LE BON")
    claim = subject(2, "45.00", merchant="Restaurant le Bon", payment_method=PaidBy.EMPLOYEE,
                    type=Kind.CLAIM)  # fmt: skip
    colleague = subject(3, "45.00", "", "E2", merchant="Restaurant Le Bon")
    other = subject(4, "46.00", merchant="Restaurant Le Bon")
    found = list(duplicate.in_tools([one, claim, colleague, other]))
    assert ("card_and_claim", 2, (1,)) in [(r.code, r.subject, r.others) for r in found]
    assert 4 not in [r.subject for r in found]
    parts = [subject(5, "45.00"), subject(6, "45.00")]
    parts = [Subject(p.id, Transaction("SAME", str(p.id), gross_base=D(45), expense_date=DAY), "E1") for p in parts]
    assert not list(duplicate.in_tools(parts))


def test_an_expense_whose_bill_is_in_the_books():
    paid = subject(1, "120.00", merchant="LOGICIEL SAS", invoice_number="FA-2026-017")
    bill = duplicate.Bill(90, "FA 2026/017", date(2026, 3, 4), D("120.00"), "Logiciel SAS")
    [found] = duplicate.against_bills([paid], [bill])
    assert (found.code, found.values["bill_id"]) == ("bill_in_books", 90)
    other = duplicate.Bill(91, "FA-2026-018", date(2026, 1, 4), D("999.00"), "Logiciel SAS")
    assert not list(duplicate.against_bills([paid], [other]))


# -- policy -----------------------------------------------------------------------


def test_limits_by_nature_grade_city_and_day():
    rows_ = [
        policy.Limit(nature=Nature.HOTEL, amount=D(120)),
        policy.Limit(nature=Nature.HOTEL, city="Paris", amount=D(180)),
        policy.Limit(nature=Nature.HOTEL, city="Paris", grade="director", amount=D(250)),
        policy.Limit(nature=Nature.MEAL, per="day", amount=D(40)),
        policy.Limit(nature=Nature.CLIENT_MEAL, per="person", amount=D(60)),
        policy.Limit(date(2026, 4, 1), nature=Nature.PHONE, per="month", amount=D(30)),
    ]
    hotel = subject(1, "181.00", Nature.HOTEL, city="Paris")
    director = subject(2, "181.00", Nature.HOTEL, city="paris", grade="Director")
    country = subject(3, "119.00", Nature.HOTEL, city="Lyon")
    lunch, dinner = (subject(n, "21.00", Nature.MEAL) for n in (4, 5))
    clients = subject(6, "121.00", Nature.CLIENT_MEAL, attendees=("A", "B"))
    alone = subject(7, "121.00", Nature.CLIENT_MEAL, attendees=("A",))
    early = subject(8, "99.00", Nature.PHONE)
    found = list(policy.limits(
        [hotel, director, country, lunch, dinner, clients, alone, early], rows_
    ))  # fmt: skip
    assert [(one.subject, one.code, one.amount) for one in found] == [
        (1, "above_limit", D("1.00")),
        (5, "above_limit_span", D("2.00")),
        (7, "above_limit", D("1.00")),
    ]
    assert found[1].others == (4,)


def test_weekends_holidays_and_absences():
    sunday = subject(1, expense_date=date(2026, 3, 8), nature=Nature.MEAL)
    easter = subject(2, expense_date=date(2026, 4, 6), nature=Nature.MEAL)
    week = subject(3, nature=Nature.MEAL)
    away = subject(4, nature=Nature.MEAL, employee="E2")
    hotel = subject(5, expense_date=date(2026, 3, 8), nature=Nature.HOTEL)
    found = policy.days_off(
        [sunday, easter, week, away, hotel],
        {date(2026, 4, 6)},
        lambda who, _day: who == "E2",
        {Nature.MEAL},
    )
    assert [(one.subject, one.code) for one in found] == [
        (1, "weekend"), (2, "public_holiday"), (4, "day_of_absence"),
    ]  # fmt: skip


def test_split_purchases():
    parts = [
        subject(1, "90.00"),
        subject(2, "95.00"),
        subject(3, "80.00", expense_date=date(2026, 3, 6)),
        subject(4, "80.00", expense_date=date(2026, 3, 20)),
        subject(5, "90.00", employee="E2"),
    ]
    [found] = policy.split_purchases(parts, D(100))
    assert (found.subject, found.others, found.amount) == (3, (1, 2), D("265.00"))


def test_personal_cash_and_exchange():
    assert codes(policy.personal([
        subject(1, type=Kind.PERSONAL), subject(2, mcc="7995"), subject(3, mcc="5812"),
    ], {"7995"})) == ["personal", "personal_perhaps"]  # fmt: skip
    found = policy.cash([
        subject(1, "60.00", type=Kind.CASH),
        subject(2, "1200.00", payment_method=PaidBy.CASH),
        subject(3, "10.00"),
    ], D(1000))  # fmt: skip
    assert [(one.code, one.amount) for one in found] == [
        ("withdrawal", D("60.00")), ("cash_above_limit", D("200.00")),
    ]  # fmt: skip
    market = {("USD", DAY): D("0.92")}
    usd = {"currency_original": "USD", "gross_original": D(200)}
    rates = [subject(1, "184.37", **usd), subject(2, "200.00", **usd),
             subject(3, "9.00", currency_original="XXX", gross_original=D(1))]  # fmt: skip
    [off] = policy.exchange(rates, lambda code, when: market.get((code, when)), D(3))
    assert (off.subject, off.values["right"], off.amount) == (2, D("184.00"), D("16.00"))


def test_centres_approvals_and_services_to_spread():
    closed = date(2026, 2, 28)
    found = policy.centres([
        subject(1, cost_centre="CC1", centre_closed=closed),
        subject(2, cost_centre="CC2", centre_known=False),
        subject(3, cost_centre="CC3", centre_opened=date(2026, 4, 1)),
        subject(4, cost_centre="CC4", centre_closed=DAY),
        subject(5),
    ])  # fmt: skip
    assert codes(found) == ["centre_closed", "centre_unknown", "centre_not_open"]
    assert codes(policy.approvals([subject(1, approver="E1"), subject(2, approver="E9")])) == [
        "approved_by_himself"
    ]
    year = subject(1, "1200.00", service_period=(date(2026, 3, 1), date(2027, 2, 28)))
    month = subject(2, "1200.00", service_period=(date(2026, 3, 1), date(2026, 3, 31)))
    assert [(one.subject, one.action) for one in policy.long_services([year, month], D(150))] == [
        (1, "spread")
    ]


def test_like_results_are_grouped_and_every_action_is_known():
    found = list(receipt.receipts([subject(n, receipt=Receipt.MISSING) for n in (1, 2, 3)]))
    [(group, members)] = grouped(found).items()
    assert group == ("receipt_missing", "ask_holder")
    assert len(members) == 3
    assert all(one.action in ACTIONS for one in found)
