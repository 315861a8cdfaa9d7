# SPDX-License-Identifier: AGPL-3.0-or-later
"""On draft bills: the tax each line should have, why, and one click to take it."""

from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, UserError

from odoo.addons.ap_base.arithmetic.money import to_decimal
from odoo.addons.ap_einvoice.rules.einvoice_summary import AT_INVOICE

from ...rules import einvoice_facts, tax_choice
from ...rules.reverse_charge import Operation
from ...rules.supplier import REGISTERED

BILLS = ("in_invoice", "in_refund", "in_receipt")
DUE_TREATMENTS = ("goods", "services")
TOLD_BY_WORDS = ("excluded", "cap", "part", "foreign_vat")


@dataclass(frozen=True)
class TaxProposal:
    """`taxes`: what to put on the line; None if the company has no such tax."""

    line: models.Model
    taxes: models.Model | None
    choice: tax_choice.Choice
    word: str
    problem: str = ""


class AccountMove(models.Model):
    _inherit = "account.move"

    ap_tax_proposal_html = fields.Html(
        string="Tax proposals", compute="_compute_ap_tax_proposal", sanitize=False
    )
    ap_tax_proposal_count = fields.Integer(
        string="Lines with a tax proposal", compute="_compute_ap_tax_proposal"
    )

    @api.depends_context("lang")
    @api.depends(
        "state", "move_type", "partner_id", "invoice_date", "invoice_line_ids.tax_ids",
        "invoice_line_ids.account_id", "invoice_line_ids.name",
        "invoice_line_ids.product_id", "invoice_line_ids.ap_vat_nature",
        "invoice_line_ids.price_subtotal",
    )  # fmt: skip
    def _compute_ap_tax_proposal(self):
        found = {}
        for proposal in self._ap_tax_proposals():
            found.setdefault(proposal.line.move_id, []).append(proposal)
        for move in self:
            mine = found.get(move, [])
            move.ap_tax_proposal_count = len(mine)
            move.ap_tax_proposal_html = move._ap_proposals_shown(mine)

    def tax_proposals(self):
        """What these draft bills should have: move_id, line_id, tax_ids (null: no such
        tax), treatment, reason, sentence."""
        self.check_access("read")
        return [
            {
                "move_id": found.line.move_id.id,
                "line_id": found.line.id,
                "tax_ids": None if found.taxes is None else found.taxes.ids,
                "treatment": found.choice.treatment,
                "reason": found.choice.reason,
                "sentence": self._ap_proposal_sentence(found),
            }
            for found in self._ap_tax_proposals()
        ]

    def apply_tax_proposals(self, line_ids=None):
        """Put the proposed taxes on all lines of these drafts, or on those given.

        Gives the number of lines changed. What was there stands in the chatter.
        """
        if not self.env.user.has_group("ap_base.group_apprentice"):
            raise AccessError(
                self.env._("Changing taxes of bills takes the role Apprentice or above.")
            )
        self.check_access("write")
        found = [
            proposal
            for proposal in self._ap_tax_proposals()
            if proposal.taxes is not None
            and (line_ids is None or proposal.line.id in line_ids)
        ]
        by_move = {}
        for proposal in found:
            by_move.setdefault(proposal.line.move_id, []).append(proposal)
        for move, proposals in by_move.items():
            move._ap_apply(proposals)
        return len(found)

    def action_apply_tax_proposals(self):
        if not self.apply_tax_proposals():
            raise UserError(self.env._("There is no tax to apply on these bills."))
        return True

    def _ap_apply(self, proposals):
        sentences = [self._ap_proposal_sentence(one) for one in proposals]
        for one in proposals:
            one.line.tax_ids = one.taxes
        items = Markup().join(Markup("<li>%s</li>") % text for text in sentences)
        self._message_log(
            body=Markup("<p>%s</p><ul>%s</ul>")
            % (self.env._("Taxes applied as proposed:"), items)
        )

    @api.model
    def _ap_tax_of_einvoice(self, tax, invoice, line):
        """Goods or services, as the French billing mode (BT-23) says: VAT on services is
        due on payment unless the e-invoice or the supplier's card says on debits."""
        tax = super()._ap_tax_of_einvoice(tax, invoice, line)
        nature = einvoice_facts.nature(invoice)
        french = self.company_id.account_fiscal_country_id.code == "FR"
        debits = self.commercial_partner_id.ap_vat_on_debits
        on_debits = debits or invoice.vat_due in AT_INVOICE
        for_services = nature == "services" and tax.tax_scope == "consu" and not on_debits
        for_goods = nature == "goods" and tax.tax_exigibility == "on_payment"
        if not french or not tax.amount or not (for_services or for_goods):
            return tax
        return self.env["ap.control"].sudo()._right_tax(tax, nature) or tax

    # -- what is proposed ------------------------------------------------------------

    def _ap_tax_proposals(self) -> list[TaxProposal]:
        """Proposals for the draft bills among these of French companies."""
        drafts = self.filtered(
            lambda move: move.move_type in BILLS
            and move.state == "draft"
            and move.partner_id
            and move.company_id.account_fiscal_country_id.code == "FR"
        )
        found = []
        for company, moves in drafts.grouped("company_id").items():
            found += moves._ap_company_proposals(company)
        return found

    def _ap_company_proposals(self, company):
        partners = self.env["res.partner"]
        law, natures = partners._ap_law(), partners._ap_natures()
        taxes = self.env["ap.vat.choice"]._taxes(company)
        known = set(self.invoice_line_ids.tax_ids._origin.ids)
        known.update(tax.id for tax in taxes.values() if tax)
        self.env["account.tax"].sudo().browse(known).mapped("amount_type")  # one query
        clues = self.env["ap.vat.clue"]._rules(company)
        union = self._ap_union()
        found = []
        for line in self.invoice_line_ids:
            if line.display_type != "product" or not line.account_id:
                continue
            facts, word = line._ap_tax_line(clues, taxes)
            choice = tax_choice.choose(law, natures, union, facts)
            proposal = choice and line._ap_tax_proposal(choice, taxes, word)
            if proposal:
                found.append(proposal)
        return found

    @api.model
    @tools.ormcache()
    def _ap_union(self) -> set:
        """Codes of the countries of the Union, kept in memory: see `res.country.group`."""
        countries = self.env["res.country"].sudo()
        members = [("country_group_ids", "in", self.env.ref("base.europe").ids)]
        return set(countries.search_fetch(members, ["code"]).mapped("code"))

    def _ap_proposals_shown(self, proposals):
        if not proposals:
            return False
        rows = [
            Markup("<li>%s</li>") % self._ap_proposal_sentence(one) for one in proposals
        ]
        return Markup("<ul class='mb-0 ps-3'>%s</ul>") % Markup().join(rows)

    def _ap_proposal_sentence(self, found) -> str:
        line = found.line
        label = (line.name or line.account_id.display_name or "").split("\n")[0]
        tax = ", ".join(found.taxes.mapped("name")) if found.taxes else self.env._("no VAT")
        reason = self._ap_reasons()[found.choice.reason]
        if found.choice.reference:
            reason = f"{reason} ({found.choice.reference})"
        if found.word and found.choice.reason in TOLD_BY_WORDS:
            reason = self.env._("%(reason)s; the label says “%(word)s”",
                                reason=reason, word=found.word)  # fmt: skip
        if found.taxes is None:
            return self.env._(
                "%(line)s: %(reason)s, but %(problem)s.",
                line=label, problem=self._ap_problem(found), reason=reason,
            )  # fmt: skip
        return self.env._(
            "%(line)s: tax proposed: %(tax)s, because %(reason)s.",
            line=label, tax=tax, reason=reason,
        )  # fmt: skip

    def _ap_problem(self, found) -> str:
        """What keeps a proposal from being applied, and what to do."""
        if found.problem == "included":
            return self.env._(
                "the tax on the line is part of its price: choose the tax by hand"
            )
        if found.problem == "inactive":
            return self.env._("the tax for it is archived: activate it first")
        treatments = dict(
            self.env["ap.vat.choice"]._fields["treatment"]._description_selection(self.env)
        )
        return self.env._(
            "no tax is known for “%(treatment)s” at %(rate)s %%: choose one in "
            "Configuration ▸ Law and VAT ▸ Taxes by VAT treatment",
            treatment=treatments.get(found.choice.treatment, found.choice.treatment),
            rate=found.choice.rate,
        )

    def _ap_reasons(self) -> dict:
        return {
            "margin": self.env._(
                "the supplier sells under the margin scheme: its bill shows no VAT, the "
                "whole price is the cost"
            ),
            "franchise": self.env._("the supplier charges no VAT (franchise)"),
            "exempt": self.env._("the supplier is exempt"),
            "eu_goods": self.env._("goods of another state of the Union: you owe the VAT"),
            "services": self.env._(
                "a service of a supplier that is not established in France: you owe the VAT"
            ),
            "local": self.env._("a supply in France of a foreign supplier: you owe the VAT"),
            "construction": self.env._("subcontracted construction: you owe the VAT"),
            "import": self.env._("an import of goods: you owe the VAT on your return"),
            "special": self.env._("a special case of reverse charge: you owe the VAT"),
            "foreign_vat": self.env._(
                "the VAT of another country is not on the French return: the whole price "
                "is the cost"
            ),
            "excluded": self.env._("VAT of this nature may not be deducted"),
            "cap": self.env._("the gift is above the cap: no VAT may be deducted"),
            "part": self.env._("VAT on fuel of passenger cars is deductible at 80 %"),
            "on_payment": self.env._("VAT on services is due on payment"),
            "on_delivery": self.env._("VAT on goods is due at delivery"),
            "on_debits": self.env._("the supplier pays VAT on debits"),
        }


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

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
        """The line as the rules want it, and the word of its label that told."""
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
