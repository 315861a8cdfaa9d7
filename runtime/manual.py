# SPDX-License-Identifier: AGPL-3.0-or-later
"""What `./ap --help` and `./ap COMMAND --help` say."""

from .arguments import YES, Word

STAGES = ("unit", "addons", "rooms", "e2e", "rooms-alone", "lifecycle", "stock",
          "upgrade")  # fmt: skip

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
  stock [MODULE[:CLASS]…]
                       Odoo's own tests of analytic, purchase and account with all of ours
                       installed; an hour, and not part of the whole
  upgrade [COMMIT…]    the demo company of an old version (by default the first one that
                       closed a month), updated to this one; not part of the whole

What stands behind `--` is pytest's: ./ap test addons ap_closing -- -k reversal -x

Tests known to fail alone are listed in tests/alone/expected_failures.csv; one of them
that passes fails the run, so that the list shrinks."""

MEASURES = (
    "month", "controls", "matching", "orders", "deferrals", "bank", "suppliers", "expenses",
    "capture", "ledger", "desk",
)  # fmt: skip

BENCH = """\
Without a measure: all of them, with 1,000 and 10,000 lines each.

  month      positions, proposals, entries of N order lines and N dated bill lines
  controls   all controls on N posted bills; drafts created and posted; e-invoices
  matching   bills to orders: how right, how fast; N drafts against 10 N order lines
  orders     the list of open orders of N order lines
  deferrals  N (20,000) fresh deferrals in one transaction, and the month after
  bank       bank lines to open items: how right, how fast
  suppliers  the accounts of suppliers of N items
  expenses   N card payments, from the file to the ledger
  capture    plain PDF bills read from their pages
  ledger     what a month reads of N (100,000) items of suppliers
  desk       what the first screen, the queues and a bill read beside N (100,000) findings

  ./ap bench month --size 20000 --json month.json
  ./ap bench expenses 1000 100000

Seconds are CPU seconds of Odoo and of its database backend. docs/speed.md says what each
name means, and what was measured."""

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
        "measure, print ratios",
        BENCH,
        words="MEASURE",
        flags=(YES,),
        values=(
            ("--size", "N", "measure with N lines only"),
            ("--json", "FILE", "write the measures there too"),
        ),
        needs=("venv", "server"),
    ),
    "measures": Word(
        "figures of the house: files, classes, functions, docstrings, ways",
        flags=(
            YES,
            ("--json", "print them for a program"),
            ("--ways", "what an amount and a bill walk through, in a running Odoo (JSON)"),
        ),
    ),
    "pictures": Word(
        "take the pictures of the docs from the demo, in English and in French",
        "docs/pictures.csv says which. `./ap demo` must have made the demo company.",
        words="NAME",
        flags=(YES,),
        needs=("venv", "server", "browser"),
    ),
    "methods": Word(
        "write docs/reference.md from the docstrings",
        flags=(("--check", "only say whether it is up to date"),),
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
