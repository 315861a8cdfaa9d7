# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lines of bills of companies in France: the nature of their VAT, and the tax it asks for."""

from decimal import Decimal

from odoo import api, fields, models

from odoo.addons.ap_base.arithmetic.money import to_decimal

from ..rules import tax_choice
from ..rules.reverse_charge import Operation
from ..rules.supplier import REGISTERED
from .helpers.tax_proposal import TaxProposal

DUE_TREATMENTS = ("goods", "services")


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    ap_vat_nature = fields.Selection(
        selection=lambda self: self.env["res.partner"]._ap_nature_selection(),
        string="VAT nature",
        copy=True,
        help="Empty: as the product, or the account and the label say.",
    )

    ap_tax_proposal = fields.Char(
        string="Tax proposed", compute="_compute_ap_tax_proposal"
    )

    @api.depends_context("lang")
    @api.depends(
        "tax_ids", "account_id", "name", "product_id", "ap_vat_nature", "price_subtotal",
        "move_id.state", "move_id.partner_id", "move_id.invoice_date",
    )  # fmt: skip
    def _compute_ap_tax_proposal(self):
        """The tax to take with one click; empty where there is none."""
        no_vat = self.env._("no VAT")
        names = {
            one.line: ", ".join(one.taxes.mapped("name")) or no_vat
            for one in self.move_id._ap_tax_proposals()
            if one.taxes is not None
        }
        for line in self:
            line.ap_tax_proposal = names.get(line, False)

    def action_apply_tax_proposal(self):
        """Take the tax proposed for these lines."""
        self.move_id.apply_tax_proposals(self.ids)
        return True

    def _ap_tax_line(self, clues, taxes):
        """The line as the rules want it, and the word of its label that stated."""
        self.ensure_one()
        partner = self.move_id.commercial_partner_id
        code = self.account_id.with_company(self.company_id).code or ""
        label = " ".join(filter(None, (self.name, self.product_id.name)))
        kind, nature, word = tax_choice.best_clues(clues, code, label)
        chosen = self.ap_vat_nature or self.product_id.ap_vat_nature
        if self.product_id:
            kind = "services" if self.product_id.type == "service" else "goods"
        single = self.tax_ids if len(self.tax_ids) == 1 else self.env["account.tax"]
        rated = single.amount_type == "percent"
        facts = tax_choice.Line(
            operation=self._ap_operation(partner, kind),
            day=self.move_id.invoice_date or fields.Date.context_today(self),
            regime=partner.ap_vat_regime or "normal",
            on_debits=partner.ap_vat_on_debits,
            nature=chosen or nature,
            rate=to_decimal(single.amount) if rated else None,
            due=self._ap_due(single, taxes),
            base=self._ap_unit_base(),
        )
        return facts, "" if chosen else word

    def _ap_operation(self, partner, kind):
        country = partner.country_id.code or "FR"
        return Operation(
            "FR" if country in REGISTERED else country,  # overseas is left as it is
            kind,
            established=partner.ap_established,
            construction=partner.ap_construction and kind != "goods",
            special=partner.ap_vat_special,
            margin=partner.ap_vat_regime == "margin",
        )

    def _ap_unit_base(self) -> Decimal:
        """Without VAT, of one unit: the cap of gifts is per person."""
        quantity = to_decimal(self.quantity) or Decimal(1)
        return abs(to_decimal(self.price_subtotal) / quantity)

    @api.model
    def _ap_due(self, tax, taxes) -> str:
        """Which plain French VAT this is, "" if it is none."""
        for treatment in DUE_TREATMENTS:
            for (name, _rate), one in taxes.items():
                if name == treatment and one and one == tax._origin:
                    return treatment
        return ""

    def _ap_tax_proposal(self, choice, taxes, word):
        """The proposal for the line; None if it has that tax already."""
        present = self.tax_ids._origin
        if choice.treatment == tax_choice.NO_VAT:
            wanted = taxes.get(("none", 0.0)) or self.env["account.tax"]
            if not any(present.mapped("amount")):
                return None
            return TaxProposal(self, wanted, choice, word)
        wanted = taxes.get((choice.treatment, round(float(choice.rate), 2)))
        if wanted and present == wanted:
            return None
        if self._ap_same_treatment(present, choice, taxes):
            return None
        if not wanted:
            return TaxProposal(self, None, choice, word, "missing")
        if not wanted.active:
            return TaxProposal(self, None, choice, word, "inactive")
        if present and any(one.price_include != wanted.price_include for one in present):
            return TaxProposal(self, None, choice, word, "included")
        return TaxProposal(self, wanted, choice, word)

    @api.model
    def _ap_same_treatment(self, present, choice, taxes) -> bool:
        """Whether the tax on the line is one of that treatment at another rate."""
        return any(
            one and one == present
            for (name, _rate), one in taxes.items()
            if name == choice.treatment
        )
