# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whose portal it is: the firm of who is logged in, in the companies that opened theirs.

Nothing here is read with the rights of the portal: each question is asked as superuser,
of this firm and these companies only.
"""

from typing import NamedTuple

from odoo.addons.ap_supplier.models.request_intake import BILLS, is_supplier


class Supplier(NamedTuple):
    """`firm`: the commercial entity; `companies`: ours, open to it; `user`: who asks."""

    firm: object
    companies: object
    user: object

    @property
    def env(self):
        return self.firm.env

    def company(self, number):
        """The company of that number among those open to the supplier, else the first."""
        chosen = self.companies.filtered(lambda one: str(one.id) == str(number or ""))
        return chosen or self.companies[0]


def supplier_of(env):
    """The supplier whom the user of this environment speaks for; None if it is none."""
    user = env.user
    if not user._is_portal():
        return None
    companies = user.sudo().company_ids.filtered("ap_supplier_portal")
    if not companies:
        return None
    alone = env(su=True, context={"lang": env.lang, "tz": env.context.get("tz"),
                                  "allowed_company_ids": companies.ids})  # fmt: skip
    found = Supplier(
        user.partner_id.commercial_partner_id.with_env(alone),
        companies.with_env(alone),
        user.with_env(alone),
    )
    return found if is_supplier(found.user.partner_id) or _has_bills(found) else None


def _has_bills(supplier) -> bool:
    domain = [*of_supplier(supplier), ("move_type", "in", BILLS)]
    return bool(supplier.env["account.move"].search_count(domain, limit=1))


def of_supplier(supplier) -> list:
    """The entries of the firm in the companies that are open to it."""
    return [
        ("company_id", "in", supplier.companies.ids),
        ("commercial_partner_id", "=", supplier.firm.id),
    ]


def is_closed_to(env, field, names) -> bool:
    """Whether the field is one of these, and who asks a user of the portal or nobody."""
    return field.name in names and not (env.su or env.user._is_internal())
