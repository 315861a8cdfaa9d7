# SPDX-License-Identifier: AGPL-3.0-or-later
"""A draft filled with what is sure: its head, and one line for each rate of tax."""

from decimal import Decimal

from odoo import Command

LAST_BILLS = 5


def fill(bill, capture, reading) -> set[str]:
    """Fill the empty fields of a draft with what is sure; return the fields that were."""
    read, filled = reading.fields, set()
    values = {}
    if reading.kind == "credit" and bill.move_type == "in_invoice" and not bill.invoice_line_ids:
        bill.move_type = "in_refund"
    if capture.partner_id and capture.partner_is_sure and not bill.partner_id:
        bill.partner_id = capture.partner_id
        filled.add("supplier")
    for field, name in (("number", "ref"), ("date", "invoice_date"), ("order", "invoice_origin")):
        # matching looks whether an order is one of the supplier's
        is_known = bill.partner_id and field in read if field == "order" else _sure(read, field)
        if is_known and not bill[name]:
            values[name] = read[field].value
            filled.add(field)
    currency = _currency(bill, read)
    if currency:
        values["currency_id"] = currency.id
    if _sure(read, "due"):
        values |= {"invoice_payment_term_id": False, "invoice_date_due": read["due"].value}
        filled.add("due")
    bill.write(values)
    known = _sure(read, "currency") and bill.currency_id.name == read["currency"].value
    filled |= {"currency"} if known else set()
    # Amounts of a currency that nobody is sure of, or that is not active here, make no line.
    if not known and "currency" in read:
        return filled
    if not bill.invoice_line_ids and _sure(read, "total") and "rates" in read:
        filled |= _fill_lines(bill, read)
        if _agrees(bill, read):
            # else a rate is missing here: to be checked
            filled |= {"tax", "total", *(("rates",) if read["rates"].sure else ())}
    return filled


def _fill_lines(bill, read) -> set[str]:
    """Make the lines of the table where they give the total of the page, else one a rate."""
    if "lines" in read:
        bill.write({"invoice_line_ids": [Command.create(one) for one in _rows(bill, read)]})
        if _agrees(bill, read):
            return {"untaxed", "lines"}
        bill.write({"invoice_line_ids": [Command.clear()]})
    bill.write({"invoice_line_ids": [Command.create(one) for one in _lines(bill, read)]})
    return {"untaxed"}


def _agrees(bill, read) -> bool:
    return not bill.currency_id.compare_amounts(bill.amount_total, abs(float(read["total"].value)))


def _sure(read, field) -> bool:
    return field in read and read[field].sure


def _currency(bill, read):
    """The currency that the page surely says, where it is another than the draft's."""
    currencies = bill.env["res.currency"]
    if not _sure(read, "currency") or bill.invoice_line_ids:
        return currencies
    code = read["currency"].value
    return currencies.search([("name", "=", code)], limit=1)


def _rows(bill, read):
    """Yield the values of one line for each row of the table."""
    sign = -1 if read["total"].value < 0 else 1
    costs = {percent: _cost(bill, percent) for percent in {row.percent for row in read["lines"].value}}
    for row in read["lines"].value:
        yield {
            "name": row.text,
            "quantity": float(sign * row.quantity),
            "price_unit": float(row.price),
            **costs[row.percent],
        }  # fmt: skip


def _lines(bill, read):
    """Yield the values of one line for each rate, imputed as the supplier's last bills."""
    sign = -1 if read["total"].value < 0 else 1
    for percent, base, _tax in read["rates"].value:
        yield {
            "name": bill.env._(
                "%(bill)s, total at %(rate)s %%",
                bill=bill.ref or bill.env._("Bill"), rate=f"{percent.normalize():f}",
            ),
            "quantity": 1.0,
            "price_unit": float(sign * base),
            **_cost(bill, percent),
        }  # fmt: skip


def _cost(bill, percent: Decimal) -> dict:
    """Account, tax and axes of a line of that rate: as the supplier's bills confirmed them, else
    as its last ones."""
    # sudo: whoever fills a draft fills it alike; what was learned is of the bill's company
    habit = bill.env["ap.capture.habit"].sudo()._cost_of(bill, percent)
    if habit:
        axes = {"analytic_distribution": habit.analytic_distribution} if habit.analytic_distribution else {}
        return {"account_id": habit.account_id.id, "tax_ids": [Command.set(habit.tax_id.ids)], **axes}
    account = _last_account(bill)
    return {
        "tax_ids": [Command.set(tax_of(bill, percent).ids)],
        **({"account_id": account.id} if account else {}),
    }


def _last_account(bill):
    """The account that most lines of the supplier's last posted bills have."""
    lines = bill.env["account.move.line"]
    if not bill.partner_id:
        return lines.account_id
    bills = bill.search(
        [
            ("company_id", "=", bill.company_id.id),
            ("commercial_partner_id", "=", bill.commercial_partner_id.id),
            ("move_type", "in", ("in_invoice", "in_refund")),
            ("state", "=", "posted"),
        ],
        order="invoice_date desc, id desc",
        limit=LAST_BILLS,
    )
    groups = lines._read_group(
        [("move_id", "in", bills.ids), ("display_type", "=", "product")],
        ["account_id"], ["__count"], order="__count desc", limit=1,
    )  # fmt: skip
    return groups[0][0] if groups else lines.account_id


def tax_of(bill, percent: Decimal):
    """The purchase tax of that rate: of the supplier's last bills, else the first one of the
    company; for nothing at 0 % no tax at all."""
    taxes = bill.env["account.tax"]
    domain = [
        *taxes._check_company_domain(bill.company_id),
        ("type_tax_use", "=", "purchase"),
        ("amount_type", "=", "percent"),
        ("amount", "=", float(percent)),
        ("price_include", "=", False),
    ]
    found = taxes.search(domain)
    if not found:
        return taxes
    used = bill.env["account.move.line"]._read_group(
        [
            ("company_id", "=", bill.company_id.id),
            ("partner_id.commercial_partner_id", "=", bill.commercial_partner_id.id),
            ("parent_state", "=", "posted"),
            ("tax_ids", "in", found.ids),
        ],
        ["tax_ids"], ["__count"], order="__count desc",
    )  # fmt: skip
    last = next((tax for tax, _count in used if tax in found), taxes)
    if last or not percent:
        return last
    usual = bill.company_id.account_purchase_tax_id
    if usual in found:
        return usual
    domestic = found.filtered(lambda tax: not tax.fiscal_position_ids)
    return (domestic or found)[:1]
