# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lines of a draft as values to create: products, units, periods, amounts."""

from odoo import Command
from odoo.fields import Domain

from odoo.addons.account_edi_ubl_cii.models.account_edi_common import UOM_TO_UNECE_CODE

from ..rules import einvoice_draft as rules
from ..rules.einvoice_numbers import day

UNITS = {code: name for name, code in reversed(UOM_TO_UNECE_CODE.items())}
LONGEST_NAME = 64  # a name is compared whole; longer ones are descriptions


class DraftLines:
    """Values of the lines of one bill; products and units by one search for all lines."""

    def __init__(self, bill, draft):
        self._bill, self._env = bill, bill.env
        self._sources = [
            line.source for line in draft.lines if line.kind == rules.LINE and line.source
        ]
        self._products = self._find_products()
        self._has_period = "deferred_start_date" in bill.env["account.move.line"]._fields

    def values(self, line, tax, place) -> dict:
        """The values of one line; `place`: its position in the bill."""
        values = {
            "sequence": 10 + place,
            "name": self._name(line),
            "quantity": float(line.shape.quantity),
            "price_unit": float(line.shape.price),
            "discount": float(line.shape.discount),
            "tax_ids": [Command.set(tax.ids)],
        }
        if tax.price_include:
            values["price_unit"] *= 1 + tax.amount / 100
        if line.kind == rules.LINE:
            values |= self._product_values(line.source)
        if line.source:
            values |= self._period_values(line.source)
        return values

    def _name(self, line) -> str:
        words = {
            rules.CHARGE: self._env._("Charge"),
            rules.LINE_CHARGE: self._env._("Charge"),
            rules.ALLOWANCE: self._env._("Allowance"),
            rules.ROUNDING: self._env._("Rounding"),
        }
        if line.kind == rules.SUMMARY:
            rate = f"{line.rate.normalize():f}" if line.rate is not None else "?"
            return self._env._("Total at %(rate)s %%, without detail", rate=rate)
        name = line.name or words.get(line.kind, "")
        more = line.source.description if line.kind == rules.LINE else ""
        if more and more != name and name not in more:
            return f"{name}\n{more}".strip()
        return more or name or "/"

    def _period_values(self, source) -> dict:
        start, end = day(source.start), day(source.end)
        if not self._has_period or not start or not end or start > end:
            return {}
        return {"deferred_start_date": start, "deferred_end_date": end}

    def _product_values(self, source) -> dict:
        product = next(
            (self._products[key] for key in _keys(source) if key in self._products), None
        )
        unit = self._unit(source.unit)
        if product is None:
            return {"product_uom_id": unit.id} if unit else {}
        values = {"product_id": product.id}
        if unit and unit._has_common_reference(product.uom_id):
            values["product_uom_id"] = unit.id
        return values

    def _unit(self, code):
        units = self._env["uom.uom"]
        name = UNITS.get(code)
        return (name and self._env.ref(name, raise_if_not_found=False)) or units

    def _find_products(self) -> dict:
        """{(kind of key, key): product}: by barcode, by our code, by the supplier's code,
        by the very same name."""
        keys = {key for source in self._sources for key in _keys(source)}
        if not keys:
            return {}
        by_kind = {kind: [key for one, key in keys if one == kind] for kind, _key in keys}
        products = self._env["product.product"]
        domain = Domain.OR(
            Domain(field, "in", by_kind[kind])
            for kind, field in (("barcode", "barcode"), ("code", "default_code"), ("name", "name"))
            if by_kind.get(kind)
        )
        company = products._check_company_domain(self._bill.company_id)
        found = {}
        for product in products.search(domain & Domain(company), order="id desc"):
            found["barcode", product.barcode] = product
            found["code", product.default_code] = product
            found["name", product.name] = product
        return found | self._of_supplier(by_kind.get("code", []))

    def _of_supplier(self, codes) -> dict:
        """Products that the supplier sells under these codes: they come before ours."""
        supplier = self._bill.partner_id.commercial_partner_id
        if not codes or not supplier:
            return {}
        infos = self._env["product.supplierinfo"].sudo().search(
            [
                ("partner_id", "in", supplier.ids), ("product_code", "in", codes),
                ("company_id", "in", (False, self._bill.company_id.id)),
            ],
            order="id desc",
        )  # fmt: skip
        return {
            ("code", info.product_code): info.product_id
            or info.product_tmpl_id.product_variant_id
            for info in infos
        }


def _keys(source) -> list:
    """What a line may name a product by, the surest first."""
    keys = [("barcode", source.barcode), ("code", source.code)]
    if len(source.name) <= LONGEST_NAME:
        keys.append(("name", source.name))
    return [(kind, key) for kind, key in keys if key]
