# SPDX-License-Identifier: AGPL-3.0-or-later
"""The wallet of the demo company: its tool, forty people, three months of their expenses,
imported and booked month by month; what waits in the new one."""

import base64

from odoo import Command

from odoo.addons.ap_base.arithmetic.calendar import month_end

from ..story import expenses as story
from ..story.products import CENTRES
from ..story.values import Day
from .payments import bank_journal

# Fields of the tool: code, English and French name, type of the account.
ACCOUNTS = {
    "wallet_account_id": ("517100", "Card wallet", "Portefeuille de cartes", "asset_cash"),
    "transit_account_id": (
        "580100", "Wallet loads", "Chargements du portefeuille", "asset_current",
    ),
    "card_account_id": (
        "467100", "Card payments to clear", "Paiements par carte à solder", "liability_current",
    ),
    "employee_account_id": (
        "421100", "Expense claims", "Notes de frais à rembourser", "liability_current",
    ),
    "advance_account_id": (
        "425100", "Advances on expenses", "Avances sur frais", "asset_current",
    ),
    "fee_account_id": ("627800", "Fees", "Frais", "expense"),
    "loss_account_id": ("666000", "Exchange losses", "Pertes de change", "expense"),
    "gain_account_id": ("766000", "Exchange gains", "Gains de change", "income"),
}  # fmt: skip


def open_wallet(env, book):
    """The tool and its people."""
    _people(env, book)
    tools = env["ap.expense.tool"].with_user(book.people["accountant"])
    book.tool = tools.create(_tool(env, book))


def spend(env, book, month):
    """A month of the tool: its load leaves the bank, its file is imported, what can be
    booked is booked."""
    _load(env, book, month)
    _import(env, book, month)
    day = month_end(Day(month, 1).on(book.last))
    book.tool.env["ap.expense"].book(book.company.id, book.tool.code, day)


def wait(env, book):
    """The first file of the new month, not booked yet; the people of the tool, compared
    and not applied; what the controls find."""
    _import(env, book, story.NEW_MONTH)
    update = book.tool.env["ap.expense.organisation"].create(
        {
            "tool_id": book.tool.id,
            "date": Day(story.NEW_MONTH, 1).on(book.last),
            "filename": "equipes.csv",
            "file": _file(story.people_of_the_tool()),
        }
    )
    update.action_compare()
    controls = env["ap.control"].search([("res_model", "=", "ap.expense")])
    checked = env["ap.control"].with_user(book.people["head"])
    checked.check(book.company.id, controls.mapped("code"))


def _import(env, book, month):
    name = f"frais-{Day(month, 1).on(book.last):%Y-%m}.csv"
    imports = env["ap.import"].with_user(book.people["accountant"])
    content = _file(story.export(month, book.last))
    found = imports.import_file("expense", name, content, book.company.id)
    if found["state"] != "applied":
        raise ValueError(found["errors"][:3])


def _file(rows) -> str:
    return base64.b64encode(story.table(rows)).decode()


def _load(env, book, month):
    """What leaves the bank is on its way to the wallet (58)."""
    journal, amount = bank_journal(env, book.company), float(story.LOAD)
    move = env["account.move"].create(
        {
            "journal_id": journal.id,
            "date": Day(month, story.LOAD_DAY).on(book.last),
            "ref": f"Chargement {book.tool.name}",
            "line_ids": [
                Command.create(
                    {"account_id": book.tool.transit_account_id.id, "debit": amount}
                ),
                Command.create(
                    {"account_id": journal.default_account_id.id, "credit": amount}
                ),
            ],
        }
    )
    move.action_post()


def _people(env, book):
    departments = env["hr.department"].sudo().with_context(lang="en_US")
    teams = dict(
        zip(
            story.PLACES,
            departments.create(
                [{"name": name, "company_id": book.company.id} for name in story.PLACES]
            ),
            strict=True,
        )
    )
    for name, team in teams.items():
        team.with_context(lang="fr_FR").name = CENTRES[name]
    made = env["hr.employee"].sudo().create(
        [
            {
                "name": name, "barcode": number, "work_email": story.address(number),
                "department_id": teams[centre].id, "company_id": book.company.id,
            }
            for number, name, centre in story.people()
        ]
    )  # fmt: skip
    made.work_contact_id.lang = "fr_FR"
    by_number = {one.barcode: one for one in made}
    for leader, its in made.grouped(lambda one: story.manager_of(one.barcode)).items():
        its.parent_id = by_number.get(leader)
    for team, leader in zip(teams.values(), made, strict=False):
        team.manager_id = leader


def _tool(env, book) -> dict:
    company, france = book.company, book.countries["FR"].id
    shares = {name: {f"{book.centres[name].id},{france}": 100.0} for name in story.PLACES}
    return {
        "name": "Cartes et notes de frais", "code": "CARTES", "company_id": company.id,
        "profile_id": env.ref("ap_expenses.ap_import_profile_expense").id,
        "journal_id": _journal(env, company, "NDF", "Expenses", "Notes de frais").id,
        "settlement_journal_id": _journal(
            env, company, "PTF", "Card wallet", "Portefeuille de cartes"
        ).id,
        "claims_paid": "claim",
        "analytic_distribution": shares["Head office"],
        **{
            field: _account(env, company, *values).id for field, values in ACCOUNTS.items()
        },
        "category_ids": [
            Command.create(
                {
                    "name": name,
                    "account_id": _account(env, company, code, name, name, "expense").id,
                    "nature_id": env.ref(f"ap_expenses.nature_{nature}").id,
                }
            )
            for name, (code, nature, *_usual) in story.CATEGORIES.items()
        ],
        "centre_ids": [
            Command.create({"name": CENTRES[name], "analytic_distribution": share})
            for name, share in shares.items()
        ],
    }  # fmt: skip


def _journal(env, company, code, english, french):
    made = env["account.journal"].with_context(lang="en_US").create(
        {"name": english, "code": code, "type": "general", "company_id": company.id}
    )
    made.with_context(lang="fr_FR").name = french
    return made


def _account(env, company, code, english, french, kind):
    """The account of the chart; one of the company's own where the chart has none."""
    accounts = env["account.account"].with_company(company)
    domain = [*accounts._check_company_domain(company), ("code", "=", code)]
    found = accounts.search(domain, limit=1)
    if found:
        return found
    reconcile = kind in ("asset_current", "liability_current")
    made = accounts.with_context(lang="en_US").create(
        {"name": english, "code": code, "account_type": kind, "reconcile": reconcile}
    )
    made.with_context(lang="fr_FR").name = french
    return made
