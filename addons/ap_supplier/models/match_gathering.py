# SPDX-License-Identifier: AGPL-3.0-or-later
"""Open items of suppliers, and the proposals of the rules as values of records."""

from collections import defaultdict

from odoo import Command
from odoo.tools import SQL

from odoo.addons.ap_base.arithmetic.money import to_decimal

from ..rules.matching import Item, propose
from .supplier_accounts import accounts_of

_ITEMS = """
SELECT line.id, partner.commercial_partner_id, line.account_id, line.currency_id,
       (-line.amount_residual_currency)::text, line.date,
       COALESCE(line.date_maturity, line.date), move.move_type,
       COALESCE(move.ref, ''), COALESCE(move.name, ''), COALESCE(line.name, ''),
       move.reversed_entry_id, move.id
  FROM account_move_line line
  JOIN account_move move ON move.id = line.move_id
  JOIN account_account account ON account.id = line.account_id
  JOIN res_partner partner ON partner.id = line.partner_id
 WHERE line.company_id = %(company)s
   AND line.account_id = ANY(%(accounts)s)
   AND account.reconcile
   AND line.parent_state = 'posted'
   AND line.reconciled IS NOT TRUE
   AND line.amount_residual_currency <> 0
   AND %(chosen)s
 ORDER BY line.id
"""
BILLS = ("in_invoice", "in_refund", "in_receipt")


def proposals(company, partner_ids=None) -> dict[str, dict]:
    """What belongs together, by the key of its items: values of proposals."""
    found = {}
    for (partner, account, currency), items in _groups(company, partner_ids).items():
        amounts = {item.key: item.amount for item in items}
        for one in propose(items):
            key = _key((number, amounts[number]) for number in one.keys)
            found[key] = {
                "company_id": company.id,
                "partner_id": partner,
                "account_id": account,
                "currency_id": currency,
                "item_ids": [Command.set(one.keys)],
                "items_key": key,
                "amount": float(one.amount),
                "rest": float(one.rest),
                "score": one.score,
                "is_sure": one.sure,
                "reasons": [[reason.code, *reason.values] for reason in one.reasons],
            }
    return found


def key_of(items) -> str:
    """The key of these items as they are now."""
    return _key((one.id, to_decimal(-one.amount_residual_currency)) for one in items)


def _key(pairs) -> str:
    return ";".join(f"{number}:{amount.normalize():f}" for number, amount in sorted(pairs))


def _groups(company, partner_ids) -> dict[tuple, list[Item]]:
    env = company.env
    accounts = [one.id for one in accounts_of(company, company._company_today())]
    chosen = SQL("TRUE")
    if partner_ids is not None:
        chosen = SQL("partner.commercial_partner_id = ANY(%s)", list(partner_ids))
    env.flush_all()
    rows = env.execute_query(
        SQL(_ITEMS, company=company.id, accounts=accounts, chosen=chosen)
    )
    of_move = {row[12]: row[0] for row in rows if row[7] == "in_invoice"}
    groups = defaultdict(list)
    for row in rows:
        groups[row[1:4]].append(_item(row, of_move))
    return {
        key: items
        for key, items in groups.items()
        if len({item.amount > 0 for item in items}) == 2
    }


def _item(row, of_move) -> Item:
    number, _partner, _account, _currency, amount, day, due, kind, ref, name, label = row[:11]
    is_bill = kind in BILLS
    return Item(
        key=number,
        amount=to_decimal(amount),
        day=day,
        due=due,
        number=(ref or name) if is_bill else "",
        text=label if kind == "in_invoice" else f"{ref} {label}",
        is_credit_note=kind == "in_refund",
        credits=of_move.get(row[11]),
    )
