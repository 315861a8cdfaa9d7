# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills of companies in France: the taxes that the law asks for, the mentions they bear."""

from markupsafe import Markup

from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.ap_einvoice.rules.einvoice_summary import AT_INVOICE

from ..rules import einvoice_facts, mentions, tax_choice
from .ap_control import TYPES
from .conformity.bill_facts import read_bills
from .conformity.conformity_panel import Panel
from .french_einvoice.vat_moments import right_tax, wrong_moments
from .helpers.tax_proposal import ProposalWords, TaxProposal

BILLS = ("in_invoice", "in_refund", "in_receipt")
# Findings that a rectified invoice of the supplier mends.
ASKED = ("bill_vat", "bill_vat_regime", "bill_identifier")
TEMPLATE = "l10n_fr_ap_extras.mail_template_missing_mentions"


class AccountMove(models.Model):
    _inherit = "account.move"

    ap_tax_proposal_html = fields.Html(
        string="Tax proposals", compute="_compute_ap_tax_proposal", sanitize=False
    )
    ap_tax_proposal_count = fields.Integer(
        string="Lines with a tax proposal", compute="_compute_ap_tax_proposal"
    )
    ap_conformity_ids = fields.One2many(
        "ap.bill.conformity",
        "move_id",
        string="Mentions",
        copy=False,
        groups="ap_base.group_auditor,ap_base.group_apprentice",
    )
    ap_conformity_text = fields.Char(
        string="Conformity", compute="_compute_ap_conformity_text", compute_sudo=True
    )
    ap_conformity_applies = fields.Boolean(compute="_compute_ap_conformity_applies")
    ap_conformity_html = fields.Html(
        string="Mandatory mentions",
        compute="_compute_ap_conformity_html",
        sanitize=False,
    )
    ap_supplier_to_ask = fields.Boolean(
        string="Something to ask the supplier", compute="_compute_ap_conformity_html"
    )
    ap_vat_to_take = fields.Boolean(
        compute="_compute_ap_vat_to_take", compute_sudo=True
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
        """What these draft bills should have: move_id, line_id, tax_ids (false: no such
        tax), treatment, reason, sentence."""
        self.check_access("read")
        return [
            {
                "move_id": found.line.move_id.id,
                "line_id": found.line.id,
                "tax_ids": found.taxes is not None and found.taxes.ids,
                "treatment": found.choice.treatment,
                "reason": found.choice.reason,
                "sentence": ProposalWords(self.env).sentence(found),
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
        """Put the proposed taxes on all lines of these drafts; see `apply_tax_proposals`."""
        if not self.apply_tax_proposals():
            raise UserError(self.env._("There is no tax to apply on these bills."))
        return True

    def _ap_apply(self, proposals):
        sentences = [ProposalWords(self.env).sentence(one) for one in proposals]
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
        return right_tax(tax.sudo(), nature) or tax

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
        words = ProposalWords(self.env)
        rows = [Markup("<li>%s</li>") % words.sentence(one) for one in proposals]
        return Markup("<ul class='mb-0 ps-3'>%s</ul>") % Markup().join(rows)

    # Which mentions the bill bears, and what is asked of its supplier --------------

    @api.depends("ap_conformity_ids.present_count", "ap_conformity_ids.missing_count")
    def _compute_ap_conformity_text(self):
        """✓ present, ✗ missing, ? not verifiable, at the last check."""
        for move in self:
            stated = move.ap_conformity_ids[:1]
            pairs = [
                ("✓", stated.present_count),
                ("✗", stated.missing_count),
                ("?", stated.unverifiable_count),
            ]
            shown = " · ".join(f"{count} {mark}" for mark, count in pairs if count)
            move.ap_conformity_text = shown or False

    @api.depends("move_type", "company_id", "partner_id")
    def _compute_ap_conformity_applies(self):
        for move in self:
            country = move.company_id.account_fiscal_country_id.code
            bill = move.move_type in TYPES and move.partner_id
            move.ap_conformity_applies = bool(bill and country == "FR")

    @api.depends_context("lang")
    @api.depends(
        "ref", "partner_id", "invoice_date", "invoice_date_due", "amount_total",
        "invoice_origin", "ap_document_ids.data", "ap_document_ids.text",
    )  # fmt: skip
    def _compute_ap_conformity_html(self):
        found = self._ap_mention_results()
        panel = Panel(self.env, *self._ap_mention_names())
        wrong = set(self._ap_wrong_findings().mapped("res_id"))
        for move in self:
            results = found.get(move._origin.id, ())
            move.ap_conformity_html = panel.table(results) if results else False
            move.ap_supplier_to_ask = move._origin.id in wrong or any(
                part.status == mentions.MISSING
                for result in results
                for part in result.parts
            )

    def bill_mentions(self):
        """What these bills bear: {"move_id", "mention", "name", "status", "reference",
        "parts": [{"part", "name", "status", "source", "words"}]} for each mention.

        Status: present, missing, unverifiable or not_applicable.
        """
        self.check_access("read")
        names, parts = self._ap_mention_names()
        return [
            {
                "move_id": bill,
                "mention": result.code,
                "name": names[result.code],
                "status": result.status,
                "reference": result.reference,
                "parts": [
                    {
                        "part": part.code,
                        "name": parts[part.code],
                        "status": part.status,
                        "source": part.source,
                        "words": part.excerpt,
                    }
                    for part in result.parts
                ],
            }
            for bill, results in self._ap_mention_results().items()
            for result in results
        ]

    def _ap_mention_results(self) -> dict:
        """{id of the bill: results of its mentions}, for the bills they apply to."""
        bills = self._origin.filtered("ap_conformity_applies")
        law = self.env["ap.legal.reference"]._ap_law()
        asked = self.env["ap.bill.mention"]._ap_parts()
        found = {}
        for company, moves in bills.sudo().grouped("company_id").items():
            chosen = SQL("move.id = ANY(%s)", moves.ids)
            for bill in read_bills(self.env, company, chosen):
                results = mentions.check(law, asked, bill.mention_bill())
                found[bill.id] = mentions.as_written(results, bill.document.text)
        return found

    @api.model
    @tools.ormcache("self.env.lang")
    def _ap_mention_names(self):
        """Names of mentions and of their parts, by code, in the reader's language."""
        # pylint: disable=no-search-all
        # some forty rows of law, whatever the books hold
        rows = self.env["ap.bill.mention"].sudo().search(Domain.TRUE)
        parts = self.env["ap.bill.mention.part"].sudo().search(Domain.TRUE)
        return {r.code: r.name for r in rows}, {p.code: p.name for p in parts}

    # One click: a message to the supplier that asks for exactly what is missing ----

    def action_ap_ask_supplier(self):
        """Open a message to the supplier, in its language, about what the bill lacks."""
        self.ensure_one()
        if not self.env.user.has_group("ap_base.group_apprentice"):
            raise AccessError(
                self.env._("Writing to suppliers takes the role Apprentice or above.")
            )
        self.check_access("write")
        if not self._ap_missing_mentions() and not self._ap_wrong_sentences():
            raise UserError(
                self.env._("Nothing is missing from this bill, as far as the document shows.")
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask the supplier"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_composition_mode": "comment",
                "default_template_id": self.env.ref(TEMPLATE).id,
                "default_email_layout_xmlid": "mail.mail_notification_light",
                "force_email": True,
            },
        }

    def _ap_supplier_lang(self) -> str:
        """The supplier's language if it is installed, else that of its country."""
        installed = dict(self.env["res.lang"].get_installed())
        partner = self.partner_id
        known = partner.lang in installed
        return partner.lang if known else partner._ap_home_lang()

    def _ap_missing_mentions(self) -> list:
        """{"name", "reference"} of each part that is missing."""
        law = self.env["ap.legal.reference"]._ap_law()
        asked = {part.code: part for part in self.env["ap.bill.mention"]._ap_parts()}
        _names, parts = self._ap_mention_names()
        day = self.invoice_date or self.date
        return [
            {
                "name": parts[part.code],
                "reference": law.cite(asked[part.code].reference, day),
            }
            for results in self._ap_mention_results().values()
            for result in results
            for part in result.parts
            if part.status == mentions.MISSING
        ]

    def _ap_wrong_findings(self):
        """What was found on these bills that the supplier must mend."""
        found = self.sudo().ap_open_finding_ids
        return found.filtered(lambda finding: finding.control_code in ASKED)

    def _ap_wrong_sentences(self) -> list:
        return self._ap_wrong_findings().mapped("message")

    # Goods or services, as the French billing mode (BT-23) says: when their VAT falls due ---

    @api.depends("state", "ap_document_ids.nature", "invoice_line_ids.tax_ids")
    def _compute_ap_vat_to_take(self):
        """Whether a draft bears the VAT of goods for services, or the other way round."""
        stated = self.filtered(lambda m: m.state == "draft" and m.ap_document_ids.nature)
        rows = wrong_moments(self.env, stated._origin) if stated else []
        wrong = {row["id"] for row in rows}
        for move in self:
            move.ap_vat_to_take = move._origin.id in wrong

    def action_ap_take_vat_of_einvoice(self):
        """Put the VAT of services, or of goods, on the lines of drafts that bear the other
        one, where the e-invoice states which."""
        self.env["ap.bill.document"]._refuse_others()
        control = self.env["ap.control"].sudo()
        drafts = self.filtered(lambda move: move.state == "draft")
        for row in wrong_moments(self.env, drafts):
            right = {
                tax: right_tax(tax, row["nature"])
                for tax in control.env["account.tax"].browse(row["tax_ids"])
            }
            for line in self.env["account.move.line"].browse(row["lines"]):
                taxes = [right.get(tax) or tax for tax in line.tax_ids.sudo()]
                line.tax_ids = self.env["account.tax"].browse([tax.id for tax in taxes])
        control._check_documents(self)
        return True
