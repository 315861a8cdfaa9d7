# SPDX-License-Identifier: AGPL-3.0-or-later
"""`./ap`: words understood or refused in one sentence, add-ons alone, requirements."""

import ast
import csv
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from runtime import (
    alone,
    arguments,
    benching,
    expected_failures,
    python_env,
    rooms,
    stages,
    system,
)
from runtime.manual import MEASURES, STAGES, WORDS
from runtime.say import Missing
from runtime.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = Settings(ROOT)


def _ap(*words):
    """Run the real command, which must do nothing but answer."""
    command = [sys.executable, ROOT / "ap", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=20)


# Words ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "chosen", "sizes"),
    [
        ("", [*MEASURES], []),
        ("month", ["month"], []),
        ("month orders --size 20000", ["month", "orders"], ["20000"]),
        ("expenses 100000 1000", ["expenses"], ["1000", "100000"]),
    ],
)
def test_bench_reads_measures_and_sizes(words, chosen, sizes):
    options = arguments.parse(["bench", *words.split()], WORDS)
    assert benching.read(options.words, options.size) == (chosen, sizes)


@pytest.mark.parametrize("words", ["weather", "month 10 --size 20", "--size many", "0"])
def test_bench_refuses_what_it_cannot_measure(words):
    options = arguments.parse(["bench", *words.split()], WORDS)
    with pytest.raises(Missing, match="ap bench"):
        benching.read(options.words, options.size)


@pytest.mark.parametrize("name", WORDS)
def test_help_of_each_command_runs_nothing(name):
    done = _ap(name, "--help")
    assert done.returncode == 0
    assert done.stdout.startswith(f"usage: ./ap {name}")
    assert WORDS[name].summary[1:20] in done.stdout


@pytest.mark.parametrize("words", [[], ["help"], ["--help"], ["-h"]])
def test_help_lists_every_command(words):
    done = _ap(*words)
    assert done.returncode == 0
    assert all(f"\n    {name} " in done.stdout for name in WORDS)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["dmeo"], "There is no command 'dmeo': choose among demo, test,"),
        (["demo", "fast"], "`./ap demo` does not know 'fast': see `./ap demo --help`."),
        (["demo", "--y"], "`./ap demo` does not know '--y'"),
        (["stop", "--yes"], "`./ap stop` does not know '--yes'"),
        (["test", "units"], "`./ap test` does not know 'units': choose among unit,"),
        (["test", "unit", "-k", "x"], "options of pytest stand behind `--`"),
        (["demo", "--", "-x"], "`./ap demo` does not know '--'"),
    ],
)
def test_what_is_not_understood_is_refused_in_one_sentence(words, sentence):
    done = _ap(*words)
    assert done.returncode == 2
    assert sentence in done.stdout
    assert done.stdout.count("\n") == 1


def test_what_stands_behind_the_dashes_is_for_pytest():
    words = ["test", "addons", "ap_base", "--yes", "--", "-k", "lock", "--all"]
    options = arguments.parse(words, WORDS)
    assert (options.words, options.rest) == (["addons", "ap_base"], ["-k", "lock", "--all"])
    assert (options.yes, options.all) == (True, False)


def test_every_stage_of_the_tests_is_in_their_help():
    from runtime.stages import STAGES as runs

    assert set(runs) == {"", *STAGES}
    assert all(f"\n  {stage} " in WORDS["test"].details for stage in STAGES)


# The machine ----------------------------------------------------------------


@pytest.mark.parametrize("platform", ["darwin", "win32", "cygwin", "freebsd14"])
def test_other_systems_than_linux_are_refused_with_the_way_out(platform):
    with pytest.raises(Missing, match="docker compose up"):
        system.refuse_elsewhere(platform)
    system.refuse_elsewhere("linux")


@pytest.mark.parametrize(
    ("user", "yes", "sentence"),
    [
        (1000, False, "First type `sudo apt-get install -y postgresql chromium`."),
        (1000, True, "First type `sudo apt-get install -y postgresql chromium`."),
        (0, False, "First type `apt-get install -y postgresql chromium`, or the same"),
    ],
)
def test_nothing_is_installed_on_the_system_unasked(monkeypatch, user, yes, sentence):
    """One command for all that is missing; and who is not root cannot say yes to it."""
    _machine(monkeypatch, user)
    with pytest.raises(Missing) as refusal:
        system.prepare(("venv", "server", "browser"), yes)
    assert sentence in str(refusal.value)


def test_yes_installs_what_is_missing_and_no_more(monkeypatch):
    _machine(monkeypatch, 0)
    ran = []
    monkeypatch.setattr(system.subprocess, "run", lambda command, **_: ran.append(command))
    monkeypatch.setattr(system, "run", lambda command, **_: ran.append(command))
    system.prepare(("venv", "server", "browser"), yes=True)
    assert [command[-2:] for command in ran][1:] == [["postgresql", "chromium"]]
    system.prepare(("venv",), yes=True)
    assert len(ran) == 2


def _machine(monkeypatch, user):
    """Debian with Python's venv, without PostgreSQL and browser; nothing may run."""
    there = {"venv": True, "server": False, "browser": False}
    needs = {
        need: (lambda found=found: found, system.NEEDS[need][1])
        for need, found in there.items()
    }
    monkeypatch.setattr(system, "NEEDS", needs)
    monkeypatch.setattr(system.os, "geteuid", lambda: user)
    monkeypatch.setattr(system.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(system, "run", None)


def test_a_path_too_long_for_a_socket_is_left(monkeypatch, tmp_path):
    monkeypatch.setenv("AP_RUN", str(tmp_path / ("long" * 20)))
    assert len(f"{Settings(ROOT).socket_dir}/.s.PGSQL.5433") <= 107
    monkeypatch.setenv("AP_RUN", str(tmp_path))
    if len(str(tmp_path)) < 60:
        assert Settings(ROOT).socket_dir == tmp_path / "postgres" / "socket"


# Add-ons alone --------------------------------------------------------------


def test_rooms_name_what_they_need_ours_and_stock_s():
    every = rooms.every(SETTINGS)
    assert set(every) == set(SETTINGS.own_modules)
    order = list(every)
    for room in every.values():
        assert room.own[-1] == room.name
        assert not set(room.stock) & set(every)
        assert [order.index(name) for name in room.own] == sorted(map(order.index, room.own))
    assert every["ap_base"].own == ["ap_base"]
    assert "purchase" not in every["ap_base"].stock


def test_each_add_on_is_in_one_hand_of_the_rota(monkeypatch):
    most, dealt = stages.A_HAND, []
    for turn in range(len(SETTINGS.own_modules)):
        monkeypatch.setattr(rooms, "turn", lambda _root, turn=turn: turn)
        hand = [room.name for room in rooms.of_the_rota(SETTINGS, most)]
        if hand in dealt:
            break
        dealt.append(hand)
    assert sorted(name for hand in dealt for name in hand) == SETTINGS.own_modules
    tests = {room.name: room.tests for room in rooms.every(SETTINGS).values()}
    for hand in dealt:
        assert len(hand) == 1 or sum(tests[name] for name in hand) <= most


def test_what_a_module_of_stock_brings_is_not_named_beside_it(tmp_path):
    for name, depends in {"a": [], "b": ["a"], "c": ["b"], "d": []}.items():
        folder = tmp_path / "odoo" / "addons" / name
        folder.mkdir(parents=True)
        (folder / "__manifest__.py").write_text(repr({"depends": depends}))
    assert rooms.least(tmp_path, {"a", "c", "d"}) == ("c", "d")
    assert rooms.least(tmp_path, {"a", "b"}) == ("b",)


def test_of_a_big_add_on_the_rota_takes_each_share_in_turn(monkeypatch):
    room = rooms.every(SETTINGS)["ap_closing_purchase"]
    stack = SimpleNamespace(settings=SETTINGS)
    seen = set()
    for turn in range(0, 2020, 101):
        monkeypatch.setattr(rooms, "turn", lambda _root, turn=turn: turn)
        [job] = stages._alone_tests(stack, room, [], stages.A_HAND)
        seen.add(tuple(job.args[2]))
    files = (SETTINGS.addons / room.name / "tests").glob("test_*.py")
    expected = sorted(f"{room.name}/tests/{path.name}" for path in files)
    assert sorted(file for share in seen for file in share) == expected
    assert len(seen) > 1


@pytest.mark.parametrize(("name", "number"), [("ap_closing", 2), ("ap_purchase_stock", 1)])
def test_shares_of_an_add_on_hold_each_file_of_its_tests_once(name, number):
    room = rooms.every(SETTINGS)[name]
    stack = SimpleNamespace(settings=SETTINGS)
    shares = alone.shares(stack, room, 2)
    files = (SETTINGS.addons / name / "tests").glob("test_*.py")
    expected = sorted(f"{name}/tests/{path.name}" for path in files)
    assert sorted(file for share in shares for file in share) == expected
    assert len(shares) == number


def test_an_unknown_add_on_is_refused():
    with pytest.raises(Missing, match="no add-on 'ap_bse': choose among"):
        rooms.named(SETTINGS, ["ap_bse"])


def test_listed_failures_name_a_room_a_test_and_a_reason():
    for row in alone.rows(ROOT):
        assert row["room"] in SETTINGS.own_modules
        if row["test"] != alone.LIFECYCLE:
            file = row["test"].split("::")[0]
            assert (SETTINGS.addons / row["room"] / "tests" / file).is_file()
        assert len(row["why"]) > 10


class _Item:
    def __init__(self, nodeid):
        self.nodeid, self.marks = nodeid, []

    def add_marker(self, mark):
        self.marks.append(mark)


@pytest.fixture
def listed(monkeypatch):
    """One class of a room is listed; the whole room is run."""
    row = {"room": "ap_base", "test": "test_a.py::TestA", "why": "not yet"}
    monkeypatch.setattr(expected_failures, "rows", lambda _root: [row])
    monkeypatch.setenv("AP_ALONE", "ap_base")
    monkeypatch.setenv("AP_ALONE_WHOLE_FILES", "1")


def test_a_listed_test_must_fail_and_no_other(listed):
    names = ["TestA::test_x", "TestA::test_y", "TestAB::test_x"]
    items = [_Item(f"addons/ap_base/tests/test_a.py::{name}") for name in names]
    expected_failures.pytest_collection_modifyitems(items)
    assert [len(item.marks) for item in items] == [1, 1, 0]
    assert items[0].marks[0].kwargs == {"reason": "not yet", "strict": True}


def test_a_listed_test_that_is_gone_fails_the_run(listed):
    items = [_Item("addons/ap_base/tests/test_b.py::TestB::test_x")]
    expected_failures.pytest_collection_modifyitems(items)  # its file is another share's
    items.append(_Item("addons/ap_base/tests/test_a.py::TestB::test_x"))
    with pytest.raises(pytest.UsageError, match="take it out of"):
        expected_failures.pytest_collection_modifyitems(items)


# Requirements ---------------------------------------------------------------


def _requirements(name):
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_requirements_are_those_of_the_manifests():
    asked = set()
    for path in SETTINGS.addons.glob("*/__manifest__.py"):
        manifest = ast.literal_eval(path.read_text(encoding="utf-8"))
        asked.update(manifest.get("external_dependencies", {}).get("python", []))
    given = {line.split(">=")[0] for line in _requirements("requirements.txt")}
    assert given == asked


def test_development_pins_agree_with_what_is_asked():
    """What Odoo's file pins is within what ours allows: one environment holds both."""
    files = ("requirements-odoo.txt", "requirements-dev.txt")
    pins = dict(line.split("==") for file in files for line in _requirements(file))
    for line in _requirements("requirements.txt"):
        name, _, bounds = line.partition(">=")
        low, high = bounds.split(",<")
        pinned = [int(part) for part in pins[name].split(".") if part.isdigit()]
        assert [int(part) for part in low.split(".")] <= pinned < [int(high)]


def _odoo(tmp_path, *modules):
    for module in modules:
        (tmp_path / "odoo" / "addons" / module).mkdir(parents=True)
        (tmp_path / "odoo" / "addons" / module / "__manifest__.py").touch()
    return tmp_path


def _addon(tmp_path, *depends):
    folder = tmp_path / "root" / "addons" / "ap_x"
    folder.mkdir(parents=True)
    (folder / "__manifest__.py").write_text(repr({"depends": list(depends)}))
    oca = (ROOT / "requirements-oca.txt").read_text()
    (tmp_path / "root" / "requirements-oca.txt").write_text(oca)
    return Settings(tmp_path / "root")


@pytest.mark.parametrize(
    ("depends", "wheels"),
    [
        (["account"], []),
        (
            ["account", "account_statement_import_camt"],
            ["odoo-addon-account-statement-import-camt"],
        ),
    ],
)
def test_oca_s_wheels_come_only_where_an_add_on_depends_on_them(tmp_path, depends, wheels):
    found = python_env.wheels(_addon(tmp_path, *depends), _odoo(tmp_path, "account"))
    assert [line.split("==")[0] for line in found] == wheels


def test_an_add_on_that_nobody_brings_is_refused(tmp_path):
    with pytest.raises(Missing, match="holds the add-ons nowhere"):
        python_env.wheels(_addon(tmp_path, "nowhere"), _odoo(tmp_path, "account"))


def test_the_list_of_failures_has_its_columns():
    with open(ROOT / "tests" / "alone" / "expected_failures.csv", newline="") as file:
        assert csv.DictReader(file).fieldnames == ["room", "test", "why"]
