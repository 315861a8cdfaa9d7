# SPDX-License-Identifier: AGPL-3.0-or-later
"""What `./ap --help` and `./ap COMMAND --help` say."""

from .arguments import YES, Word

STAGES = ("unit", "addons", "rooms", "e2e", "rooms-alone", "lifecycle")

TEST = """\
Without a stage: all of it, as every change must pass it.

  unit [PATH…]         pure rules: seconds, no database
  addons               models and screens, all add-ons on one database
  addons NAME…         each named add-on on a database that holds it, what it depends on
                       and nothing else; NAME/tests/test_x.py runs one file of it
  rooms [PATH…]        add-ons of tests/addons, which prove that ours can be extended
  e2e [PATH…]          a real server, real clients, real processes that are killed
  rooms-alone [NAME…]  add-ons alone: their tests, then installed beside posted entries,
                       updated and uninstalled; which ones is the rota's (by commit)
  lifecycle [NAME…]    only the second half of that

What stands behind `--` is pytest's: ./ap test addons ap_closing -- -k reversal -x

Tests known to fail alone are listed in tests/alone/expected_failures.csv; one of them
that passes fails the run, so that the list shrinks."""

BENCH = """\
  ./ap bench               1,000 and 10,000 lines
  ./ap bench 1000 100000   those numbers of lines
  ./ap bench matching      only matching: bills to orders, bank lines
  ./ap bench capture       only PDF bills read from their pages
  ./ap bench expenses 1000 100000   only expenses, so many"""

CLEAN = """\
Databases, logs and the private cluster of this checkout go. What was downloaded stays,
since other checkouts use it too; `--downloads` removes that as well."""

WORDS = {
    "demo": Word(
        "set up, close a month of the demo company, leave the web client running",
        "Log in on http://localhost:8069 as accountant, apprentice, head, auditor,\n"
        "buyer or admin (password = login). A second run changes nothing and says so.",
        flags=(YES,),
        needs=("venv", "server"),
    ),
    "test": Word(
        "set up and run all tests, or one stage of them",
        TEST,
        words="STAGE",
        choices=STAGES,
        flags=(
            YES,
            ("--all", "rooms-alone: every add-on, not only those of the rota"),
            ("--together", "addons NAME…: on the database of all add-ons (quicker)"),
        ),
    ),
    "serve": Word(
        "the web client on the demo database", flags=(YES,), needs=("venv", "server")
    ),
    "bench": Word(
        "measure, print ratios", BENCH, words="LINES", flags=(YES,), needs=("venv", "server")
    ),
    "measures": Word(
        "figures of the house: files, classes, functions, docstrings, ways",
        flags=(
            YES,
            ("--json", "print them for a program"),
            ("--ways", "what an amount and a bill walk through, in a running Odoo (JSON)"),
        ),
    ),
    "lint": Word("ruff and pylint-odoo", flags=(YES,), needs=("venv",)),
    "i18n": Word(
        "refresh the templates of translation and each fr.po",
        words="ADDON",
        flags=(YES,),
        needs=("venv", "server"),
    ),
    "shell": Word(
        "Odoo's shell on the demo database, or on the one that is named",
        words="DATABASE",
        flags=(YES,),
        needs=("venv", "server"),
    ),
    "stop": Word("end what ap started in this checkout"),
    "clean": Word(
        "stop, and forget databases and logs",
        CLEAN,
        flags=(("--downloads", "forget the cache too, for all checkouts"),),
    ),
}
