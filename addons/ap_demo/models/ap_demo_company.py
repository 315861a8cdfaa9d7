# SPDX-License-Identifier: AGPL-3.0-or-later
"""The demo company's masters: chart, people, suppliers, products, plans, rates."""

from types import SimpleNamespace

from odoo import Command, models

from ..story.group import Sister
from ..story.products import CENTRES, COUNTRIES, DOLLARS, PRODUCTS
from ..story.suppliers import SUPPLIERS
from ..story.values import Day

MAIN = Sister(
    "Reboot Market SAS", "21 rue du Recyclage", "75019", "Paris", 990000, costs=(), closed=()
)
TERM = "account.account_payment_term_30days"
# login: name, roles, language
USERS = {
    "apprentice": (
        "Alix Morel",
        ("ap_base.group_apprentice", "purchase.group_purchase_user"),
        "fr_FR",
    ),
    "accountant": (
        "Camille Roux",
        ("ap_base.group_accountant", "purchase.group_purchase_user"),
        "fr_FR",
    ),
    "head": (
        "Dominique Lambert",
        ("ap_base.group_head", "purchase.group_purchase_manager"),
        "en_GB",
    ),
    # Buyers have no role of the desk: they find their bills in the Purchase app.
    "buyer": ("Noa Girard", ("purchase.group_purchase_user",), "fr_FR"),
    "services": ("Charlie Petit", ("purchase.group_purchase_user",), "fr_FR"),
    "auditor": ("Sasha Keller", ("ap_base.group_auditor",), "en_GB"),
}


class ApDemo(models.AbstractModel):
    _inherit = "ap.demo"

    def _make_company(self, sister=MAIN):
        """A company with the French chart, December year-end and a threshold."""
        self._activate_languages()
        partner = self.env["res.partner"].create(
            {
                "name": sister.name, "is_company": True, "lang": "fr_FR",
                "tz": "Europe/Paris", "street": sister.street, "zip": sister.zip,
                "city": sister.city, "country_id": self.env.ref("base.fr").id,
                "company_registry": siret(sister.number),
                "vat": french_vat(siren(sister.number)),
            }
        )  # fmt: skip
        # Without install_mode Odoo installs the country's modules in the middle of it.
        company = self.env["res.company"].with_context(install_mode=True).create(
            {
                "name": sister.name, "partner_id": partner.id,
                "currency_id": self.env.ref("base.EUR").id,
                "fiscalyear_last_month": "12", "fiscalyear_last_day": 31,
            }
        )  # fmt: skip
        self.env.user.company_ids |= company
        chart = self.env["account.chart.template"].with_company(company)
        chart.try_loading("fr", company, install_demo=False)
        company.write({"ap_accrual_threshold": 50.00, "ap_accrual_age_days": 180})
        warehouses = self.env["stock.warehouse"].with_company(company)
        if not warehouses.search_count([("company_id", "=", company.id)], limit=1):
            warehouses.create(
                {
                    "name": f"Entrepôt {sister.city}",
                    "code": sister.city[:3].upper(),
                    "company_id": company.id,
                }
            )
        return company

    def _activate_languages(self):
        """French, and English as in Europe: days before months, weeks from Monday on.
        What is translated comes from the English of Odoo's source (en_US)."""
        wanted = {"en_US", "en_GB", "fr_FR"} - set(dict(self.env["res.lang"].get_installed()))
        languages = self.env["res.lang"].union(
            *map(self.env["res.lang"]._activate_lang, sorted(wanted))
        )
        if "fr_FR" in wanted:
            self.env["base.language.install"].create(
                {"lang_ids": [Command.set(languages.ids)]}
            ).lang_install()

    def _make_users(self, company):
        """One person per role; the password is the login."""
        users = self.env["res.users"].with_context(no_reset_password=True)
        features = self.env.ref("base.group_user") | self.env.ref(
            "analytic.group_analytic_accounting"
        )
        for login, (name, groups, lang) in USERS.items():
            roles = features.union(*map(self.env.ref, groups))
            users.create(
                {
                    "name": name, "login": login, "password": login, "lang": lang,
                    "email": f"{login}@reboot-market.example", "tz": "Europe/Paris",
                    "company_id": company.id, "company_ids": [Command.set(company.ids)],
                    "group_ids": [Command.set(roles.ids)],
                }
            )  # fmt: skip
        admin = self.env.ref("base.user_admin")
        admin.write(
            {
                "company_ids": [Command.link(company.id)],
                "company_id": company.id,
                "group_ids": [
                    Command.link(self.env.ref("purchase.group_purchase_manager").id),
                    Command.link(self.env.ref("analytic.group_analytic_accounting").id),
                ],
                "tz": "Europe/Paris",
                "lang": "en_GB",
                "password": "admin",
            }
        )

    def _make_masters(self, company, last):
        """What orders and bills point to, by the keys of the story."""
        self._make_rates(company, last)
        book = SimpleNamespace(
            company=company, last=last, taxes=self._make_taxes(), order_lines={},
            orders={}, waiting=[], units=self.env.ref("uom.product_uom_unit"),
            dozens=self.env.ref("uom.product_uom_dozen"),
        )  # fmt: skip
        book.centres, book.countries = self._make_plans(company)
        book.suppliers = self._make_suppliers()
        people = self.env["res.users"].search([("login", "in", list(USERS))])
        book.people = {person.login: person for person in people}
        book.products = self._make_products()
        return book

    def _make_rates(self, company, last):
        dollar = self.env.ref("base.USD")
        dollar.write({"active": True, "position": "after"})  # 11,13 $, as in France
        self.env["res.currency.rate"].create(
            [
                {
                    "name": Day(len(DOLLARS) - 2 - index, 31).on(last),
                    "rate": rate, "currency_id": dollar.id, "company_id": company.id,
                }
                for index, rate in enumerate(DOLLARS)
            ]
        )  # fmt: skip

    def _make_taxes(self):
        """Taxes by xml id."""
        chart = self.env["account.chart.template"]
        wanted = {supplier.tax for supplier in SUPPLIERS.values()} - {None}
        return {key: chart.ref(key) for key in wanted}

    def _make_plans(self, company):
        """Two plans: cost centres and countries."""
        english = self.env["account.analytic.plan"].with_context(lang="en_US")
        centre_plan, country_plan = english.create(
            [{"name": "Cost centre"}, {"name": "Country"}]
        )
        centre_plan.with_context(lang="fr_FR").name = "Centre de coût"
        country_plan.with_context(lang="fr_FR").name = "Pays"
        accounts = self.env["account.analytic.account"].with_context(lang="en_US")
        centres = self._analytic_accounts(accounts, company, centre_plan, CENTRES)
        for key, french in CENTRES.items():
            centres[key].with_context(lang="fr_FR").name = french
        countries = self._analytic_accounts(accounts, company, country_plan, COUNTRIES.values())
        return centres, dict(zip(COUNTRIES, countries.values(), strict=True))

    def _analytic_accounts(self, accounts, company, plan, names):
        made = accounts.create(
            [{"name": name, "plan_id": plan.id, "company_id": company.id} for name in names]
        )
        return dict(zip(names, made, strict=True))

    def _make_suppliers(self):
        country = {code: self.env.ref(f"base.{code.lower()}").id for code in ("FR", "PL", "US")}
        values = []
        for number, (key, supplier) in enumerate(SUPPLIERS.items(), 1):
            value = {
                "email": f"factures@{key}.example",
                "name": supplier.name, "is_company": True, "supplier_rank": 1,
                "street": supplier.street, "zip": supplier.zip, "city": supplier.city,
                "country_id": country[supplier.country],
                "lang": "fr_FR" if supplier.country == "FR" else "en_GB",
                "property_purchase_currency_id": self.env.ref(f"base.{supplier.currency}").id,
                "property_supplier_payment_term_id": self.env.ref(TERM).id,
            }  # fmt: skip
            if supplier.country == "FR":
                value["company_registry"] = siret(990100 + number)
                value["vat"] = french_vat(siren(990100 + number))
            elif supplier.country == "PL":
                value["vat"] = "PL1234563218"
            values.append(value)
        return dict(zip(SUPPLIERS, self.env["res.partner"].create(values), strict=True))

    def _make_products(self):
        """Products in English, with their French names."""
        english = self.env["product.product"].with_context(lang="en_US")
        made = english.create(
            [
                {
                    "name": product.english,
                    "type": "consu" if product.goods else "service",
                    "is_storable": product.goods,
                    "standard_price": product.price, "purchase_ok": True, "sale_ok": False,
                    "purchase_method": "receive", "supplier_taxes_id": [Command.clear()],
                    "property_account_expense_id": self._chart_id(product.account),
                }
                for product in PRODUCTS.values()
            ]
        )  # fmt: skip
        for product, record in zip(PRODUCTS.values(), made, strict=True):
            record.with_context(lang="fr_FR").name = product.french
        return dict(zip(PRODUCTS, made, strict=True))


def siren(number: int) -> str:
    """Nine digits that pass the check of a SIREN and belong to nobody we know of."""
    return _with_check(f"{number:06d}"[:6] + "00")


def siret(number: int) -> str:
    """The SIRET of the head office."""
    return _with_check(siren(number) + "0001")


def french_vat(number: str) -> str:
    """The VAT number of a SIREN."""
    return f"FR{(12 + 3 * (int(number) % 97)) % 97:02d}{number}"


def _with_check(digits: str) -> str:
    """The digits and the one that completes Luhn's sum."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 if place % 2 else 2)
        total += value - 9 if value > 9 else value
    return f"{digits}{-total % 10}"
