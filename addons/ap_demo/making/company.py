# SPDX-License-Identifier: AGPL-3.0-or-later
"""A company of the demo with its chart, and its people."""

from odoo import Command

from ..story.group import Sister
from ..story.numbers import french_vat, siren, siret

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


def make_company(env, sister=MAIN):
    """A company with the French chart, December year-end and a threshold."""
    _activate_languages(env)
    partner = env["res.partner"].create(
        {
            "name": sister.name, "is_company": True, "lang": "fr_FR",
            "tz": "Europe/Paris", "street": sister.street, "zip": sister.zip,
            "city": sister.city, "country_id": env.ref("base.fr").id,
            "company_registry": siret(sister.number),
            "vat": french_vat(siren(sister.number)),
        }
    )  # fmt: skip
    # Without install_mode Odoo installs the country's modules in the middle of it.
    company = env["res.company"].with_context(install_mode=True).create(
        {
            "name": sister.name, "partner_id": partner.id,
            "currency_id": env.ref("base.EUR").id,
            "fiscalyear_last_month": "12", "fiscalyear_last_day": 31,
        }
    )  # fmt: skip
    env.user.company_ids |= company
    chart = env["account.chart.template"].with_company(company)
    chart.try_loading("fr", company, install_demo=False)
    company.write({"ap_accrual_threshold": 50.00, "ap_accrual_age_days": 180})
    warehouses = env["stock.warehouse"].with_company(company)
    if not warehouses.search_count([("company_id", "=", company.id)], limit=1):
        warehouses.create(
            {
                "name": f"Entrepôt {sister.city}",
                "code": sister.city[:3].upper(),
                "company_id": company.id,
            }
        )
    return company


def _activate_languages(env):
    """French, and English as in Europe: days before months, weeks from Monday on.
    What is translated comes from the English of Odoo's source (en_US)."""
    wanted = {"en_US", "en_GB", "fr_FR"} - set(dict(env["res.lang"].get_installed()))
    languages = env["res.lang"].union(
        *map(env["res.lang"]._activate_lang, sorted(wanted))
    )
    if "fr_FR" in wanted:
        env["base.language.install"].create(
            {"lang_ids": [Command.set(languages.ids)]}
        ).lang_install()


def make_users(env, company):
    """One person per role; the password is the login."""
    users = env["res.users"].with_context(no_reset_password=True)
    features = env.ref("base.group_user") | env.ref(
        "analytic.group_analytic_accounting"
    )
    for login, (name, groups, lang) in USERS.items():
        roles = features.union(*map(env.ref, groups))
        users.create(
            {
                "name": name, "login": login, "password": login, "lang": lang,
                "email": f"{login}@reboot-market.example", "tz": "Europe/Paris",
                "company_id": company.id, "company_ids": [Command.set(company.ids)],
                "group_ids": [Command.set(roles.ids)],
            }
        )  # fmt: skip
    admin = env.ref("base.user_admin")
    admin.write(
        {
            "company_ids": [Command.link(company.id)],
            "company_id": company.id,
            "group_ids": [
                Command.link(env.ref("purchase.group_purchase_manager").id),
                Command.link(env.ref("analytic.group_analytic_accounting").id),
            ],
            "tz": "Europe/Paris",
            "lang": "en_GB",
            "password": "admin",
        }
    )
