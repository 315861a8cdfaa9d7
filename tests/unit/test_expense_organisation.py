# SPDX-License-Identifier: AGPL-3.0-or-later
"""The organisation compared, both ways, with its days and what cannot stand."""

from datetime import date

from ap_expenses.formats.people import read_people
from ap_expenses.formats.people_out import OUTPUTS, concur_305, write
from ap_expenses.rules.organisation import compare, state_on
from ap_expenses.rules.organisation_findings import Centre, Claim, World, successor
from ap_expenses.rules.transaction import Person

DAY = date(2026, 4, 1)
HR_FILE = (
    b"matricule;nom;responsable;centre;actif\n"
    b"E1;Employe Un;E9;CC10;oui\n"
    b"E2;Employe Deux;E3;CC10;oui\n"
    b"E3;Employe Trois;;CC20;oui\n"
    b"E5;Employe Cinq;E5;CC99;oui\n"
)


def tool():
    return [
        Person("E1", "Employe", "Un", manager="E9", cost_centre="CC10"),
        Person("E2", "Employe", "Deux", manager="E3", cost_centre="CC10"),
        Person("E3", "Employe", "Trois", cost_centre="CC20"),
        Person("E4", "Employe", "Quatre", has_card=True),
        Person("E9", "Employe", "Neuf", active=False),
    ]


def world(**more):
    given = {
        "centres": {"CC10": Centre("CC10"), "CC20": Centre("CC20")},
        "claims": (Claim("NDF-7", "E1", "E9"),),
        "gone": {"E9": date(2026, 3, 15)},
    }
    return World(DAY, **{**given, **more})


def test_the_published_case_of_a_stale_approver():
    """Case exp-stale-approver-in-org-sync."""
    people, faults = read_people(HR_FILE)
    assert not faults
    found = compare(people, tool(), world())
    said = [(one.code, one.employee, one.named) for one in found.findings]
    assert said == [
        ("approver_left", "E1", {"approver": "E9", "left_on": "2026-03-15"}),
        ("no_approver", "E3", {}),
        ("approves_himself", "E5", {}),
        ("centre_unknown", "E5", {"centre": "CC99"}),
        ("leaver_with_card", "E4", {"left_on": ""}),
        ("claim_at_leaver", "E1", {"claim": "NDF-7", "approver": "E9"}),
    ]
    kinds = [(one.kind, one.employee) for one in found.changes]
    assert kinds == [("joiner", "E5"), ("leaver", "E4")]


def test_changes_have_the_day_they_take_effect():
    hr = [
        Person("E1", "Anne", "Martin", cost_centre="CC20", valid_from=date(2026, 4, 1)),
        Person("E1", "Anne", "Martin", cost_centre="CC10"),
        Person("E2", "Jean", "Petit", left_on=date(2026, 3, 31)),
        Person("E6", "Nora", "Neuve", valid_from=date(2026, 5, 1)),
    ]
    there = [
        Person("E1", "Anne", "Durand", cost_centre="CC10"),
        Person("E2", "Jean", "Petit", has_card=True),
    ]
    found = compare(hr, there, world(claims=()))
    assert [(one.kind, one.field, one.old, one.new, one.effective) for one in found.changes] == [
        ("renamed", "last_name", "Durand", "Martin", DAY),
        ("mover", "cost_centre", "CC10", "CC20", DAY),
        ("leaver", "", "Jean Petit", "", DAY),
    ]
    assert ("leaver_with_card", "E2") in [(one.code, one.employee) for one in found.findings]
    # a month later the new one is there; before, nobody was gone
    later = compare(hr, there, World(date(2026, 5, 1)))
    assert "joiner" in [one.kind for one in later.changes]
    before = compare(hr, there, World(date(2026, 3, 31)))
    assert [one.kind for one in before.changes] == ["renamed"]


def test_both_ways_are_one_comparison_turned_round():
    hr, there = [Person("E1", "A", "B")], [Person("E2", "C", "D")]
    assert [(c.kind, c.employee) for c in compare(hr, there, world()).changes] == [
        ("joiner", "E1"), ("leaver", "E2"),
    ]  # fmt: skip
    assert [(c.kind, c.employee) for c in compare(there, hr, world()).changes] == [
        ("joiner", "E2"), ("leaver", "E1"),
    ]  # fmt: skip


def test_people_meet_by_number_then_address_then_name():
    hr = [
        Person("E1", "Anne", "Martin", "anne@example.com"),
        Person("E2", "Jean", "Petit"),
        Person("E3", "Luc", "Double"),
    ]
    there = [
        Person("", "Anne", "Martin-Roy", "ANNE@example.com", tool_id="u1"),
        Person("", "Jean", "Petit", tool_id="u2"),
        Person("X9", "Luc", "Double"),
    ]
    found = compare(hr, there, World(DAY))
    assert [(one.kind, one.employee) for one in found.changes] == [
        ("renamed", "E1"), ("joiner", "E3"), ("leaver", "X9"),
    ]  # fmt: skip


def test_an_approver_who_only_lost_the_role_finishes_what_he_holds():
    hr = [Person("E1", manager="E2"), Person("E2"), Person("E3")]
    found = compare(hr, hr, World(DAY, claims=(Claim("NDF-1", "E1", "E3"),)))
    assert "claim_at_leaver" not in [one.code for one in found.findings]


def test_the_successor_is_the_next_one_above_who_is_here():
    people = state_on(
        [
            Person("E1", manager="E9", second_approver="E7"),
            Person("E9", manager="E8", active=False),
            Person("E8", manager="E1"),
            Person("E7", active=False),
        ],
        DAY,
    )
    assert successor("E1", people, DAY) == "E8"
    assert successor("E8", people, DAY) == "E1"
    alone = {"E1": Person("E1", manager="E1")}
    assert successor("E1", alone, DAY) == ""


def test_closed_centres_teams_without_manager_and_pairs_who_approve_each_other():
    hr = [
        Person("E1", manager="E2", cost_centre="CC30", department_team="Sales"),
        Person("E2", manager="E1", department_team="Sales"),
    ]
    found = compare(
        hr,
        hr,
        World(
            DAY,
            centres={"CC30": Centre("CC30", closed=date(2026, 3, 31))},
            teams={"Sales": Centre("Sales", manager="E9")},
        ),
    )
    codes = [one.code for one in found.findings]
    assert codes == [
        "approve_each_other", "centre_closed", "approve_each_other",
        "team_without_manager",
    ]  # fmt: skip


def test_an_expense_is_imputed_to_the_organisation_of_its_day():
    history = [
        Person("E1", cost_centre="CC10", valid_from=date(2025, 1, 1)),
        Person("E1", cost_centre="CC20", valid_from=date(2026, 3, 15)),
    ]
    assert state_on(history, date(2026, 3, 14))["E1"].cost_centre == "CC10"
    assert state_on(history, date(2026, 3, 15))["E1"].cost_centre == "CC20"
    assert state_on(history, date(2024, 12, 31)) == {}


def test_what_is_written_is_read_again():
    people = [
        Person(
            "E1", "Anne", "Mar;tin", "a@example.com", "a@example.com", "E2", "E3", True,
            "FR01", "Sales", "CC10", "FR", "EUR", "fr_FR", "425000", ("user",),
        ),
        Person("E2", "Jean", "=SUM(1)", "j@example.com", active=False),
    ]  # fmt: skip
    for code in OUTPUTS:
        content = write(code, people, {"Sales": {"Cost centre": "CC10"}})
        assert content.startswith(b"\xef\xbb\xbf") or code in ("concur_305", "expensify")
        assert b"\r\n=SUM" not in content
        if code == "payhawk_teams":
            continue
        again, faults = read_people(content)
        assert not faults, code
        assert [one.employee_number for one in again] == ["E1", "E2"], code
        assert again[0].first_name == "Anne"
        assert again[0].email == "a@example.com"


def test_concur_305_has_its_137_columns_in_their_place():
    [head, line] = concur_305([Person("E1", "Anne", "Martin", manager="E2")]).splitlines()
    assert head.startswith("100,0,")
    cells = line.split(",")
    assert len(cells) == 137
    assert (cells[0], cells[1], cells[3], cells[4]) == ("305", "Anne", "Martin", "E1")
    assert (cells[14], cells[58], cells[62]) == ("Y", "E2", "Y")
