# SPDX-License-Identifier: AGPL-3.0-or-later
"""The taxes of any number of lines, by Odoo's own tax engine.

The engine is asked once for each distinct set of taxes what they take of an amount and
of a unit, and lines are then computed from its answer; only where one tax enters the
base of another, so that the cents of the first count in the second, or where a tax is
computed by code, is it asked for each distinct line. Nothing is asked twice.

What is deducted as VAT is given by the nature of a tax. It is what goes to an account of
the balance sheet, but for

- a tax by quantity (eco-contribution, excise): cost, wherever it is booked;
- a tax that enters the base of another of the same line: VAT is not charged on VAT, so
  it is cost; where it is booked on the balance sheet all the same, the line is doubtful;
- a negative tax without its positive twin: what the buyer withholds and owes to the tax
  office instead of the supplier. It changes neither the cost nor the VAT.

What has no account, or one of expenses, is cost.
"""

from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from ..arithmetic.line_tax import AccrualAmount, LineTax, accrued_amount, split_tax
from ..arithmetic.money import CENT, ONE, ZERO, round_half_up, to_decimal

LINEAR = ("percent", "division", "fixed")
FINEST = 10**7  # the largest denominator in which a rate is looked for
NEAR = 1e-12  # how far the engine's floats may be from an exact share
PROBES = ((3.7, 7.0), (-41.3, 2.5))  # prices and quantities that an answer must fit


class TaxSet(NamedTuple):
    """What is known of a set of taxes.

    ``of_price`` and ``of_base``: its taxes on a price, and on an untaxed amount; None
    where each line has to be asked for. ``parts``: by tax the part that is deducted and
    the part that is cost. ``doubtful``: a person should look at what is VAT in it.
    """

    taxes: object
    of_price: tuple[LineTax, ...] | None
    of_base: tuple[LineTax, ...] | None
    parts: dict[int, tuple[Decimal, Decimal]]
    by_product: bool
    doubtful: bool

class LineTaxes:
    """The amounts of lines with taxes, for the lines of one company."""

    def __init__(self, env, company):
        """Keep the taxes' environment; nothing is read yet."""
        self._taxes = env["account.tax"].sudo().with_company(company)
        self._products = env["product.product"].sudo().with_company(company)
        self._units = env["uom.uom"].sudo()
        self._sets: dict[tuple[int, ...], TaxSet] = {}
        self._asked: dict[tuple, AccrualAmount] = {}

    def load(self, tax_sets):
        """Read all taxes of the tuples of ids at once; returns itself."""
        ids = {tax_id for tax_ids in tax_sets for tax_id in tax_ids}
        taxes = self._taxes.browse(sorted(ids))
        self._taxes = self._taxes.with_prefetch(
            [*taxes.ids, *taxes.children_tax_ids.ids]
        )
        return self

    def amount(
        self, tax_ids, quantity, price, step=CENT, product_id=None, unit_id=None
    ) -> AccrualAmount:
        """Return the amount of a line: price without discount, taxes included or not.

        In the currency of the price, whose rounding is ``step``. Product and unit are
        read only by taxes that are computed by code.
        """
        found = self._set(tax_ids)
        if found.of_price is not None:
            return accrued_amount(quantity, price, found.of_price, step)
        where = (product_id, unit_id) if found.by_product else (None, None)
        return self._ask(found, (tax_ids, quantity, price, step, False, *where))

    def amount_of_base(
        self, tax_ids, base, quantity=ONE, step=CENT, product_id=None, unit_id=None
    ) -> AccrualAmount:
        """Return the amount of a line of which the untaxed amount is known.

        ``quantity``: what taxes by quantity count; the sign is the amount's.
        """
        found = self._set(tax_ids)
        quantity = abs(quantity) or ONE
        if base < 0:
            quantity = -quantity
        if found.of_base is not None:
            return accrued_amount(quantity, base / quantity, found.of_base, step)
        where = (product_id, unit_id) if found.by_product else (None, None)
        key = (tax_ids, quantity, base / quantity, step, "total_excluded", *where)
        return self._ask(found, key)

    def untaxed_price(self, tax_ids, price) -> Decimal:
        """Return the unit price without the taxes that it contains, not rounded."""
        found = self._set(tax_ids)
        if found.of_price is None:
            return self.amount(tax_ids, ONE, price, Decimal("1E-6")).base
        inside = [tax for tax in found.of_price if tax.included]
        if not inside:
            return price
        share = 1 - sum(tax.share for tax in inside)
        fixed = sum(tax.per_unit for tax in inside)
        if price < 0:
            fixed = -fixed
        return price * share.numerator / share.denominator - fixed

    def by_product(self, tax_ids) -> bool:
        """Whether product and unit matter: a tax of these is computed by code."""
        return self._set(tax_ids).by_product

    def doubtful(self, tax_ids) -> bool:
        """Whether it is unsure what of these taxes is deducted as VAT."""
        return self._set(tax_ids).doubtful

    # -- what the engine says -----------------------------------------------------

    def _set(self, tax_ids) -> TaxSet:
        found = self._sets.get(tax_ids)
        if found is None:
            found = self._sets[tax_ids] = self._read(self._taxes.browse(tax_ids))
        return found

    def _read(self, taxes) -> TaxSet:
        """Ask the engine once what the taxes do."""
        leaves, _groups = taxes._flatten_taxes_and_sort_them()
        details = self._details(taxes, 1.0, 1.0)
        above = {
            data["tax"].id
            for data in details["taxes_data"]
            if any(other.amount_type != "fixed" for other in data["taxes"])
        }
        parts, doubtful = _parts(leaves, above)
        of_price = of_base = None
        if _is_linear(leaves, details, above):
            of_price = self._line_taxes(taxes, leaves, parts, False)
            of_base = self._line_taxes(taxes, leaves, parts, "total_excluded")
            if of_price is None or of_base is None:
                of_price = of_base = None
        by_product = any(leaf.amount_type not in LINEAR for leaf in leaves)
        return TaxSet(taxes, of_price, of_base, parts, by_product, doubtful)

    def _line_taxes(self, taxes, leaves, parts, mode) -> tuple[LineTax, ...] | None:
        """Return each tax as shares of amount and unit, if they say all of it."""
        answers = _by_tax(self._details(taxes, 1.0, 1.0, mode))
        lines = {}
        for leaf in leaves:
            amount, included = answers[leaf.id]
            deductible, kept = parts[leaf.id]
            if leaf.amount_type == "fixed":
                share, per_unit = Fraction(0), to_decimal(leaf.amount)
            else:
                share, per_unit = _exact(amount), ZERO
            lines[leaf.id] = LineTax(share, per_unit, included, deductible, kept)
        for price, quantity in PROBES:
            for tax_id, (amount, _included) in _by_tax(
                self._details(taxes, price, quantity, mode)
            ).items():
                line = lines[tax_id]
                sign = -1 if price < 0 else 1
                stated = float(line.share) * price * quantity
                stated += sign * quantity * float(line.per_unit)
                if abs(stated - amount) > NEAR * max(abs(stated), 1):
                    return None
        return tuple(lines.values())

    def _details(self, taxes, price, quantity, mode=False, step=None, **where):
        return taxes._get_tax_details(
            price,
            quantity,
            precision_rounding=float(step or CENT),
            rounding_method="round_per_line" if step else "round_globally",
            special_mode=mode,
            **where,
        )

    def _ask(self, found, key) -> AccrualAmount:
        """Return the engine's answer for one distinct line."""
        amount = self._asked.get(key)
        if amount is not None:
            return amount
        _ids, quantity, price, step, mode, product_id, unit_id = key
        details = self._details(
            found.taxes, float(price), float(quantity), mode, step,
            product=self._products.browse(product_id or ()),
            product_uom=self._units.browse(unit_id or ()),
        )  # fmt: skip
        deductible = kept = ZERO
        for tax_id, (tax, _included) in _by_tax(details).items():
            whole = round_half_up(to_decimal(tax), step)
            deducted, rest = split_tax(whole, *found.parts[tax_id], step)
            deductible += deducted
            kept += rest
        base = round_half_up(to_decimal(details["total_excluded"]), step)
        self._asked[key] = amount = AccrualAmount(base, kept, deductible)
        return amount


def _by_tax(details) -> dict[int, tuple[float, bool]]:
    """Return by tax its amount and whether the price contains it; what reverse charge
    takes back is in the tax's own parts."""
    return {
        data["tax"].id: (data["tax_amount"], data["price_include"])
        for data in details["taxes_data"]
        if not data["is_reverse_charge"]
    }


def _is_linear(leaves, details, above) -> bool:
    """Return whether no tax counts the rounded cents of another."""
    if any(leaf.amount_type not in LINEAR for leaf in leaves):
        return False
    if len(leaves) < 2:
        return True
    inside = {included for _amount, included in _by_tax(details).values()}
    if inside == {False}:
        return not above
    batches = {data["batch"] for data in details["taxes_data"]}
    return inside == {True} and len(batches) == 1


def _exact(number: float) -> Fraction:
    """Return the share that a float stands for: 0.16666666666666669 is a sixth."""
    near = Fraction(number).limit_denominator(FINEST)
    if abs(float(near) - number) <= 1e-15 * abs(number):
        return near
    return Fraction(str(number))


def _parts(leaves, above) -> tuple[dict[int, tuple[Decimal, Decimal]], bool]:
    """Return by tax what is deducted and what is cost of it, and whether it is unsure.

    ``above``: the taxes that enter the base of another of the line.
    """
    parts, doubtful = {}, False
    owed = [leaf.amount for leaf in leaves if leaf.amount > 0]
    for leaf in leaves:
        booked, cost = _booked(leaf)
        if leaf.amount_type == "fixed":
            parts[leaf.id] = (ZERO, booked + cost)
        elif leaf.id in above:
            parts[leaf.id] = (ZERO, booked + cost)
            doubtful = doubtful or bool(booked)
        elif leaf.amount < 0 and booked and -leaf.amount not in owed:
            parts[leaf.id] = (ZERO, cost)
        else:
            parts[leaf.id] = (booked, cost)
    return parts, doubtful


def _booked(leaf) -> tuple[Decimal, Decimal]:
    """Return the parts of a tax on the balance sheet and in the cost, netted."""
    booked = cost = ZERO
    for line in leaf.invoice_repartition_line_ids:
        if line.repartition_type != "tax":
            continue
        factor = to_decimal(line.factor_percent) / 100
        group = line.account_id.internal_group
        if group and group not in ("income", "expense", "off"):
            booked += factor
        else:
            cost += factor
    return booked, cost
