# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError
from odoo.tools import format_date

from odoo.addons.ap_base.models import arguments
from odoo.addons.ap_base.models.ap_finding import OPEN_STATES

from . import review_page, review_store, tie_outs

MARKS = [
    "same_iban", "findings", "debit_balance", "old", "held", "advances", "to_match",
    "credit_notes", "intercompany",
]  # fmt: skip


class ApSupplierReview(models.Model):
    """A supplier's accounts at a day, looked at and signed. Debts are positive.

    The figures are the books'; when they move after the signature it falls. The comment
    of the month before is there when the next one is opened.
    """

    _name = "ap.supplier.review"
    _inherit = ["mail.thread", "ap.guarded", "ap.report"]
    _description = "Review of a supplier"
    _order = "date DESC, weight DESC, overdue DESC, balance DESC, id"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one("res.company", required=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", string="Supplier", required=True, index=True, ondelete="restrict"
    )
    date = fields.Date(string="At", required=True)
    state = fields.Selection(
        [("todo", "To review"), ("signed", "Reviewed")], required=True, default="todo"
    )
    is_changed = fields.Boolean(
        string="Changed since", help="It was signed, then the books moved."
    )
    comment = fields.Text(help="It stands in the next month too, until it is changed.")
    balance = fields.Monetary(help="What is owed, by the ledger; negative: the supplier owes.")
    accrued = fields.Monetary(string="Bills not received")
    overdue = fields.Monetary()
    days_late = fields.Integer(string="Days late", aggregator="max")
    unmatched_credit = fields.Monetary(string="Open credits")
    unmatched_debit = fields.Monetary(string="Open debits")
    debit_balance = fields.Monetary()
    advances = fields.Monetary(string="Advances paid")
    payments = fields.Monetary(string="Payments not matched")
    credit_notes = fields.Monetary(string="Credit notes not used")
    held = fields.Monetary(string="On hold")
    item_count = fields.Integer(string="Open items")
    finding_count = fields.Integer(string="Open findings")
    weight = fields.Integer(string="Urgency", aggregator=False)
    attention = fields.Char(string="Wants a look (codes)")
    attention_text = fields.Text(string="Wants a look", compute="_compute_attention_text")
    user_id = fields.Many2one("res.users", string="Reviewed by")
    date_signed = fields.Datetime(string="Reviewed on")

    accounts_html = fields.Html(compute="_compute_page", sanitize=False)
    items_html = fields.Html(compute="_compute_page", sanitize=False)
    graph = fields.Text(string="Ageing", compute="_compute_page")
    tie_text = fields.Char(string="Tie-out", compute="_compute_tie")
    is_tied = fields.Boolean(string="Ties", compute="_compute_tie")
    finding_ids = fields.Many2many(
        "ap.finding", string="Findings", compute="_compute_related"
    )
    match_ids = fields.Many2many(
        "ap.supplier.match", string="Matchings proposed", compute="_compute_related"
    )
    bank_ids = fields.Many2many(
        "res.partner.bank", string="Bank accounts", compute="_compute_related"
    )
    contact_ids = fields.Many2many(
        "res.partner", string="Contacts", compute="_compute_related"
    )

    bill_count = fields.Integer(string="Bills", compute="_compute_counts")
    order_count = fields.Integer(string="Orders", compute="_compute_counts")
    contract_count = fields.Integer(string="Contracts", compute="_compute_counts")
    request_count = fields.Integer(string="Requests", compute="_compute_counts")
    statement_count = fields.Integer(string="Statements", compute="_compute_counts")
    bank_change_count = fields.Integer(string="Bank changes", compute="_compute_counts")

    _once = models.UniqueIndex(
        "(company_id, partner_id, date)", "That supplier has a review of that day."
    )

    @api.depends("partner_id", "date")
    @api.depends_context("lang")
    def _compute_name(self):
        for one in self:
            day = format_date(self.env, one.date) if one.date else ""
            one.name = f"{one.partner_id.display_name or ''} {day}".strip()

    @api.depends("attention")
    @api.depends_context("lang")
    def _compute_attention_text(self):
        words = review_page.attention_words(self.env)
        for one in self:
            codes = (one.attention or "").split(",")
            one.attention_text = ", ".join(words[code] for code in codes if code in words)

    def _compute_page(self):
        for one in self:
            page = review_page.Page(one)
            one.accounts_html = page.accounts()
            one.items_html = page.items()
            one.graph = page.graph()

    @api.depends("company_id", "date")
    @api.depends_context("lang")
    def _compute_tie(self):
        """The accounts of suppliers in the ledger against the sum of suppliers."""
        found = {}
        for one in self:
            key = one.company_id, one.date
            if key not in found:
                found[key] = tie_outs.difference(*key)
            gap = found[key]
            one.is_tied = one.currency_id.is_zero(gap)
            one.tie_text = review_page.tie_words(one, gap)

    def _compute_related(self):
        """What else is known of the supplier, for who may read it."""
        for one in self:
            family = [("partner_id", "child_of", one.partner_id.id)]
            company = [("company_id", "=", one.company_id.id)]
            one.finding_ids = self.env["ap.finding"].search(
                [*family, *company, ("state", "in", OPEN_STATES)]
            )
            one.match_ids = self.env["ap.supplier.match"].search(
                [*family, *company, ("state", "=", "proposed")]
            )
            one.bank_ids = self.env["res.partner.bank"].search(family)
            one.contact_ids = one.partner_id | one.partner_id.child_ids

    def _compute_counts(self):
        """How much each button opens; where nobody may read or keeps it, none."""
        for one in self:
            for name, model in review_page.COUNTED.items():
                one[name] = review_page.count(one, model)

    @api.model
    def _ap_engine_fields(self):
        return super()._ap_engine_fields() | self._ap_all_fields_but({"comment"})

    def write(self, vals):
        """What was signed stays as it was signed."""
        if "comment" in vals and self.filtered(lambda one: one.state == "signed"):
            raise UserError(
                self.env._("What is reviewed is signed with its comment: reopen it first.")
            )
        return super().write(vals)

    # -- public -----------------------------------------------------------------------

    @api.model
    def open_month(self, company_id, date):
        """Open the reviews of all suppliers with an account at the day, or bring their
        figures in line with the books. Gives `{"suppliers", "to_review", "attention",
        "signed", "changed"}`: how many there are."""
        self.check_access("read")
        takes = self.env._("Opening reviews takes the role Apprentice or above.")
        arguments.require_role(self.env, "ap_base.group_apprentice", takes)
        company = arguments.company(self.env, company_id)
        day = arguments.day(self.env, date)
        review_store.refresh(company.sudo(), day)
        of_day = [("company_id", "=", company.id), ("date", "=", day)]

        def count(*more):
            return self.search_count([*of_day, *more])

        return {
            "suppliers": count(),
            "to_review": count(("state", "=", "todo")),
            "attention": count(("state", "=", "todo"), ("weight", ">", 0)),
            "signed": count(("state", "=", "signed")),
            "changed": count(("is_changed", "=", True)),
        }

    def sign(self):
        """Say that these accounts were reviewed. Refused while the accounts of suppliers
        do not tie with the ledger at that day. Gives the ids."""
        takes = self.env._("Signing a review takes the role Accountant or above.")
        arguments.require_role(self.env, "ap_base.group_accountant", takes)
        self.check_access("write")
        self.lock_for_update()
        for (company, day), some in self.grouped(lambda r: (r.company_id, r.date)).items():
            review_store.refresh(company.sudo(), day, some.partner_id.ids)
            self._refuse_untied(company, day)
        self.sudo().write({
            "state": "signed",
            "is_changed": False,
            "user_id": self.env.uid,
            "date_signed": fields.Datetime.now(),
        })  # fmt: skip
        return self.ids

    def reopen(self):
        """Take these signatures back. Gives the ids."""
        takes = self.env._("Reopening a review takes the role Accountant or above.")
        arguments.require_role(self.env, "ap_base.group_accountant", takes)
        self.check_access("write")
        self.sudo().write({"state": "todo", "user_id": False, "date_signed": False})
        return self.ids

    def refresh(self):
        """Bring the figures in line with the books; what was signed and moved is to
        review again. Gives the ids."""
        takes = self.env._("Computing reviews takes the role Apprentice or above.")
        arguments.require_role(self.env, "ap_base.group_apprentice", takes)
        self.check_access("read")
        for (company, day), some in self.grouped(lambda r: (r.company_id, r.date)).items():
            review_store.refresh(company.sudo(), day, some.partner_id.ids)
        return self.ids

    def _refuse_untied(self, company, day):
        gap = tie_outs.difference(company, day)
        if company.currency_id.is_zero(gap):
            return
        raise RedirectWarning(
            self.env._(
                "The accounts of suppliers and the sum of suppliers differ by %(amount)s on "
                "%(day)s: items without a supplier. Give each its supplier, then sign.",
                amount=company.currency_id.format(gap),
                day=format_date(self.env, day),
            ),
            tie_outs.items_without_supplier(company, day),
            self.env._("Items without a supplier"),
        )

    # -- the engine -------------------------------------------------------------------

    @api.model
    def _open_page(self, company, partner, day):
        """The page of a supplier at a day, made where there is none."""
        partner = partner.commercial_partner_id
        self.check_access("read")
        review_store.refresh(company.sudo(), day, partner.ids)
        page = self.search([
            ("company_id", "=", company.id), ("partner_id", "=", partner.id), ("date", "=", day),
        ])  # fmt: skip
        return page.get_formview_action()

    # -- screens ----------------------------------------------------------------------

    def action_open_items(self):
        """What is open of the supplier at the day."""
        self.ensure_one()
        return self.env["ap.supplier.item"]._open_for(
            self.company_id, self.date, self.partner_id
        )

    def action_open_ledger(self):
        """All items of the supplier on its accounts, in the order of days."""
        self.ensure_one()
        return review_page.ledger_screen(self)

    def action_propose(self):
        """Look for matchings of the supplier now."""
        self.ensure_one()
        self.env["ap.supplier.match"].propose(self.company_id.id, self.partner_id.ids)
        return True

    def action_open_bills(self):
        """Its bills and credit notes."""
        self.ensure_one()
        return review_page.screen(self, "account.move")

    def action_open_orders(self):
        """What was ordered from it."""
        self.ensure_one()
        return review_page.screen(self, "purchase.order")

    def action_open_contracts(self):
        """What it bills regularly."""
        self.ensure_one()
        return review_page.screen(self, "ap.recurring")

    def action_open_requests(self):
        """What it asked."""
        self.ensure_one()
        return review_page.screen(self, "ap.supplier.request")

    def action_open_statements(self):
        """Its statements."""
        self.ensure_one()
        return review_page.screen(self, "ap.supplier.statement")

    def action_open_bank_changes(self):
        """Changes of its bank details."""
        self.ensure_one()
        return review_page.screen(self, "ap.bank.change")

    def _report_title(self):
        return self.env._("Review of suppliers")

    def _report_fields(self):
        return [
            "partner_id", "date", "balance", "overdue", "days_late", "unmatched_debit",
            "debit_balance", "attention_text", "comment", "state", "user_id", "date_signed",
        ]  # fmt: skip

    def _report_unprinted(self):
        return {"date", "unmatched_debit", "date_signed"}
