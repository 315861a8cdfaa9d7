# SPDX-License-Identifier: AGPL-3.0-or-later
"""The taxes of a draft, and the amounts that an e-invoice writes where taxes give others."""

from decimal import ROUND_HALF_UP, Decimal

from odoo.addons.ap_base.arithmetic.money import to_decimal

from ..rules.einvoice_draft import ROUNDING
from ..rules.einvoice_numbers import ZERO

HUNDRED = Decimal(100)
NO_TAX = "0"  # the engine of taxes keeps an amount only beside some tax


class DraftTaxes:
    """Taxes of the company for the rates of one e-invoice, found by one search."""

    def __init__(self, bill, draft):
        self._bill = bill
        rates = {float(line.rate) for line in draft.lines if line.rate is not None}
        taxes = bill.env["account.tax"].sudo()
        found = taxes.search(
            [
                *taxes._check_company_domain(bill.company_id),
                ("type_tax_use", "=", "purchase"),
                ("amount_type", "=", "percent"),
                ("amount", "in", sorted(rates)),
            ]
        ).filtered(lambda tax: not tax.has_negative_factor)
        # Amounts are written without tax: a tax that is in the price comes last.
        self._taxes = found.sorted(lambda tax: tax.price_include)

    def of_line(self, line, invoice):
        """The tax of a line: of its rate, and of its category where a tax names one; empty
        where the company has none."""
        if line.rate is None or line.kind == ROUNDING:
            return self._taxes.browse()
        same = self._taxes.filtered(lambda tax: to_decimal(tax.amount) == line.rate)
        named = same.filtered(lambda tax: tax.ubl_cii_tax_category_code == line.category)
        chosen = (named or same)[:1]
        if not chosen:
            return chosen
        return self._bill._ap_tax_of_einvoice(chosen, invoice, line).sudo(False)


def manual_amounts(bill, rows, draft, vat_in_accounts=None) -> dict:
    """What to keep beside the lines whose net amount, or whose VAT, the taxes of the books
    would compute otherwise: {place of the line: value of ``extra_tax_data``}.

    `rows`: (line of the draft, tax) in order. `vat_in_accounts`: the whole VAT in the
    currency of the company, where the e-invoice writes it.
    """
    shares = _vat_shares(bill, rows, draft)
    accounts = _account_shares(rows, shares, vat_in_accounts)
    kept = {}
    for place, (line, tax) in enumerate(rows):
        exact = line.shape.exact and not tax.price_include
        if exact and place not in shares and place not in accounts:
            continue
        amounts = {}
        if place in shares:
            amounts["tax_amount_currency"] = float(shares[place])
        if place in accounts:
            amounts["tax_amount"] = float(accounts[place])
        value = {
            "currency_id": bill.currency_id.id,
            "price_unit": float(line.shape.price),
            "discount": float(line.shape.discount),
            "quantity": float(line.shape.quantity),
            "manual_tax_amounts": {str(tax.id) if tax else NO_TAX: amounts},
        }
        if not exact:
            value["manual_total_excluded_currency"] = float(line.net)
        kept[place] = value
    return kept


def _vat_shares(bill, rows, draft) -> dict:
    """VAT of each line of the rates of which the books would compute another VAT than the
    e-invoice writes. Where it writes it of another base, and its lines make another total
    without VAT, too, nothing is forced: the difference is found, and payment waits."""
    shares = {}
    step = Decimal(str(bill.currency_id.rounding))
    whole = sum(line.net for line, _tax in rows if line.kind != ROUNDING)
    agrees = draft.untaxed is not None and abs(whole - draft.untaxed) < step
    for rate in {line.rate for line, tax in rows if tax and line.rate}:
        lines = {p: one for p, (one, tax) in enumerate(rows) if tax and one.rate == rate}
        nets = {place: line.net for place, line in lines.items()}
        computed = _computed(bill, rows, nets, step)
        base, vat = draft.vat.get(rate, (None, None))
        stated = base is not None and (agrees or abs(sum(nets.values()) - base) < step)
        wanted = _allocated(vat if stated else sum(computed.values()), nets, step)
        kept = not all(line.shape.exact for line in lines.values())
        if kept or (stated and computed != _by_tax(rows, wanted)):
            shares.update(wanted)
    return shares


def _allocated(amount, nets, step) -> dict:
    """The amount shared among lines by their nets, each within a cent of its share."""
    total, cumulated, given, shares = sum(nets.values()), ZERO, ZERO, {}
    for place, net in nets.items():
        cumulated += net
        upto = (amount * cumulated / total if total else amount).quantize(step, ROUND_HALF_UP)
        shares[place], given = upto - given, upto
    return shares


def _computed(bill, rows, nets, step) -> dict:
    """VAT by tax as the books compute it, by the company's way of rounding."""
    by_line = bill.company_id.tax_calculation_rounding_method == "round_per_line"
    sums = {}
    for place, net in nets.items():
        tax = rows[place][1]
        vat = net * to_decimal(tax.amount) / HUNDRED
        vat = vat.quantize(step, ROUND_HALF_UP) if by_line else vat
        sums[tax] = sums.get(tax, ZERO) + vat
    return {tax: vat.quantize(step, ROUND_HALF_UP) for tax, vat in sums.items()}


def _by_tax(rows, shares) -> dict:
    sums = {}
    for place, share in shares.items():
        tax = rows[place][1]
        sums[tax] = sums.get(tax, ZERO) + share
    return sums


def _account_shares(rows, shares, vat_in_accounts) -> dict:
    """VAT of each line in the currency of the company (BT-111)."""
    if vat_in_accounts is None:
        return {}
    weights = {
        place: shares.get(place, line.net * line.rate / HUNDRED)
        for place, (line, tax) in enumerate(rows)
        if tax and line.rate
    }
    return _allocated(vat_in_accounts, weights, Decimal("0.01")) if weights else {}
