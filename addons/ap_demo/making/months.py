# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people do to a month of the demo company: close, decide, learn, type in."""

from datetime import timedelta

from odoo.addons.ap_base.arithmetic.calendar import month_start

from .masters import chart_id


def close(env, company, last, month):
    """Close a month as its people do: proposed, one amount decided, posted."""
    day = month_start(last)
    for _month in range(month - 1):
        day = month_start(day - timedelta(days=1))
    day -= timedelta(days=1)
    accountant = _user(env, "accountant")
    closing = env["ap.closing"].with_user(accountant)
    result = closing.close_month(company.id, day.isoformat())
    if month == 1:
        _decide(env, accountant, result["closing_id"])
    closing.close_month(company.id, day.isoformat(), post=True)
    closing.browse(result["closing_id"]).user_id = accountant


def _decide(env, accountant, closing_id):
    """One proposal is corrected by a person, with the reason."""
    line = env["ap.closing.line"].with_user(accountant).search(
        [
            ("run_id.closing_id", "=", closing_id),
            ("kind", "=", "received"),
            ("label", "like", "Conseil juridique"),
        ],
        limit=1,
    )  # fmt: skip
    line.write(
        {
            "override_amount": 8000.00,
            "override_reason": "Estimation confirmée par le cabinet au téléphone",
        }
    )


def learn(env, company, last):
    """Who bills regularly is learned from the bills, and expected."""
    recurring = env["ap.recurring"].with_user(_user(env, "accountant"))
    recurring.learn(company.id, last.isoformat())
    recurring.search(
        [("company_id", "=", company.id), ("state", "=", "proposed")]
    ).action_accept()


def type_in(env, book):
    """One accrual without a document, typed in by the apprentice."""
    company, last = book.company, book.last
    centre = f"{book.centres['Head office'].id},{book.countries['FR'].id}"
    apprentice = _user(env, "apprentice")
    closing = env["ap.closing"].with_user(apprentice).create(
        {"company_id": company.id, "date_end": last}
    )  # fmt: skip
    run = env["ap.closing.run"].with_user(apprentice).create(
        {"closing_id": closing.id, "kind": "manual"}
    )  # fmt: skip
    env["ap.closing.line"].with_user(apprentice).create(
        {
            "run_id": run.id,
            "label": "Réclamation client, dossier 14",
            "account_id": chart_id(env, "pcg_6581"),
            "counterpart_account_id": company.ap_accrued_other_account_id.id,
            "amount_computed": 850.00,
            "analytic_distribution": {centre: 100.0},
            "note": "Accord amiable du service client, à verser le mois prochain",
        }
    )


def _user(env, login):
    return env["res.users"].search([("login", "=", login)])
