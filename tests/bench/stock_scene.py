# SPDX-License-Identifier: AGPL-3.0-or-later
"""Scenes of bills with known truth, made in a database."""

from decimal import Decimal
from typing import NamedTuple

from matching_problems.orders import HOME
from matching_problems.words import (
    BOX,
    DAY,
    HOUR,
    HUNDRED_METRES,
    KILO,
    METRE,
    PIECE,
    TONNE,
)

from odoo import Command

MARKET = {PIECE: "unit", KILO: "kgm", METRE: "meter", HOUR: "hour"}
LARGER = {BOX: PIECE, TONNE: KILO, HUNDRED_METRES: METRE, DAY: HOUR}
RECORDED = "2026-10-15"


class Made(NamedTuple):
    """What was made: bills and order lines by the keys of the scene."""

    bills: dict
    bill_lines: dict
    order_lines: dict


class Maker:
    """Makes a scene in a company."""

    def __init__(self, env, company):
        self.env, self.company = env, company
        self.units = _units(env)
        self.taxes = {
            rate: _tax(env, company, rate) for rate in (Decimal(20), Decimal(10))
        }
        self.currencies = {
            name: env["res.currency"]
            .with_context(active_test=False)
            .search([("name", "=", name)])
            for name in ("EUR", "USD")
        }
        self.currencies["USD"].active = True

    def make(self, given):
        """Return the records of a scene; orders of the sister company are left out."""
        lines = [line for line in given.lines if line.company == HOME]
        self.partners = self._partners(lines, given.problems)
        self.products = self._products(lines)
        order_lines = self._orders(lines)
        self._receipts(lines, order_lines)
        bills, bill_lines = self._bills([problem.bill for problem in given.problems])
        self.env.flush_all()
        return Made(bills, bill_lines, order_lines)

    def _partners(self, lines, problems):
        found = {line.supplier: line.group for line in lines}
        found |= {p.bill.supplier: p.bill.group for p in problems}
        partner = self.env["res.partner"]
        groups = {
            group: partner.create({"name": f"Group {group}", "is_company": True})
            for group in sorted({group for group in found.values() if group})
        }
        made = partner.create([
            {"name": f"Supplier {key}", "is_company": True,
             "parent_id": groups[group].id if group else False}
            for key, group in found.items()
        ])  # fmt: skip
        return dict(zip(found, made, strict=True))

    def _products(self, lines):
        found = {(line.supplier, line.codes): line for line in lines}
        made = self.env["product.product"].create([
            {"name": line.description, "type": "service",
             "uom_id": self.units[line.unit].id, "supplier_taxes_id": False,
             "purchase_method": "receive" if line.receipt_expected else "purchase",
             "seller_ids": [Command.create({
                 "partner_id": self.partners[line.supplier].id,
                 "product_code": line.codes[0], "price": float(line.price_unit)})]}
            for line in found.values()
        ])  # fmt: skip
        return dict(zip(found, made, strict=True))

    def _orders(self, lines):
        by_order = {}
        for line in lines:
            by_order.setdefault((line.order, line.supplier), []).append(line)
        orders = self.env["purchase.order"].create([
            {"name": name, "partner_id": self.partners[supplier].id,
             "company_id": self.company.id, "date_order": "2026-09-01",
             "currency_id": self.currencies[some[0].currency].id,
             "order_line": [Command.create(self._order_line(line)) for line in some]}
            for (name, supplier), some in by_order.items()
        ])  # fmt: skip
        orders.button_confirm()
        made = {}
        for order, some in zip(orders, by_order.values(), strict=True):
            for record, line in zip(order.order_line, some, strict=True):
                made[line.key] = record
        return made

    def _order_line(self, line):
        return {
            "product_id": self.products[line.supplier, line.codes].id,
            "name": f"[{line.codes[0]}] {line.description}",
            "product_qty": float(line.ordered),
            "product_uom_id": self.units[line.unit].id,
            "price_unit": float(line.price_unit),
            "tax_ids": [Command.set(self.taxes[Decimal(20)].ids)],
        }

    def _receipts(self, lines, order_lines):
        self.env["ap.receipt"].create([
            {"purchase_line_id": order_lines[line.key].id, "date": RECORDED,
             "quantity": float(one.quantity), "external_id": f"{one.reference}/{line.key}"}
            for line in lines for one in line.receipts
        ])  # fmt: skip

    def _bills(self, bills):
        moves = self.env["account.move"].create([
            {"move_type": "in_invoice", "company_id": self.company.id,
             "partner_id": self.partners[bill.supplier].id, "ref": bill.number,
             "invoice_date": bill.day, "narration": bill.text or False,
             "currency_id": self.currencies[bill.currency].id,
             "invoice_origin": ", ".join(bill.references) or False,
             "invoice_line_ids": self._bill_lines(bill)}
            for bill in bills
        ])  # fmt: skip
        made, lines = {}, {}
        for move, bill in zip(moves, bills, strict=True):
            made[bill.key] = move
            records = move.invoice_line_ids[: len(bill.lines)]
            lines |= dict(zip((one.key for one in bill.lines), records, strict=True))
        return made, lines

    def _bill_lines(self, bill):
        values = [self._bill_line(line) for line in bill.lines]
        if bill.discount:
            tax = self._tax_ids(bill.lines[0])
            values.append({"name": "Remise", "quantity": 1, "tax_ids": tax,
                           "price_unit": -float(bill.discount)})  # fmt: skip
        return [Command.create(one) for one in values]

    def _bill_line(self, line):
        code = f"[{line.codes[0]}] " if line.codes else ""
        named = "".join(f"\nCommande {name}" for name in line.references)
        return {
            "name": f"{code}{line.description}{named}",
            "quantity": float(line.quantity),
            "price_unit": float(line.price_unit),
            "discount": float(line.discount),
            "product_uom_id": self.units[line.unit].id if line.unit else False,
            "tax_ids": self._tax_ids(line),
        }

    def _tax_ids(self, line):
        return [Command.set(self.taxes[line.taxes[0].amount].ids)]


def _tax(env, company, rate):
    return env["account.tax"].search(
        [("company_id", "=", company.id), ("type_tax_use", "=", "purchase"),
         ("amount", "=", float(rate)), ("amount_type", "=", "percent"),
         ("price_include", "=", False)], limit=1,
    )  # fmt: skip


def _units(env):
    units = {unit: env.ref(f"uom.product_uom_{name}") for unit, name in MARKET.items()}
    for unit, small in LARGER.items():
        units[unit] = env["uom.uom"].create(
            {"name": f"Bench {unit.name}", "relative_uom_id": units[small].id,
             "relative_factor": float(unit.factor / small.factor)}
        )  # fmt: skip
    return units
