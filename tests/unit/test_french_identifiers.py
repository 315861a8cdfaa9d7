# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers of companies and of bank accounts, right and wrong."""

import csv
import importlib
from ast import literal_eval, parse

import published
import pytest
from hypothesis import given
from hypothesis import strategies as st
from l10n_fr_ap_extras.rules import bank_identifiers as bank
from l10n_fr_ap_extras.rules import identifiers
from stdnum.exceptions import ValidationError

VECTORS = published.path("identifiers/stdnum_vectors.csv")  # LGPL: not in the repository
OURS = {
    "stdnum.fr.siren": identifiers.siren,
    "stdnum.fr.siret": identifiers.siret,
    "stdnum.eu.vat": identifiers.vat,
    "stdnum.iban": bank.iban,
    "stdnum.bic": bank.bic,
}


@pytest.mark.parametrize(
    ("check", "text", "reason"),
    [
        (identifiers.siren, "732829320", ""),
        (identifiers.siren, "732-829-320", ""),
        (identifiers.siren, "732829321", "checksum"),
        (identifiers.siren, "73282932", "length"),
        (identifiers.siren, "73282932X", "format"),
        (identifiers.siren, "356000000", ""),
        (identifiers.siret, "35600000000048", ""),  # La Poste, head office: Luhn
        (identifiers.siret, "35600000049837", ""),  # La Poste, sum of digits
        (identifiers.siret, "35600000049838", "checksum"),
        (identifiers.siret, "99999999800010", "checksum"),
        (identifiers.vat, "FR11999999998", ""),
        (identifiers.vat, "FR05987654321", "checksum"),
        (identifiers.vat, "FRK7399859412", ""),  # new-style key with letters
        (identifiers.vat, "FRIO334175221", "format"),
        (identifiers.vat, "FR53000004605", ""),  # Monaco: no SIREN
        (identifiers.vat, "DE136695976", ""),
        (identifiers.vat, "DE123456789", "checksum"),
        (identifiers.vat, "CHE107787577IVA", ""),
        (identifiers.vat, "123", "country"),
        (identifiers.rcs, "R.C.S. PARIS 732 829 320", ""),
        (identifiers.rcs, "732829320 RCS Bourg-en-Bresse", ""),
        (identifiers.rcs, "SAS au capital de 10 000 €", "format"),
        (bank.iban, "FR76 3000 6000 0112 3456 7890 189", ""),
        (bank.iban, "IBAN FR7630006000011234567890189", ""),
        (bank.iban, "FR7630006000011234567890188", "checksum"),
        (bank.iban, "FR76300060000112345678901", "checksum"),
        (bank.iban, "", "empty"),
        (bank.rib, "30006000011234567890189", ""),
        (bank.rib, "30006000011234567890188", "checksum"),
        (bank.bic, "AGRIFRPP", ""),
    ],
)
def test_numbers(check, text, reason):
    result = check(text)
    assert (result.valid, result.reason) == (not reason, reason)


def test_monaco_names_no_siren():
    number = identifiers.vat("FR53000004605")
    assert (number.part("country"), number.part("siren")) == ("MC", "")
    assert identifiers.agreement(siren="732829320", vat="FR53000004605") == ()


def test_prefix_comes_from_the_country_when_it_is_missing():
    assert identifiers.vat("44732829320", "FR").valid
    assert identifiers.vat("094259216", "GR").normalised == "EL094259216"
    assert identifiers.vat("FR44732829320", "DE").normalised == "FR44732829320"


def test_an_iban_may_be_right_and_its_rib_key_wrong():
    """A French sample that circulates: the international key holds, 98 is no RIB key."""
    result = bank.iban("FR20 1254 2547 2569 8542 5874 698")
    assert result.valid
    assert result.warnings == ("rib_key",)


def test_numbers_that_name_different_companies():
    found = identifiers.agreement(
        siren="732829320",
        siret="443 121 975 00019",
        vat="FR44732829320",
        rcs="RCS Nancy B 323 159 715",
    )
    assert set(found) >= {"siren_rcs", "vat_rcs"}
    assert "siren_vat" not in found


@given(st.integers(0, 10**8 - 1))
def test_a_french_vat_number_made_from_a_siren_agrees_with_it(number):
    body = f"{number:08d}"
    key = next(k for k in "0123456789" if identifiers.siren(body + k).valid)
    made = identifiers.vat_of_siren(body + key)
    assert identifiers.agreement(siren=body + key, vat=made) == ()
    if not body.startswith("000"):
        assert identifiers.vat(made).part("siren") == body + key


@given(
    st.from_regex(r"[0-9]{5}", fullmatch=True),
    st.from_regex(r"[0-9]{5}", fullmatch=True),
    st.from_regex(r"[0-9A-Z]{11}", fullmatch=True),
    st.integers(1, 97),
)
def test_one_rib_key_in_97_is_right(one, two, three, key):
    right = bank.rib_key(one, two, three)
    assert bank.rib(f"{one}{two}{three}{key:02d}").valid == (right == f"{key:02d}")
    assert 1 <= int(right) <= 97


@given(st.text(max_size=40))
def test_no_text_makes_a_check_fail(text):
    checks = (identifiers.siren, identifiers.siret, identifiers.vat, identifiers.rcs)
    for check in (*checks, bank.iban, bank.rib, bank.bic):
        result = check(text)
        assert result.valid == (not result.reason)


@given(st.sampled_from(["732829320", "73282932000074", "FR44732829320"]), st.data())
def test_separators_change_nothing(number, data):
    sign = data.draw(st.sampled_from([" ", ".", "-", "\u00a0", "\u202f"]))
    place = data.draw(st.integers(0, len(number)))
    check = {9: identifiers.siren, 14: identifiers.siret}.get(
        len(number), identifiers.vat
    )
    assert check(number[:place] + sign + number[place:]).normalised == number


def _vectors():
    if not VECTORS.is_file():
        return []
    with VECTORS.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _target(origin, function):
    """Return (module, name of the function) of one call."""
    if origin.startswith("stdnum/"):
        return origin.removesuffix(".py").replace("/", "."), function
    parts = origin.removeprefix("tests/test_").removesuffix(".doctest").split("_")
    return ".".join(["stdnum", *parts]), function.rpartition(".")[2]


def _outcome(function, text):
    """Call with the arguments as they are written; an exception gives its name."""
    call = parse(f"f({text})", mode="eval").body
    named = {word.arg: literal_eval(word.value) for word in call.keywords}
    try:
        return function(*map(literal_eval, call.args), **named)
    except ValidationError as error:
        return type(error).__name__


@pytest.mark.skipif(not VECTORS.is_file(), reason="python-stdnum's own vectors are not here")
def test_published_vectors():
    """All calls of python-stdnum's own tests give what they gave there."""
    wrong, missing = [], []
    for row in _vectors():
        module, name = _target(row["origin"], row["function"])
        try:
            function = getattr(importlib.import_module(module), name)
        except (ImportError, AttributeError):
            missing.append(row)
            continue
        outcome, expected = _outcome(function, row["arguments"]), row["expected"]
        if expected.startswith("Invalid"):
            expected = repr(expected.partition(":")[0])
        if repr(outcome) != expected:
            wrong.append((row, outcome))
    assert wrong == []
    assert missing == []


@pytest.mark.skipif(not VECTORS.is_file(), reason="python-stdnum's own vectors are not here")
def test_published_vectors_through_our_checks():
    """The same numbers, valid or not, through our own results."""
    compared = 0
    for row in _vectors():
        module, name = _target(row["origin"], row["function"])
        if module not in OURS or name != "validate":
            continue
        text = literal_eval(row["arguments"])
        result, compared = OURS[module](text), compared + 1
        if row["expected"].startswith("Invalid"):
            assert not result.valid, row
        else:
            assert result.normalised == literal_eval(row["expected"]), row
    assert compared >= 15
