# SPDX-License-Identifier: AGPL-3.0-or-later
"""Service periods read from bill lines: what is one, and what must never become one."""

from datetime import date, timedelta

import pytest
from ap_base.arithmetic.calendar import Period, add_months, month_end
from ap_base.arithmetic.service_period import (
    CERTAIN,
    CLEAR,
    GUESSED,
    best,
    days_apart,
    find,
    following,
    months_from,
)
from hypothesis import example, given
from hypothesis import strategies as st

BILL = date(2026, 3, 20)
YEAR = "2026-01-01..2026-12-31"
CONTRACT = "2026-03-01..2027-02-28"
MARCH = "2026-03-01..2026-03-31"
SPRING = "2026-03-01..2026-05-31"
THIRD = "2026-07-01..2026-09-30"
FROM_15 = "2026-03-15..2027-03-14"

PERIODS = [
    # Days to days, both with their year
    ("Licence du 01/03/2026 au 28/02/2027", CONTRACT),
    ("du 1/3/2026 au 28/2/2027", CONTRACT),
    ("01.03.26 - 28.02.27", CONTRACT),
    ("01/03/26-28/02/27", CONTRACT),
    ("01-03-2026 to 28-02-2027", CONTRACT),
    ("période : 01/03/2026 – 28/02/2027", CONTRACT),
    ("(01/03/2026 → 28/02/2027)", CONTRACT),
    ("2026-03-01 - 2027-02-28", CONTRACT),
    ("2026-03-01/2027-02-28", CONTRACT),
    ("2026/03/01 to 2027/02/28", CONTRACT),
    ("2026-03-01T00:00:00Z to 2027-02-28T23:59:59Z", CONTRACT),
    ("du 01/03/2026 00:00 au 28/02/2027 23:59", CONTRACT),
    ("from 1 March 2026 to 28 Feb 2027", CONTRACT),
    ("From 1st March 2026 until 28th February 2027", CONTRACT),
    ("1er mars 2026 au 28 février 2027", CONTRACT),
    ("du 1ᵉʳ mars 2026 au 28 fevrier 2027", CONTRACT),
    ("DU 1ER MARS 2026 AU 28 FÉVRIER 2027", CONTRACT),
    ("du 1er\u00a0mars\u00a02026 jusqu’au 28\u202ffévr.\u00a02027", CONTRACT),
    ("du 1er mars 2026 au 28 fe\u0301vrier 2027", CONTRACT),
    ("Mar 1, 2026 - Feb 28, 2027", CONTRACT),
    ("March 1st, 2026 through February 28th, 2027", CONTRACT),
    ("Start: 2026-03-01 End: 2027-02-28", CONTRACT),
    ("Date début : 01/03/2026, date fin : 28/02/2027", CONTRACT),
    ("entre le 1er mars 2026 et le 28 février 2027", CONTRACT),
    ("between 1 March 2026 and 28 February 2027", CONTRACT),
    ("Assurance flotte\ndu 01/03/2026\nau 28/02/2027", CONTRACT),
    ("du lundi 2 mars au vendredi 6 mars 2026", "2026-03-02..2026-03-06"),
    ("du 29/02/2028 au 28/02/2029", "2028-02-29..2029-02-28"),
    ("du 05/03/2026 au 05/03/2026", "2026-03-05..2026-03-05"),
    # Month first, only where the day cannot be
    ("03/15/2026 - 03/14/2027", FROM_15),
    ("03/01/2026 - 02/28/2027", CONTRACT),
    ("03/04/2026 - 02/05/2026", "2026-04-03..2026-05-02"),
    # One end has the year, or the month
    ("du 01/03 au 31/05/2026", SPRING),
    ("du 15 décembre au 14 janvier 2026", "2025-12-15..2026-01-14"),
    ("du 1er au 31 mars 2026", MARCH),
    ("1-31 March 2026", MARCH),
    ("March 1-31, 2026", MARCH),
    ("March 1 - March 31, 2026", MARCH),
    # Months to months
    ("Mar 2026 – Feb 2027", CONTRACT),
    ("mars 2026 à février 2027", CONTRACT),
    ("03/2026 - 02/2027", CONTRACT),
    ("2026-03 to 2027-02", CONTRACT),
    ("mars à mai 2026", SPRING),
    ("mars-mai 2026", SPRING),
    ("de janvier à mars 2026", "2026-01-01..2026-03-31"),
    ("novembre à janvier 2026", "2025-11-01..2026-01-31"),
    ("nov. 2025 - janv. 2026", "2025-11-01..2026-01-31"),
    ("mars et avril 2026", "2026-03-01..2026-04-30"),
    ("janvier, février et mars 2026", "2026-01-01..2026-03-31"),
    ("Loyer avril - mai - juin 2026", "2026-04-01..2026-06-30"),
    ("Loyer avril/mai/juin 2026", "2026-04-01..2026-06-30"),
    ("mars 2026 - avril 2026 - mai 2026", SPRING),
    ("Q1-Q2 2026", "2026-01-01..2026-06-30"),
    ("1er mars 2026 à février 2027", CONTRACT),
    # One month, quarter, half-year, year
    ("abonnement mars 2026", MARCH),
    ("Loyer de mars 2026 - bureaux 2e étage", MARCH),
    ("Facture du mois de mars 2026", MARCH),
    ("Hosting, Mar-26", MARCH),
    ("Hébergement sept. 2026", "2026-09-01..2026-09-30"),
    ("Hébergement août 2026", "2026-08-01..2026-08-31"),
    ("Cloud usage 2026-03", MARCH),
    ("Maintenance 03/2026", MARCH),
    ("03/2026", MARCH),
    ("2026-03", MARCH),
    ("Q3 2026", THIRD),
    ("2026-Q3", THIRD),
    ("LOYER 3T2026", THIRD),
    ("Redevance T3 2026", THIRD),
    ("3e trimestre 2026", THIRD),
    ("3ème trim. 2026", THIRD),
    ("third quarter of 2026", THIRD),
    ("trimestre 3 2026", THIRD),
    ("1er semestre 2026", "2026-01-01..2026-06-30"),
    ("H2 2026", "2026-07-01..2026-12-31"),
    ("first half of 2026", "2026-01-01..2026-06-30"),
    ("Cotisation année 2026", YEAR),
    ("exercice 2026", YEAR),
    ("Membership fee, year 2026", YEAR),
    ("Cotisation annuelle 2026", YEAR),
    ("Taxe foncière 2026", YEAR),
    # So many months from a day
    ("12 mois à compter du 15/03/2026", FROM_15),
    ("Abonnement pour 12 mois à partir du 15 mars 2026", FROM_15),
    ("12 months from 15 March 2026", FROM_15),
    ("12 months support starting 2026-03-15", FROM_15),
    ("annual subscription starting 2026-03-15", FROM_15),
    ("one year from March 15, 2026", FROM_15),
    ("à compter du 15/03/2026 pour une durée de 12 mois", FROM_15),
    ("à compter du 15/03/2026 pour un an", FROM_15),
    ("3 mois à compter du 30/11/2026", "2026-11-30..2027-02-28"),
    ("36 mois à compter du 1er avril 2026", "2026-04-01..2029-03-31"),
    ("Extension de garantie 12 mois à compter du 15/03/2026", FROM_15),
    ("Forfait mars 2026, engagement 24 mois à compter du 01/01/2025", MARCH),
]
GUESSES = [
    ("Loyer, mois de mars", MARCH),
    ("March", MARCH),
    ("Loyer décembre", "2025-12-01..2025-12-31"),
    ("Abonnement 3e trimestre", THIRD),
    ("du 1er mars au 31 mai", SPRING),
    ("Location du 2 au 6 mars", "2026-03-02..2026-03-06"),
    ("Loyer de novembre à janvier", "2025-11-01..2026-01-31"),
    ("12 mois à compter du 1er avril", "2026-04-01..2027-03-31"),
]
NO_PERIODS = [
    "", " ", "\0", "Repair", "iPhone 13", "iPhone 13, 128 Go, grade A", "Office 2021",
    "Licence Office 2021", "Windows Server 2022, licence", "Windows 11 H2 2024",
    "Facture du 12/03/2026", "Invoice dated 12 March 2026", "Facture mars 2026",
    "Facture FA-2026-03", "Invoice INV/2026/03", "Commande 2026-03", "PO 2026-03",
    "Commande de mars 2026", "batch 2026-03-17", "lot 2026-03-xx", "SKU 2026-03",
    "n° 03/2026", "Réf. 03/2026-12", "Réf. 12.03.26 - 14.05.26", "Câble 03/2026",
    "Tél. 01.03.20.26.28", "01 03 26 28 02 27", "01-03-26-28-02", "EAN 3700123456789",
    "version 1.3.26 - 1.4.26", "v12.01.2026", "support 24/7", "net 30 days",
    "30 jours fin de mois", "Paiement à 45 jours", "remise 5,5 %", "03/2026 %",
    "1.200,00 - 1.300,00", "camion 2T 2026", "mars - mai - juin 2026", "1/2 - 3/4", "28/02/2027 au 01/03/2026", "mai à mars 2026,5",
    "01/2027 - 03/2026", "du 31/02/2026 au 31/03/2026", "99/99/2026 - 99/99/2027",
    "2026-2027", "exercice 2026-2027", "saison 2026/2027", "abonnement 2026 à 2027",
    "garantie 24 mois à compter du 15/03/2026", "12 month warranty from 15 March 2026",
    "payable en 3 mois à compter du 15/03/2026", "12 mois", "un an", "annual",
    "engagement 12 mois à partir du 01/03/2026", "livraison le 15/03/2026",
    "Livraison mars 2026", "depuis mars 2026", "from March 2026", "mars 2026 au",
    "jusqu'au 31/12/2026", "until December 2026", "à partir du 15/03/2026",
    "15 mars 2026", "le 15/03/2026", "2026-03-15", "March 15, 2026", "Audi Q3 2026",
    "Appartement T3 2026", "location appartement T3", "T5 2026", "Q0 2026", "13/2026",
    "2026-13", "barre Mars 51 g", "you may return this service", "Le marché aux fleurs",
    "modèle année 2026", "catalogue mars 2026", "tarif 2026", "mi-mars 2026",
    "abonnement annuel mars 2026", "loyer trimestriel mars 2026", "jan 26 - dec 26",
    "licence 12 mois, mars 2026", "renouvellement mars 2026", "p. 12-15 mars 2026",
    "15/03/2026 - 03/16/2027", "du 01/03/1926 au 28/02/1927", "March 26 - May 26",
    "du 01/03/2050 au 28/02/2051", "du 01/03/2026 au 28/02/2066", "½ mars", "²",
]  # fmt: skip


def _period(text):
    return Period(*map(date.fromisoformat, text.split("..")))


@pytest.mark.parametrize(("text", "period"), PERIODS)
def test_a_period_is_read(text, period):
    found = best(text, BILL)
    assert found is not None
    assert found.period == _period(period)
    assert found.confidence in (CERTAIN, CLEAR)


@pytest.mark.parametrize(("text", "period"), GUESSES)
def test_the_year_comes_from_the_day_of_the_bill(text, period):
    found = best(text, BILL)
    assert (found.period, found.confidence) == (_period(period), GUESSED)


@pytest.mark.parametrize("text", NO_PERIODS)
def test_what_is_no_period_stays_none(text):
    assert find(text, BILL) == ()


@pytest.mark.parametrize(
    ("bill", "year"), [("2026-01-10", 2025), ("2026-11-10", 2026), ("2027-02-01", 2026)]
)
def test_december_is_the_nearest_one(bill, year):
    found = best("Loyer de décembre", date.fromisoformat(bill))
    assert found.period == Period(date(year, 12, 1), date(year, 12, 31))


def test_the_words_are_those_of_the_bill():
    found = best(
        "Licence\u00a0X, du 1er\u00a0mars 2026 – 28 Févr. 2027, 3 postes", BILL
    )
    assert found.words == "du 1er\u00a0mars 2026 – 28 Févr. 2027"


def test_a_written_range_goes_before_a_month_and_a_month_before_a_guess():
    found = find("Loyer mars 2026 (01/03/2026 - 15/03/2026), rappel février", BILL)
    assert [one.confidence for one in found] == [CERTAIN, CLEAR, GUESSED]


def test_two_periods_equally_sure_are_none():
    text = "Abonnement mars 2026 ou avril 2027"
    assert len(find(text, BILL)) == 2
    assert best(text, BILL) is None
    assert best("Abonnement Q1 2026 (1er trimestre 2026)", BILL) is not None


@pytest.mark.parametrize(
    ("period", "after"),
    [
        (MARCH, "2026-04-01..2026-04-30"),
        ("2026-04-01..2026-04-30", "2026-05-01..2026-05-31"),
        ("2026-01-01..2026-03-31", "2026-04-01..2026-06-30"),
        (YEAR, "2027-01-01..2027-12-31"),
        (FROM_15, "2027-03-15..2028-03-14"),
        ("2026-03-02..2026-03-08", "2026-03-09..2026-03-15"),
    ],
)
def test_the_following_period_has_the_same_length(period, after):
    assert following(_period(period)) == _period(after)


def test_days_apart_from_a_period():
    near = [date(2026, 2, 27), date(2026, 3, 1), date(2026, 4, 2)]
    assert [days_apart(_period(MARCH), day) for day in near] == [2, 0, 2]


# Properties -------------------------------------------------------------------------

FRENCH = [
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août",
    "septembre", "octobre", "novembre", "décembre",
]  # fmt: skip
ENGLISH = [
    "January", "February", "March", "April", "May", "June", "July", "August",
    "September", "October", "November", "December",
]  # fmt: skip


def _first(day):
    return "1er" if day == 1 else str(day)


def _french(day):
    return f"{_first(day.day)} {FRENCH[day.month - 1]} {day.year}"


def _english(day):
    return f"{day.day} {ENGLISH[day.month - 1]} {day.year}"


def _american(day):
    return f"{ENGLISH[day.month - 1][:3]} {day.day}, {day.year}"


DAYS = {
    "slash": ("du %s au %s", lambda day: f"{day:%d/%m/%Y}"),
    "slash short": ("%s - %s", lambda day: f"{day:%d/%m/%y}"),
    "dot": ("%s – %s", lambda day: f"{day:%d.%m.%Y}"),
    "iso": ("from %s to %s", date.isoformat),
    "french": ("Abonnement du %s au %s", _french),
    "french, no accents": (
        "DU %s AU %s",
        lambda day: _french(day).upper().replace("É", "E").replace("Û", "U"),
    ),
    "english": ("Service from %s to %s", _english),
    "american": ("%s - %s", _american),
    "tight": ("(%s-%s)", lambda day: f"{day:%d/%m/%y}"),
}
MONTHS = {
    "french": ("%s à %s", lambda day: f"{FRENCH[day.month - 1]} {day.year}"),
    "english": ("%s – %s", lambda day: f"{ENGLISH[day.month - 1][:3]} {day.year}"),
    "numbers": ("%s - %s", lambda day: f"{day:%m/%Y}"),
}
starts = st.dates(date(2020, 1, 1), date(2032, 12, 31))


@given(starts, st.integers(0, 1500), st.sampled_from(sorted(DAYS)))
def test_days_are_read_back_in_every_format(start, length, style):
    frame, render = DAYS[style]
    period = Period(start, start + timedelta(days=length))
    text = frame % (render(period.start), render(period.end))
    [found] = find(text, BILL)
    assert (found.period, found.confidence) == (period, CERTAIN)
    assert found.words in text


@given(starts, st.integers(1, 60), st.sampled_from(sorted(MONTHS)))
def test_months_are_read_back_in_every_format(start, length, style):
    frame, render = MONTHS[style]
    first = start.replace(day=1)
    last = add_months(first, length - 1)
    [found] = find(frame % (render(first), render(last)), BILL)
    assert found.period == Period(first, month_end(last))


PARTS = {
    3: ("T%s %s", "Q%s %s", "%se trimestre %s", "%sT%s"),
    6: ("H%s %s", "%se semestre %s"),
}


@given(starts, st.sampled_from([(n, text) for n in PARTS for text in PARTS[n]]))
def test_quarters_and_halves_are_read_back(day, style):
    months, text = style
    part = (day.month - 1) // months
    [found] = find(f"Loyer {text % (part + 1, day.year)}", BILL)
    start = date(day.year, part * months + 1, 1)
    assert found.period == months_from(start, months)


@given(starts, st.integers(1, 60), st.sampled_from(sorted(DAYS)))
def test_a_length_from_a_day_ends_before_the_same_day(start, months, style):
    text = f"{months} mois à compter du {DAYS[style][1](start)}"
    [found] = find(text, BILL)
    end = found.period.end + timedelta(days=1)
    assert found.period.start == start
    whole = add_months(start, months)
    assert end == whole or (whole.day < start.day and found.period.end == whole)


@given(starts, st.integers(1, 60))
def test_months_of_a_contract_follow_without_gap(start, months):
    first = months_from(start.replace(day=min(start.day, 28)), months)
    after = following(first)
    assert after.start == first.end + timedelta(days=1)
    assert after == months_from(after.start, months)


_PIECES = [
    "du ", " au ", " - ", "mars", "March", "2026", "01/03/2026", "Q3 ", "T3", "12 mois ",
    "à compter du ", "\n", "\u00a0", "28.02.27", "1er", "/", "n° ", "de ", "à ", "é", "%",
]  # fmt: skip
texts = st.one_of(st.text(), st.lists(st.sampled_from(_PIECES)).map("".join))


@given(texts, st.dates())
@example("du 31/12/2099 au 31/12/2099", date(2099, 12, 31))
@example("240 mois à compter du 31/12/2099", date(2099, 12, 31))
@example("mars", date.min)
@example("mars", date.max)
def test_no_text_raises_and_the_best_stands_first(text, bill):
    found = find(text, bill)
    assert [one.confidence for one in found] == sorted(
        (one.confidence for one in found), reverse=True
    )
    assert best(text, bill) in {None, *found}
