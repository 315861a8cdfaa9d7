# SPDX-License-Identifier: AGPL-3.0-or-later
"""What orders and bills of the demo company point to: suppliers, products, axes, rates."""

from types import SimpleNamespace

from odoo import Command

from ..story.numbers import fictional_phone, french_vat, siren, siret
from ..story.products import CENTRES, COUNTRIES, DOLLARS, PRODUCTS
from ..story.suppliers import SUPPLIERS
from ..story.values import Day
from .company import TERM, USERS


def make_masters(env, company, last):
    """What orders and bills point to, by the keys of the story."""
    _make_rates(env, company, last)
    book = SimpleNamespace(
        company=company, last=last, taxes=_make_taxes(env), order_lines={},
        orders={}, waiting=[], units=env.ref("uom.product_uom_unit"),
        dozens=env.ref("uom.product_uom_dozen"),
    )  # fmt: skip
    book.centres, book.countries = _make_plans(env, company)
    book.suppliers = _make_suppliers(env)
    people = env["res.users"].search([("login", "in", list(USERS))])
    book.people = {person.login: person for person in people}
    book.products = _make_products(env)
    return book


def _make_rates(env, company, last):
    dollar = env.ref("base.USD")
    dollar.write({"active": True, "position": "after"})  # 11,13 $, as in France
    env["res.currency.rate"].create(
        [
            {
                "name": Day(len(DOLLARS) - 2 - index, 31).on(last),
                "rate": rate, "currency_id": dollar.id, "company_id": company.id,
            }
            for index, rate in enumerate(DOLLARS)
        ]
    )  # fmt: skip


def _make_taxes(env):
    """Taxes by xml id."""
    chart = env["account.chart.template"]
    wanted = {supplier.tax for supplier in SUPPLIERS.values()} - {None}
    return {key: chart.ref(key) for key in wanted}


def _make_plans(env, company):
    """Two plans: cost centres and countries."""
    english = env["account.analytic.plan"].with_context(lang="en_US")
    centre_plan, country_plan = english.create(
        [{"name": "Cost centre"}, {"name": "Country"}]
    )
    centre_plan.with_context(lang="fr_FR").name = "Centre de coût"
    country_plan.with_context(lang="fr_FR").name = "Pays"
    accounts = env["account.analytic.account"].with_context(lang="en_US")
    centres = _analytic_accounts(accounts, company, centre_plan, CENTRES)
    for key, french in CENTRES.items():
        centres[key].with_context(lang="fr_FR").name = french
    countries = _analytic_accounts(accounts, company, country_plan, COUNTRIES.values())
    return centres, dict(zip(COUNTRIES, countries.values(), strict=True))


def _analytic_accounts(accounts, company, plan, names):
    made = accounts.create(
        [{"name": name, "plan_id": plan.id, "company_id": company.id} for name in names]
    )
    return dict(zip(names, made, strict=True))


def _make_suppliers(env):
    country = {code: env.ref(f"base.{code.lower()}").id for code in ("FR", "PL", "US")}
    values = []
    for number, (key, supplier) in enumerate(SUPPLIERS.items(), 1):
        value = {
            "email": f"factures@{key}.example",
            "name": supplier.name, "is_company": True, "supplier_rank": 1,
            "street": supplier.street, "zip": supplier.zip, "city": supplier.city,
            "country_id": country[supplier.country],
            "lang": "fr_FR" if supplier.country == "FR" else "en_GB",
            "property_purchase_currency_id": env.ref(f"base.{supplier.currency}").id,
            "property_supplier_payment_term_id": env.ref(TERM).id,
        }  # fmt: skip
        if supplier.country == "FR":
            value["company_registry"] = siret(990100 + number)
            value["vat"] = french_vat(siren(990100 + number))
            value["phone"] = fictional_phone(number)
        elif supplier.country == "PL":
            value["vat"] = "PL1234563218"
        values.append(value)
    return dict(zip(SUPPLIERS, env["res.partner"].create(values), strict=True))


def _make_products(env):
    """Products in English, with their French names."""
    english = env["product.product"].with_context(lang="en_US")
    made = english.create(
        [
            {
                "name": product.english,
                "type": "consu" if product.goods else "service",
                "is_storable": product.goods,
                "standard_price": product.price, "purchase_ok": True, "sale_ok": False,
                "purchase_method": "receive", "supplier_taxes_id": [Command.clear()],
                "property_account_expense_id": chart_id(env, product.account),
            }
            for product in PRODUCTS.values()
        ]
    )  # fmt: skip
    for product, record in zip(PRODUCTS.values(), made, strict=True):
        record.with_context(lang="fr_FR").name = product.french
    return dict(zip(PRODUCTS, made, strict=True))


def tax_ids(book, supplier) -> list[int]:
    return book.taxes[supplier.tax].ids if supplier.tax else []


def distribution(book, product, supplier) -> dict:
    """One account per plan; marketing is shared with the head office."""
    place = book.countries[supplier.place].id
    if product.centre != "Marketing":
        return {f"{book.centres[product.centre].id},{place}": 100.0}
    return {
        f"{book.centres['Marketing'].id},{place}": 80.0,
        f"{book.centres['Head office'].id},{place}": 20.0,
    }


def chart_id(env, xml_id) -> int:
    """The account of that name in the company's chart."""
    return env["account.chart.template"].ref(xml_id).id
