# SPDX-License-Identifier: AGPL-3.0-or-later
"""What accounts are for: costs, or advances and deposits that are none yet."""

from odoo.tools import SQL

from ..rules.ownership import BALANCE, COST, UNCLEAR

ACCOUNTS = """
SELECT account.id, account.account_type, nature.nature
  FROM account_account account
  LEFT JOIN LATERAL (
      SELECT one.nature FROM (%(natures)s) one
       WHERE one.account_id = account.id
         AND (one.valid_from IS NULL OR one.valid_from <= %(day)s)
         AND (one.valid_to IS NULL OR one.valid_to >= %(day)s)
       ORDER BY one.strength DESC LIMIT 1
  ) nature ON TRUE
 WHERE account.id = ANY(%(accounts)s)
"""


def uses_of(env, company, account_ids, day) -> dict[int, str]:
    """Map accounts to what they are for on the day, one statement.

    Charges and fixed assets are costs to accrue. Advances and deposits are none
    (`ap.account.nature`), nor are debts, own funds, cash and prepaid expenses. Other
    current assets (stock, suspense) are unclear: it depends on what is bought.
    """
    env["account.account"].flush_model()
    env["ap.account.nature"].flush_model()
    rows = env.execute_query(
        SQL(
            ACCOUNTS,
            natures=env["ap.account.nature"]._sql_of_accounts(company.ids),
            day=day,
            accounts=list(account_ids),
        )
    )
    return {account: _use(kind, nature) for account, kind, nature in rows}


def _use(account_type: str, nature: str | None) -> str:
    if nature == "advance":
        return BALANCE
    if account_type.startswith("expense") or account_type == "asset_fixed":
        return COST
    return UNCLEAR if account_type in ("asset_current", "asset_non_current") else BALANCE
