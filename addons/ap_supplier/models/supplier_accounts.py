# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which accounts of a company are those of suppliers, and of what kind."""

from typing import NamedTuple

from odoo.tools import SQL

LONGEST = 12
# Kinds on which bills and payments stand: what is owed, by due date.
OWED = ("payable", "asset", "note")
OF_COMPANY = {
    "ap_accrued_expense_account_id": "accrual",
    "ap_accrued_asset_account_id": "accrual",
    "ap_credit_due_account_id": "credit_due",
}


class SupplierAccount(NamedTuple):
    id: int
    code: str
    kind: str


def accounts_of(company, day, kinds=None) -> list[SupplierAccount]:
    """The accounts of suppliers of the company on that day, by code; of these kinds."""
    env = company.env
    country = company.account_fiscal_country_id or company.country_id
    prefixes = env["ap.supplier.account.kind"]._prefixes(country, day)
    own = {company[field].id: kind for field, kind in OF_COMPANY.items() if company[field]}
    found = [
        SupplierAccount(number, code, kind)
        for number, code, type_ in _accounts(company)
        if (kind := _kind(number, code, type_, prefixes, own))
        and (kinds is None or kind in kinds)
    ]
    return sorted(found, key=lambda one: (one.code, one.id))


def _kind(number, code, type_, prefixes, own) -> str | None:
    if prefixes:
        for size in range(min(len(code), LONGEST), 0, -1):
            if kind := prefixes.get(code[:size]):
                return kind
    elif type_ == "liability_payable":
        return "payable"
    return own.get(number)


def _accounts(company) -> list[tuple]:
    """(id, code, type) of each account of the company, archived ones too."""
    company.env["account.account"].flush_model()
    root = str(company.root_id.id)
    return company.env.execute_query(
        SQL(
            """SELECT account.id, COALESCE(account.code_store->>%(root)s, ''),
                      account.account_type
                 FROM account_account account
                WHERE EXISTS (SELECT 1 FROM account_account_res_company_rel rel
                               WHERE rel.account_account_id = account.id
                                 AND rel.res_company_id = ANY(%(companies)s))""",
            root=root,
            companies=company.sudo().parent_ids.ids,
        )
    )
