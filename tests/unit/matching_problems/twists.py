# SPDX-License-Identifier: AGPL-3.0-or-later
"""What suppliers, readers and people do to bills; each says what is no longer payable.

A twist changes a draft, or leaves it alone where it does not apply.
"""

import random
import unicodedata
from dataclasses import replace
from decimal import Decimal

from ap_base.arithmetic.accrual import TaxRule
from ap_base.arithmetic.money import round_half_up

from .drafts import Draft, Row, added
from .words import OTHER_UNIT, SHORTER

LOOK_ALIKE = {"0": "O", "1": "l", "5": "S", "8": "B", "O": "0", "I": "1", "2": "Z"}
READ_AS = {"e": "c", "m": "rn", "i": "l", "a": "o", "t": "f", "0": "O", "l": "1"}
TOLERATED = Decimal(2)  # percent of the price, see levels.POLICY
VAT10 = (TaxRule("percent", Decimal(10)),)

# A bill that comes again with its number misread, or marked as a copy.
MISREAD_NUMBERS = (
    lambda number: number.replace("FA", "F4"),
    lambda number: number.replace("0", "O"),
    lambda number: number.replace("2026", "2O26"),
    lambda number: f"{number} DUPLICATA",
    lambda number: f"{number} (copie)",
)


def _each(rng, text, table, share):
    return "".join(table.get(c, c) if rng.random() < share else c for c in text)


# The order's name ------------------------------------------------------------------


def reference_look_alike(rng: random.Random, bill: Draft) -> None:
    bill.references = tuple(
        _each(rng, name[:1], {}, 0) + _each(rng, name[1:], LOOK_ALIKE, 0.5)
        for name in bill.references
    )


def reference_digits(rng: random.Random, bill: Draft) -> None:
    """A digit is lost, doubled, swapped with its neighbour or typed wrong: the name may
    become that of another order."""
    names = []
    for name in bill.references:
        at = rng.randrange(1, len(name) - 1)
        names.append(
            rng.choice((
                name[:at] + name[at + 1 :],
                name[:at] + name[at] + name[at:],
                name[:at] + name[at + 1] + name[at] + name[at + 2 :],
                name[:at] + rng.choice("0123456789") + name[at + 1 :],
            ))
        )  # fmt: skip
    bill.references = tuple(names)


def reference_in_text(rng: random.Random, bill: Draft) -> None:
    names = ", ".join(bill.references)
    words = ("Votre commande {}", "Cde n° {} - merci", "Your PO {}", "V/réf. : {}")
    bill.text, bill.references = rng.choice(words).format(names), ()


def reference_spelled(rng: random.Random, bill: Draft) -> None:
    spelled = ("PO {}", "{}/JD", "Cde {}", "n° {}", "{} ")
    low = [name.lower() if rng.random() < 0.5 else name for name in bill.references]
    bill.references = tuple(rng.choice(spelled).format(name) for name in low)


def reference_missing(_rng: random.Random, bill: Draft) -> None:
    bill.references = ()


def reference_of_delivery(_rng: random.Random, bill: Draft) -> None:
    if bill.notes:
        bill.references = bill.notes


def reference_on_lines(_rng: random.Random, bill: Draft) -> None:
    for row in bill.rows:
        row.references = (row.order,) if row.order else ()
    bill.references = ()


# Codes and descriptions ------------------------------------------------------------


def codes_missing(_rng: random.Random, bill: Draft) -> None:
    for row in bill.rows:
        row.codes = ()


def codes_misread(rng: random.Random, bill: Draft) -> None:
    for row in bill.rows:
        row.codes = tuple(_each(rng, code, LOOK_ALIKE, 0.3) for code in row.codes)


def words_misread(rng: random.Random, bill: Draft) -> None:
    for row in bill.rows:
        row.text = _each(rng, row.text, READ_AS, 0.12)


def words_shortened(rng: random.Random, bill: Draft) -> None:
    for row in bill.rows:
        for long, short in SHORTER:
            row.text = row.text.replace(long, short)
        if rng.random() < 0.3:
            row.text = row.text[: 2 * len(row.text) // 3]


def words_upper(_rng: random.Random, bill: Draft) -> None:
    for row in bill.rows:
        plain = unicodedata.normalize("NFKD", row.text)
        row.text = plain.encode("ascii", "ignore").decode().upper()


# Lines -----------------------------------------------------------------------------


def split_lines(rng: random.Random, bill: Draft) -> None:
    """A line per batch: one order line is billed by several lines."""
    rows = []
    for row in bill.rows:
        if abs(row.quantity) < 4 or len(row.parts) != 1 or rng.random() < 0.5:
            rows.append(row)
            continue
        [(key, whole)] = row.parts.items()
        first = int(row.quantity) * rng.choice((25, 40, 50)) // 100 or 1
        for part in (Decimal(first), row.quantity - first):
            share = whole * part / row.quantity
            rows.append(replace(row, quantity=part, parts={key: share}))
    bill.rows = rows


def merge_same(_rng: random.Random, bill: Draft) -> None:
    """Lines of one product at one price become one line."""
    merged: dict[tuple, Row] = {}
    for row in bill.rows:
        one = merged.setdefault((row.codes, row.price, row.unit, row.text), row)
        if one is not row:
            one.quantity += row.quantity
            one.parts = added(one.parts, row.parts)
            one.references = tuple(dict.fromkeys((*one.references, *row.references)))
    bill.rows = list(merged.values())


def merge_all(rng: random.Random, bill: Draft) -> None:
    """The whole bill is one line with the sum."""
    if len(bill.rows) < 2:
        return
    total = sum(row.amount for row in bill.rows)
    parts = added(*(row.parts for row in bill.rows))
    text = rng.choice(("Fournitures selon bon de livraison", "Goods as per order"))
    order, taxes = bill.rows[0].order, bill.rows[0].taxes
    bill.rows = [Row(Decimal(1), total, text, (), None, parts, order, taxes=taxes)]


def freight(rng: random.Random, bill: Draft) -> None:
    """Carriage that no order expects, within what is tolerated."""
    goods = sum(row.amount for row in bill.rows)
    price = round_half_up(goods * rng.randrange(5, 20) / 1000)
    if price:
        text = rng.choice(("Frais de port", "Freight"))
        row = Row(Decimal(1), price, text, (), None, {}, kind="freight")
        bill.rows.append(replace(row, taxes=bill.rows[0].taxes))


# Units -----------------------------------------------------------------------------


def other_unit(rng: random.Random, bill: Draft) -> None:
    """Boxes of 10 billed as pieces, kilos as tonnes, hours as days, and back."""
    for row in bill.rows:
        _turn(row, rng)


def _turn(row: Row, rng: random.Random) -> bool:
    other = OTHER_UNIT.get(row.unit)
    if other is None or rng.random() < 0.2:
        return False
    quantity = row.quantity * row.unit.factor / other.factor
    price = row.price * other.factor / row.unit.factor
    if quantity != quantity.quantize(Decimal("0.001")):
        return False
    row.quantity, row.price, row.unit = quantity, price, other
    return True


def unit_unknown(rng: random.Random, bill: Draft) -> None:
    """Another unit, which the bill does not name: nobody can compare quantities."""
    as_ordered = "other_unit" not in bill.twists
    turned = [row for row in bill.rows if as_ordered and _turn(row, rng)]
    for row in turned:
        row.unit = None
    if turned:
        bill.fails("unit", "over_quantity", "under_quantity", "not_received", "price")


# Prices ----------------------------------------------------------------------------


def _drift(bill: Draft, row: Row, percent: Decimal) -> Decimal:
    """Change the price and return by how many percent the line total changed."""
    before = row.amount
    places = Decimal("0.0001") if row.price < 1 else Decimal("0.01")
    row.price = (row.price * (1 + percent / 100)).quantize(places)
    return abs(row.amount - before) * 100 / before if before else Decimal(0)


def price_drifts(rng: random.Random, bill: Draft) -> None:
    """A new price list: dearer or cheaper than anybody tolerates."""
    row = rng.choice(bill.rows)
    percent = Decimal(rng.choice((-10, -5, 3, 4, 6, 12, 25)))
    if _drift(bill, row, percent) > TOLERATED:
        bill.fails("price")


def price_near(rng: random.Random, bill: Draft) -> None:
    """A price that is a little off, within what is tolerated."""
    if "price_drifts" in bill.twists:
        return
    row = rng.choice(bill.rows)
    if _drift(bill, row, Decimal(rng.choice((-15, -8, 5, 9, 15))) / 10) > TOLERATED:
        bill.fails("price")


def price_before_discount(rng: random.Random, bill: Draft) -> None:
    """The order has the net price, the bill the list price and a discount."""
    discount = Decimal(rng.choice((10, 20, 25, 50)))
    for row in bill.rows:
        gross = row.price * 100 / (100 - discount)
        shown = replace(row, price=gross.quantize(Decimal("0.0001")), discount=discount)
        if shown.amount == row.amount:
            row.price, row.discount = shown.price, discount


def discount_at_foot(_rng: random.Random, bill: Draft) -> None:
    """The order has net prices; the bill takes its discount off at the foot."""
    before = sum(row.amount for row in bill.rows)
    for row in bill.rows:
        row.price = row.price * 100 / 80
    bill.discount = sum(row.amount for row in bill.rows) - before


def tax_wrong(_rng: random.Random, bill: Draft) -> None:
    if sum(row.amount for row in bill.rows) > 5:
        for row in bill.rows:
            row.taxes = VAT10
        bill.fails("tax")


# Quantities ------------------------------------------------------------------------


def quantity_over(rng: random.Random, bill: Draft) -> None:
    """More is billed than was ordered."""
    row = rng.choice(bill.rows)
    [key] = row.parts
    line = bill.orders[key]
    row.quantity = row.parts[key] = line.ordered + rng.choice((1, 2, 10))
    bill.fails("over_quantity", "not_received")


def quantity_not_received(_rng: random.Random, bill: Draft) -> None:
    """All that was ordered is billed, though some of it has not come."""
    for row in bill.rows:
        [key] = row.parts
        line = bill.orders[key]
        if line.receipt_expected and line.received < line.ordered:
            row.quantity = row.parts[key] = line.ordered
            bill.fails("not_received")
