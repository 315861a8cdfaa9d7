# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sister companies of the demo company, with months in different states."""

from datetime import timedelta

from odoo import Command

from odoo.addons.ap_base.arithmetic.calendar import month_start

from ..story.group import SISTERS
from ..story.suppliers import SUPPLIERS
from ..story.values import Day
from . import payments, targets
from .company import TERM, make_company

READERS = ("accountant", "head", "auditor", "admin")


def make_sisters(env, last):
    """Make the sister companies, their bills and their closings; return them."""
    made = env["res.company"]
    for sister in SISTERS:
        company = make_company(env, sister)
        made |= company
        scene = env["ap.demo"].with_company(company).with_context(
            allowed_company_ids=company.ids, tracking_disable=True, lang="fr_FR"
        )
        people = scene.env["res.users"].search([("login", "in", READERS)])
        people.company_ids = [Command.link(company.id)]
        payments.open_bank(scene.env, company, last)
        _make_bills(scene.env, company, sister, last)
        payments.pay(scene.env, company, last, range(11, -1, -1), late={})
        _close(scene.env, company, sister, last)
        targets.aim(scene.env, company, people.filtered(lambda one: one.login == "head"))
    return made


def _make_bills(env, company, sister, last):
    """Bills without orders; those that are no drafts are posted on their days."""
    suppliers = _suppliers(env)
    bills = env["account.move"].create(
        [_values(env, company, suppliers, cost, last) for cost in sister.costs]
    )
    for cost, bill in zip(sister.costs, bills, strict=True):
        bill.date = cost.day.on(last)
    drafts = bills.browse(
        bill.id for cost, bill in zip(sister.costs, bills, strict=True) if cost.draft
    )
    (bills - drafts).action_post()


def _values(env, company, suppliers, cost, last) -> dict:
    chart = env["account.chart.template"]
    tax = SUPPLIERS[cost.supplier].tax
    line = {
        "name": cost.label,
        "account_id": chart.ref(cost.account).id,
        "price_unit": cost.amount,
        "tax_ids": [Command.set([chart.ref(tax).id] if tax else [])],
    }
    if cost.service:
        first, final = cost.service
        line["deferred_start_date"] = first.on(last)
        line["deferred_end_date"] = final.on(last)
    return {
        "move_type": "in_invoice",
        "company_id": company.id,
        "partner_id": suppliers[cost.supplier].id,
        "ref": cost.reference,
        "invoice_date": cost.day.on(last),
        "invoice_payment_term_id": env.ref(TERM).id,
        "date": cost.day.on(last),
        "invoice_line_ids": [Command.create(line)],
    }


def _suppliers(env) -> dict:
    names = {supplier.name: key for key, supplier in SUPPLIERS.items()}
    found = env["res.partner"].search([("name", "in", list(names)), ("is_company", "=", True)])
    return {names[partner.name]: partner for partner in found}


def _close(env, company, sister, last):
    accountant = env["res.users"].search([("login", "=", "accountant")])
    closings = env["ap.closing"].with_user(accountant)
    for back in sorted({*sister.closed, *sister.proposed}, reverse=True):
        end = month_start(Day(back - 1, 1).on(last)) - timedelta(days=1)
        result = closings.close_month(
            company.id, end.isoformat(), post=back in sister.closed
        )
        closings.browse(result["closing_id"]).user_id = accountant
