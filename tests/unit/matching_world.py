# SPDX-License-Identifier: AGPL-3.0-or-later
"""Orders that look real, and noisy bills made from them with known truth.

The noise is what suppliers and readers do: no reference, a misread one, codes left out,
descriptions cut or misread, lines swapped, split or merged into one, several orders of
one product, products that differ by a size at nearly the same price, receipts in parts,
price drifts, other units, bills for orders that are not in the books.
"""

import random
from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from ap_base.arithmetic.matching import Bill, BillLine, OrderLine, Unit
from ap_base.arithmetic.money import round_half_up

PIECE = Unit("piece", "count")
BOX = Unit("box of 12", "count", Decimal(12))
NAMES = (
    "Vis inox tete hexagonale",
    "Ecrou frein",
    "Cable reseau cat 6",
    "Ecran 27 pouces",
    "Chaise de bureau",
    "Papier blanc 80 g",
    "Toner noir",
    "Gant nitrile",
    "Maintenance ascenseur",
    "Nettoyage des locaux",
    "Carton double cannelure",
    "Palette bois",
    "Etiquette thermique",
    "Clavier sans fil",
    "Film etirable",
)
CENT = Decimal("0.01")


class Case(NamedTuple):
    """A bill, and the order lines that it truly bills, by bill line."""

    bill: Bill
    truth: dict
    clean: bool
    fits: bool  # nothing differs: it may be matched


def orders(rng, suppliers, per_supplier, lines_per_order=4):
    """Return order lines: few products per supplier, ordered again and again."""
    result = []
    number = 0
    for supplier in range(suppliers):
        products = [_product(rng, supplier, i) for i in range(12)]
        for start in range(0, per_supplier, lines_per_order):
            number += 1
            for position in range(min(lines_per_order, per_supplier - start)):
                key = f"L{number:06d}-{position}"
                result.append(
                    _order_line(rng, key, f"P{number:05d}", supplier, products)
                )
    return result


def _product(rng, supplier, index):
    """Return name, code and price; every second one is the size next to another."""
    base = NAMES[(supplier + index // 2) % len(NAMES)]
    size = 10 + 5 * (index % 2)
    price = (
        Decimal(random.Random(f"{supplier}/{index // 2}").randrange(200, 90_000)) / 100
    )
    price += Decimal(index % 2) * round_half_up(price / 50)
    return f"{base} {size} mm", f"S{supplier}-{index:03d}", price


def _order_line(rng, key, order, supplier, products):
    name, code, price = rng.choice(products)
    ordered = Decimal(rng.choice((1, 2, 5, 10, 12, 24, 48, 100)))
    received = rng.choice((ordered, ordered, ordered, ordered // 2))
    return OrderLine(
        key,
        order,
        1,
        supplier,
        "EUR",
        ordered,
        price,
        received,
        Decimal(0),
        description=name,
        codes=(code,),
        unit=PIECE,
    )


def misread(rng, text, share=0.06):
    """Return the text as a poor reader returns it."""
    signs = {"0": "O", "1": "l", "5": "S", "8": "B", "e": "c", "m": "rn", "i": "l"}
    return "".join(
        signs.get(c, c) if rng.random() < share else c
        for c in text
        if rng.random() > share / 6
    )


def cases(rng, lines, count, noise):
    """Return bills with their truth; ``noise`` 0 is clean, 1 is bad."""
    by_order = defaultdict(list)
    for line in lines:
        by_order[line.order].append(line)
    names = sorted(by_order)
    rng.shuffle(names)
    result = []
    for index, name in enumerate(names[:count]):
        chosen = [line for line in by_order[name] if line.received > 0]
        if chosen:
            result.append(_case(rng, f"B{index:05d}", chosen, noise))
    return result


def _case(rng, key, chosen, noise):
    lines, truth, fits = [], {}, True
    for position, order_line in enumerate(chosen):
        made, ok = _bill_lines(rng, f"{key}-{position}", order_line, noise)
        fits = fits and ok
        lines += made
        truth |= {line.key: order_line.key for line in made}
    rng.shuffle(lines)
    references = (chosen[0].order,)
    if rng.random() < noise * 0.4:
        references = ()
    elif rng.random() < noise * 0.3:
        references = (misread(rng, chosen[0].order, 0.25),)
    bill = Bill(
        key,
        1,
        chosen[0].supplier,
        "EUR",
        tuple(lines),
        number=key,
        references=references,
    )
    return Case(bill, truth, not noise, fits)


def _bill_lines(rng, key, order_line, noise):
    quantity, price = order_line.received, order_line.price_unit
    fits, unit = True, PIECE
    if rng.random() < noise * 0.15:
        price = round_half_up(price * Decimal(rng.choice(("1.02", "0.97", "1.1"))))
        fits = price == order_line.price_unit
    if rng.random() < noise * 0.1:
        quantity, fits = quantity + rng.choice((1, 2, 10)), False
    if quantity % 12 == 0 and rng.random() < noise * 0.3:
        quantity, price, unit = quantity / 12, price * 12, BOX
    codes = () if rng.random() < noise * 0.4 else order_line.codes
    if codes and rng.random() < noise * 0.1:
        codes = (misread(rng, codes[0], 0.2),)
    text = order_line.description
    if rng.random() < noise * 0.6:
        text = misread(rng, text)
    if rng.random() < noise * 0.2:
        text = " ".join(text.split()[:2])
    parts = [quantity]
    if quantity > 1 and rng.random() < noise * 0.15:
        parts = [quantity // 2, quantity - quantity // 2]
    return [
        BillLine(f"{key}-{i}", part, price, text, codes, unit=unit)
        for i, part in enumerate(parts)
    ], fits


class Figures(NamedTuple):
    """How well the outcomes meet the truth."""

    bills: int
    may_match: int
    matched: int
    false_matched: int
    suggested: int
    false_suggested: int
    links: int
    false_links: int
    missing_links: int


def measure(found, lines, outcomes):
    """Return the figures; lines of one order that no one can distinguish are one."""
    by_key = {line.key: _distinguished(line) for line in lines}
    outcome_of = {outcome.bill: outcome for outcome in outcomes}
    count = defaultdict(int)
    for case in found:
        outcome = outcome_of[case.bill.key]
        truth = {(k, by_key.get(v)) for k, v in case.truth.items()}
        links = {(one.bill_line, by_key[one.order_line]) for one in outcome.links}
        wrong = bool(links - truth)
        count["bills"] += 1
        count["may_match"] += case.fits
        count["links"] += len(links)
        count["false_links"] += len(links - truth)
        count["missing_links"] += len(truth - links)
        if outcome.state == "matched":
            count["matched"] += 1
            count["false_matched"] += wrong or not case.fits or links != truth
        if outcome.state == "suggested":
            count["suggested"] += 1
            count["false_suggested"] += wrong
    return Figures(**{name: count[name] for name in Figures._fields})


def _distinguished(line):
    return (
        line.company,
        line.supplier,
        line.order,
        line.codes,
        line.description,
        line.price_unit,
    )
