# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lines of bills whose amounts an e-invoice writes otherwise than taxes compute them."""

from odoo import models

from odoo.addons.ap_base.arithmetic.money import to_decimal

from .draft_tax import NO_TAX


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def write(self, vals):
        """A line that takes another tax keeps the net amount that its e-invoice writes, and
        its VAT if the rate is the same: goods or services, deductible or not."""
        kept = self.filtered("extra_tax_data") if "tax_ids" in vals else self.browse()
        if not kept or "extra_tax_data" in vals:
            return super().write(vals)
        for line in kept:
            value = line._ap_amounts_with(vals["tax_ids"])
            super(AccountMoveLine, line).write({**vals, "extra_tax_data": value})
        others = self - kept
        return super(AccountMoveLine, others).write(vals) if others else True

    def _ap_amounts_with(self, commands):
        """What is kept beside the line, for the tax that these commands leave on it."""
        kept = self.extra_tax_data
        if not kept.get("manual_tax_amounts") or len(kept["manual_tax_amounts"]) > 1:
            return kept
        ids = self._fields["tax_ids"].convert_to_cache(commands, self, validate=False)
        taxes = self.env["account.tax"].browse(ids).sudo()
        [(old_id, amounts)] = kept["manual_tax_amounts"].items()
        if len(taxes) > 1 or (taxes and taxes.amount_type != "percent"):
            return False
        old = taxes.browse(int(old_id)).exists()
        if not taxes or taxes.has_negative_factor or old.amount != taxes.amount:
            amounts = self._ap_vat_of_net(taxes, kept)
        key = str(taxes.id) if taxes else NO_TAX
        return {**kept, "manual_tax_amounts": {key: amounts}}

    def _ap_vat_of_net(self, tax, kept) -> dict:
        """VAT of the net amount that is kept, not rounded: sums are. Nothing to keep where
        the price gives it."""
        net = kept.get("manual_total_excluded_currency")
        if net is None or not tax.amount:
            return {}
        vat = to_decimal(net) * to_decimal(tax.amount) / 100
        return {"tax_amount_currency": float(vat)}
