# SPDX-License-Identifier: AGPL-3.0-or-later
"""Our proposal in the words of the reconciliation screen of OCA: rows of JSON."""

import json

from odoo import fields
from odoo.exceptions import RedirectWarning, UserError

from odoo.addons.ap_base.arithmetic.debit_credit import debit_credit
from odoo.addons.ap_treasury.models import match_parts
from odoo.addons.ap_treasury.rules.match_json import loaded

COMPARED = ("id", "kind", "account_id", "partner_id", "amount", "name")


def filled_in(line, match) -> dict:
    """Return what the screen shows of the line with the proposal that is chosen, to
    whoever may see the line: roles of ours say who books it.

    Raises UserError where what it pays is not there any more."""
    own = match.sudo()
    parts = match_parts.parts_of(line.sudo(), loaded(own._proposal_values()))
    rows, number = [], 1
    for item in line._seek_for_lines()[0]:
        number, made = line._get_reconcile_line(
            item, "liquidity", reconcile_auxiliary_id=number, move=True
        )
        rows += made
    for part in parts:
        rows.append(_of_item(line, part) if part.item_id else _of_account(line, part, number))
        number += 1
    return line._recompute_suspense_line(rows, number, line.manual_reference)


def proposed(line, match) -> dict | None:
    """The same, or None without a proposal or where it cannot be booked any more."""
    if not match:
        return None
    try:
        return filled_in(line, match)
    except (UserError, RedirectWarning):
        return None


def is_as_proposed(line, match) -> bool:
    """Whether the screen still holds what we proposed for the line."""
    ours, shown = proposed(line, match), line.reconcile_data_info
    return bool(ours and shown) and _compared(shown) == _compared(ours)


def _compared(data) -> list:
    rows = [[row.get(name) for name in COMPARED] for row in data.get("data", ())]
    return sorted(json.loads(json.dumps(rows, default=str)), key=str)


def _of_item(line, part) -> dict:
    """An open item, paid in whole or in part."""
    item = line.env["account.move.line"].browse(part.item_id)
    _number, rows = line._get_reconcile_line(
        item, "other", is_counterpart=True, move=True, reconcile_auxiliary_id=0
    )
    row = rows[0]
    if row["amount"] != float(part.balance):
        row["original_amount"] = abs(row["amount"])
        row["original_amount_unsigned"] = row["amount"]
    return {**row, **_amounts(part), "net_amount": 0.0}


def _of_account(line, part, number) -> dict:
    """What is booked on an account: a fee, a difference, what a rule says."""
    env = line.env
    account = env["account.account"].with_company(line.company_id).browse(part.account_id)
    partner = env["res.partner"].browse(part.partner_id or ())
    return {
        "reference": f"reconcile_auxiliary;{number}",
        "id": False,
        "account_id": [account.id, account.display_name],
        "partner_id": [partner.id, partner.display_name] if partner else False,
        "date": fields.Date.to_string(line.date),
        "name": part.label,
        "kind": "other",
        "currency_id": line.company_id.currency_id.id,
        "line_currency_id": part.currency_id,
        "analytic_distribution": part.distribution,
        **_amounts(part),
        **(part.taxes or {}),
    }


def _amounts(part) -> dict:
    debit, credit = debit_credit(part.balance)
    return {
        "amount": float(part.balance),
        "debit": float(debit),
        "credit": float(credit),
        "currency_amount": float(part.amount_currency),
    }
