# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an answer books: the counterparts of a bank line, as values, before they are."""

from decimal import Decimal

from odoo.exceptions import RedirectWarning, UserError

from odoo.addons.ap_base.arithmetic.money import to_decimal

from ..rules.match_shares import Share, balances
from ..rules.match_values import GROUP, LOAN, RETURN, RULE, TRANSFER
from . import match_parts_others as others
from .match_part import (
    ZERO,
    Part,
    Wanted,
    currency_of,
    distribution_of,
    left_of,
    new_part,
    partner_of,
)

EXCHANGE, DISCOUNT = "exchange", "discount"
OF_TAXES = ("tax_ids", "tax_tag_ids", "tax_repartition_line_id", "group_tax_id")


def parts_of(line, proposal) -> list[Part]:
    """Return the counterparts that the proposal makes of what is left of the line.

    Raises UserError where an account is missing or where what is proposed is not there
    any more."""
    if proposal.kind == LOAN:
        return others.of_loan(line, proposal)
    whole = proposal.kind != GROUP  # lines of a group leave the rest to each other
    wanted = [_of_item(line, one, whole) for one in proposal.allocations]
    for split in proposal.splits:
        wanted += _of_split(line, split, proposal, wanted)
    if proposal.kind == RULE:
        wanted.append(others.of_rule(line, proposal))
    elif proposal.kind == RETURN:
        wanted.insert(0, others.of_return(line, proposal))
    elif proposal.kind == TRANSFER and not proposal.allocations:
        wanted.append(others.of_transfer(line))
    return _balanced(line, wanted, proposal.rest if proposal.allocations else ZERO)


def _balanced(line, wanted, rest) -> list[Part]:
    """Give the parts their balances, which make what is left of the line but the rest."""
    whole, home = left_of(line)
    step = to_decimal(line.company_id.currency_id.rounding)
    shares = [Share(one.amount, one.kind) for one in wanted]
    try:
        found = balances(shares, whole, home, rest, step)
    except ValueError:
        raise UserError(
            line.env._(
                "%(line)s: the parts do not make up the amount any more. Match it again.",
                line=line.payment_ref,
            )
        ) from None
    own = line.company_id.currency_id
    return [
        one.part._replace(
            balance=balance,
            amount_currency=balance if one.part.currency_id == own.id else -one.amount,
        )
        for one, balance in zip(wanted, found, strict=True)
    ]


def _of_item(line, allocation, whole) -> Wanted:
    item = line.env["account.move.line"].browse(allocation.item).exists()
    paid = to_decimal(allocation.amount)
    is_open = item and item.parent_state == "posted" and not item.reconciled
    left = to_decimal(item.amount_residual_currency) if is_open else ZERO
    same = left == paid + to_decimal(allocation.left)
    enough = abs(left) >= abs(paid) and left * paid > 0
    if not (same if whole else enough):
        raise UserError(
            line.env._(
                "%(item)s was paid or changed meanwhile: match the line again.",
                item=item.display_name or line.payment_ref,
            )
        )
    part = new_part(
        line, "item", f"item:{item.id}", item.account_id, item.partner_id,
        line.payment_ref or item.move_id.name, item_id=item.id,
    )  # fmt: skip
    own, currency = line.company_id.currency_id, item.currency_id
    kind = "home" if currency == own else "line" if currency == currency_of(line) else "other"
    return Wanted(part._replace(currency_id=currency.id), allocation.amount, kind)


# Differences --------------------------------------------------------------------------


def _of_split(line, split, proposal, wanted) -> list[Wanted]:
    if split.role == EXCHANGE:
        return _of_exchange(line, proposal, wanted)
    if split.role == DISCOUNT:
        return _of_discount(line, split, proposal)
    account = _account_of(line, split.role, split.amount)
    label = line.payment_ref or "/"
    part = new_part(line, split.role, split.role, account, partner_of(line), label)
    return [Wanted(part, split.amount, "line")]


def _of_exchange(line, proposal, wanted) -> list[Wanted]:
    """Return what the bank's rate makes of items in the currency of the company; of those
    in another one the difference is booked as they are reconciled."""
    if any(one.kind != "home" for one in wanted):
        return []
    amount = left_of(line)[1] - sum((one.amount for one in wanted), ZERO)
    if not amount:
        return []
    account = _account_of(line, EXCHANGE, amount)
    items = line.env["account.move.line"].browse([one.item for one in proposal.allocations])
    part = new_part(
        line, EXCHANGE, EXCHANGE, account, items.partner_id[:1], line.payment_ref or "/",
        distribution=distribution_of(items.move_id[:1]),
    )  # fmt: skip
    part = part._replace(currency_id=line.company_id.currency_id.id)
    return [Wanted(part, amount, "home")]


def _of_discount(line, split, proposal) -> list[Wanted]:
    """Return the discount as Odoo takes it when a payment is registered: with its part of
    the VAT where the terms say so."""
    _account_of(line, DISCOUNT, split.amount)
    item = line.env["account.move.line"].browse(proposal.allocations[0].item)
    bill = item.move_id
    found = bill._get_invoice_counterpart_amls_for_early_payment_discount_per_payment_term_line()
    round_ = item.currency_id.round  # Odoo's figures are differences of floats
    rows = [
        {**grouping, **values, "amount_currency": round_(values["amount_currency"])}
        for key in ("base_lines", "tax_lines", "term_lines")
        for grouping, values in found[key][item].items()
    ]
    if sum((-to_decimal(row["amount_currency"]) for row in rows), ZERO) != split.amount:
        raise UserError(
            line.env._(
                "%(item)s: its cash discount is not %(amount)s any more. Match the line again.",
                item=item.display_name,
                amount=currency_of(line).format(float(abs(split.amount))),
            )
        )
    kind = "home" if item.currency_id == line.company_id.currency_id else "line"
    return [
        Wanted(_discount_part(line, item, row), -to_decimal(row["amount_currency"]), kind)
        for row in rows
    ]


def _discount_part(line, item, row) -> Part:
    of_tax = row.get("tax_repartition_line_id")
    distribution = row.get("analytic_distribution")
    if not of_tax and not distribution:
        distribution = distribution_of(item.move_id)
    account = line.env["account.account"].browse(row["account_id"])
    part = new_part(
        line, DISCOUNT, f"item:{item.id}", account, item.partner_id, row["name"],
        distribution=distribution or False,
        taxes={name: row[name] for name in OF_TAXES if row.get(name)} or False,
    )  # fmt: skip
    return part._replace(currency_id=item.currency_id.id)


def _account_of(line, role: str, amount: Decimal):
    """Return the account of a difference. Raises RedirectWarning where it is missing."""
    company = line.company_id
    gain = amount > 0
    field = {
        "fee": "ap_bank_fee_account_id",
        DISCOUNT: f"account_journal_early_pay_discount_{'gain' if gain else 'loss'}_account_id",
        "rounding": f"default_cash_difference_{'income' if gain else 'expense'}_account_id",
        EXCHANGE: f"{'income' if gain else 'expense'}_currency_exchange_account_id",
    }[role]
    if not company[field]:
        raise RedirectWarning(
            line.env._(
                "%(company)s has no “%(account)s”: choose it in the settings.",
                company=company.display_name,
                account=company._fields[field]._description_string(line.env),
            ),
            line.env["ir.actions.act_window"]._for_xml_id("base.action_res_company_form"),
            line.env._("Open the company"),
        )
    return company[field]
