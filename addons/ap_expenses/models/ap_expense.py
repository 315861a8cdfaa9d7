# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import AccessError, RedirectWarning, UserError

from odoo.addons.ap_base.models import arguments
from odoo.addons.ap_base.models.finding_value import OPEN_STATES

from ..rules.progress import NOT_APPROVED, action_of
from ..rules.transaction import Kind, PaidBy, Receipt, Status
from . import booking, choices, entry_table, handling, preparing, sentences, taking_back

# What a person decides before it is booked; everything else is the tool's or the engine's.
DECIDED = frozenset(
    {
        "account_id", "employee_id", "supplier_id", "nature_id", "tax_id",
        "analytic_distribution", "bill_id", "is_reclaimed", "vat_kept", "service_start",
        "service_end",
    }
)  # fmt: skip
OPEN = DECIDED | {"is_held", "note", "analytic_precision"}


class ApExpense(models.Model):
    """One transaction of an expense tool, in one revision: what the tool says, what it is
    in the books, what was booked of it.

    Changed in the tool before it is booked, it follows; afterwards a new revision books
    the difference.
    """

    _name = "ap.expense"
    _inherit = ["analytic.mixin", "ap.finding.mixin", "ap.guarded", "ap.report"]
    _description = "Expense"
    _order = "expense_date desc, settlement_date desc, id desc"
    _rec_name = "external_id"
    _check_company_auto = True

    # -- its key -----------------------------------------------------------------------
    tool_id = fields.Many2one(
        "ap.expense.tool", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    currency_id = fields.Many2one("res.currency", required=True)
    external_id = fields.Char(string="Number in the tool", required=True)
    line_id = fields.Char(string="Part", required=True, default="")
    revision = fields.Integer(default=0, aggregator=False)
    is_current = fields.Boolean(string="In force", default=True)
    is_gone = fields.Boolean(string="Gone from the tool")
    previous_id = fields.Many2one(
        "ap.expense", string="Corrects", index="btree_not_null", ondelete="restrict"
    )
    import_id = fields.Many2one("ap.import", index="btree_not_null", ondelete="set null")
    row = fields.Integer(string="Row of the file", aggregator=False)
    raw = fields.Json(string="Row as it was read", prefetch=False)
    fingerprint = fields.Char()

    # -- what the tool says --------------------------------------------------------------
    kind = fields.Selection(choices.KINDS, required=True, default=Kind.CARD)
    tool_status = fields.Selection(
        choices.STATUSES, string="Status in the tool", default=Status.UNKNOWN
    )
    payment_method = fields.Selection(
        choices.PAYERS, string="Paid by", default=PaidBy.NONE
    )
    expense_date = fields.Date(string="Day of the expense")
    settlement_date = fields.Date(string="Settled on")
    accounting_date = fields.Date(string="Day asked by the tool")
    service_start = fields.Date(string="Service from")
    service_end = fields.Date(string="Service to")
    submitted_date = fields.Date(string="Submitted on")
    approved_date = fields.Date(string="Approved on")
    employee_ref = fields.Char(string="Employee in the tool")
    employee_email = fields.Char(string="Address in the tool")
    employee_name = fields.Char(string="Name in the tool")
    approver_ref = fields.Char(string="Approver in the tool")
    team = fields.Char()
    cost_centre = fields.Char(string="Cost centre")
    allocation_percent = fields.Float(string="Part (%)", digits=(7, 4), aggregator=False)
    merchant = fields.Char()
    label = fields.Char(string="What", compute="_compute_label")
    supplier_ref = fields.Char(string="Supplier in the tool")
    supplier_vat = fields.Char(string="VAT number of the supplier")
    supplier_country = fields.Char(string="Country", size=2)
    city = fields.Char()
    gross_original = fields.Float(
        string="Original amount", digits=(16, 4), aggregator=False
    )
    currency_original = fields.Char(string="Original currency", size=3)
    original_currency_id = fields.Many2one(
        "res.currency", string="Currency of the purchase", compute="_compute_original"
    )
    amount_original = fields.Monetary(
        string="Amount of the purchase", compute="_compute_original",
        currency_field="original_currency_id",
        help="In the currency it was paid in, where it is not the company's.",
    )  # fmt: skip
    rate_original = fields.Float(
        string="Rate paid", compute="_compute_original", digits=(16, 6),
        help="Company currency for one of the purchase, from the two amounts.",
    )  # fmt: skip
    gross = fields.Monetary(string="Amount", help="Tax included; a refund is negative.")
    has_amount = fields.Boolean()
    currency_base = fields.Char(string="Currency in the tool", size=3)
    fx_rate = fields.Float(string="Rate in the tool", digits=(16, 8), aggregator=False)
    net = fields.Float(string="Net in the tool", digits=(16, 4), aggregator=False)
    has_net = fields.Boolean()
    vat_amount = fields.Monetary(string="VAT in the tool")
    has_vat = fields.Boolean()
    vat_reclaim = fields.Monetary(string="VAT recovered by the tool")
    has_reclaim = fields.Boolean()
    vat_rate = fields.Float(string="Rate (%)", digits=(7, 4), aggregator=False)
    vat_code = fields.Char(string="VAT code")
    gl_account = fields.Char(string="Account in the tool")
    counterpart_account = fields.Char(string="Counterpart in the tool")
    category = fields.Char()
    card_ref = fields.Char(string="Card")
    mcc = fields.Char(string="Merchant code")
    fees = fields.Monetary()
    settled = fields.Monetary(
        string="Left the wallet", help="Where it is not the amount of the expense."
    )
    has_settled = fields.Boolean()
    receipt = fields.Selection(choices.RECEIPTS, default=Receipt.UNKNOWN)
    invoice_number = fields.Char(string="Bill number")
    link = fields.Char()
    description = fields.Char()
    report_ref = fields.Char(string="Claim")
    advance_ref = fields.Char(string="Advance in the tool")
    is_personal = fields.Boolean(string="Declared personal")
    distance_km = fields.Float(string="Kilometres", digits=(10, 2))
    vehicle_ref = fields.Char(string="Vehicle")
    attendees = fields.Char()
    receipts = fields.Char(string="Receipt files")
    receipt_ids = fields.One2many(
        "ir.attachment", "res_id", string="Receipts attached",
        domain=[("res_model", "=", "ap.expense")],
    )  # fmt: skip
    occurred_at = fields.Char(string="Time in the tool")
    tool_revision = fields.Char(string="Version in the tool")

    # -- what it is in the books -----------------------------------------------------------
    account_id = fields.Many2one(
        "account.account", string="Cost account", check_company=True, ondelete="restrict"
    )
    employee_id = fields.Many2one(
        "hr.employee", string="Employee", index="btree_not_null", ondelete="restrict",
        check_company=True,
    )  # fmt: skip
    partner_id = fields.Many2one(
        "res.partner", string="Account holder", index="btree_not_null", ondelete="restrict"
    )
    supplier_id = fields.Many2one(
        "res.partner", string="Supplier", index="btree_not_null", ondelete="restrict"
    )
    nature_id = fields.Many2one("ap.expense.nature", string="Nature", ondelete="restrict")
    tax_id = fields.Many2one(
        "account.tax", string="VAT", check_company=True, ondelete="restrict",
        domain=[("type_tax_use", "=", "purchase")],
    )  # fmt: skip
    vat_percent = fields.Float(string="Recovered (%)", digits=(5, 2), aggregator=False)
    vat_recovered = fields.Monetary(string="VAT recovered")
    vat_lost = fields.Monetary(string="VAT not recovered")
    vat_kept = fields.Monetary(
        string="VAT decided", help="What a person decided to recover, whatever its nature."
    )
    cost = fields.Monetary(help="What the month bears: amount less VAT recovered.")
    bill_id = fields.Many2one(
        "account.move", string="Bill in the books", index="btree_not_null",
        check_company=True, ondelete="restrict",
        domain=[("move_type", "in", ("in_invoice", "in_refund", "in_receipt"))],
    )  # fmt: skip
    is_reclaimed = fields.Boolean(
        string="Reclaimed from the employee", help="No cost: the employee owes it."
    )
    is_held = fields.Boolean(
        string="Disputed", help="Its cost waits; what left the wallet is booked."
    )
    note = fields.Char()
    chosen = fields.Json(string="Decided by a person")
    reasons = fields.Json(string="Codes of what is to review")
    reason_text = fields.Text(string="To review because", compute="_compute_reason_text")

    # -- what was booked ---------------------------------------------------------------------
    asked_on = fields.Date(string="Last asked on")
    message_line_ids = fields.One2many(
        "ap.expense.message.line", "expense_id", string="Messages sent"
    )
    recommended_action = fields.Selection(
        choices.ACTIONS, string="To do", compute="_compute_recommended_action"
    )
    finding_ids = fields.One2many(
        "ap.finding", "expense_id", string="Findings that wait",
        domain=[("state", "in", OPEN_STATES)],
        groups="ap_base.group_apprentice,ap_base.group_auditor",
    )  # fmt: skip

    state = fields.Selection(choices.STATES, required=True, default="review", index=True)
    rank = fields.Integer(aggregator=False, help="Its place in the queue: what blocks first.")
    is_cost = fields.Boolean(string="Is a cost", help="Its cost has to be in the books.")
    liability_due = fields.Boolean(string="Expense to book")
    settlement_due = fields.Boolean(string="Payment to book")
    liability_move_id = fields.Many2one(
        "account.move", string="Entry of the expense", index="btree_not_null",
        ondelete="restrict",
    )  # fmt: skip
    liability_date = fields.Date(string="Booked on")
    settlement_move_id = fields.Many2one(
        "account.move", string="Entry of the payment", index="btree_not_null",
        ondelete="restrict",
    )  # fmt: skip
    settlement_booked_date = fields.Date(string="Payment booked on")
    liability_items = fields.Json(prefetch=False)
    settlement_items = fields.Json(prefetch=False)

    _key_once = models.UniqueIndex(
        "(tool_id, external_id, line_id, revision)",
        "The tool has that transaction already.",
    )
    _current_once = models.UniqueIndex(
        "(tool_id, external_id, line_id) WHERE is_current",
        "That transaction was changed by somebody else meanwhile: import again.",
    )
    _fingerprints = models.Index("(tool_id, fingerprint) WHERE is_current")
    _to_book = models.Index("(tool_id) WHERE liability_due OR settlement_due")

    @api.depends("reasons", "state", "tool_status")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        words = sentences.reasons(self.env)
        for expense in self:
            found = [words[code] for code in expense.reasons or [] if code in words]
            if expense.state in ("waiting", "settled") and expense.tool_status in NOT_APPROVED:
                found.append(words[f"not_approved_{expense.tool_status}"])
            if "finding" in (expense.reasons or []):
                found += sentences.stops(expense.sudo())
            expense.reason_text = "\n".join(found) or False

    @api.depends("reasons", "state", "tool_status")
    def _compute_recommended_action(self):
        """What the worst open finding recommends, else what its first reason asks for."""
        for expense in self:
            worst = expense.sudo().ap_open_finding_ids[:1].expense_action
            expense.recommended_action = worst or expense._action_of_reasons()

    def _action_of_reasons(self):
        waits = self.state in ("waiting", "settled")
        if not waits and self.state != "review":
            return False
        return action_of(self.reasons or [], self.tool_status if waits else "") or False

    @api.depends("merchant", "kind", "description")
    @api.depends_context("lang")
    def _compute_label(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for expense in self:
            expense.label = expense.merchant or expense.description or kinds[expense.kind]

    @api.depends("external_id", "line_id", "merchant")
    def _compute_display_name(self):
        for expense in self:
            number = "/".join(filter(None, (expense.external_id, expense.line_id)))
            expense.display_name = " – ".join(filter(None, (expense.merchant, number)))

    @api.depends("currency_original", "gross_original", "gross", "currency_id")
    def _compute_original(self):
        """What was paid abroad, in its currency; nothing where it is the company's."""
        names = set(self.mapped("currency_original")) - {False}
        currencies = self.env["res.currency"].with_context(active_test=False)
        by_name = {one.name: one for one in currencies.search([("name", "in", list(names))])}
        for expense in self:
            found = by_name.get(expense.currency_original, currencies.browse())
            abroad = found and found != expense.currency_id
            original = expense.gross_original if abroad else 0.0
            expense.original_currency_id = found if abroad else False
            expense.amount_original = original
            expense.rate_original = expense.gross / original if original else 0.0

    # -- doors -------------------------------------------------------------------------------

    @api.model
    def _ap_engine_fields(self):
        return super()._ap_engine_fields() | self._ap_all_fields_but(OPEN)

    @api.model
    def _ap_engine_refusal(self, names):
        return self.env._(
            "An expense changes in its tool: import it again. Here one decides its account, "
            "its VAT, its employee and its analytic distribution."
        )

    def write(self, vals):
        decided = DECIDED & vals.keys()
        if decided and not self.env.su:
            self._refuse_booked()
        if not vals.get("is_held", True) and any(self.mapped("is_held")):
            self._require_release()
        result = super().write(vals)
        if (decided or "is_held" in vals) and not self.env.su:
            for expense in self:
                known = set(expense.chosen or []) | decided
                expense.sudo().chosen = sorted(known)
            self.sudo()._prepare()
            self.env["ap.changed"]._note(self, decided | {"is_held"})
        return result

    def _require_release(self):
        """Anybody of the desk may dispute an expense; an accountant lets it pass."""
        arguments.require_role(
            self.env, "ap_base.group_accountant",
            self.env._("This takes the role Accountant or above."),
        )  # fmt: skip

    def _refuse_booked(self):
        booked = self.filtered("liability_move_id")
        if booked:
            raise RedirectWarning(
                self.env._(
                    "%(expense)s is booked in %(entry)s: take the entry back first, or "
                    "change the expense in its tool.",
                    expense=booked[0].display_name,
                    entry=booked[0].liability_move_id.display_name,
                ),
                booked[0].get_formview_action(),
                self.env._("Open the expense"),
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_never_by_hand(self):
        if not self.env.su:
            raise UserError(self.env._("Expenses go with the import that brought them."))

    # -- steps -------------------------------------------------------------------------------

    def _prepare(self):
        """Find again what these expenses are in the books, and what they wait for."""
        preparing.prepare(self.sudo())

    def _ap_change_facts(self) -> dict:
        """Per expense: its name, account holder, day, cost and currency."""
        return {
            one.id: (
                one.display_name, one.partner_id.id, one.expense_date or one.settlement_date,
                one.cost, one.currency_id.id,
            )
            for one in self
        }  # fmt: skip

    @api.model
    def preview(self, company_id, tool_code, date_to):
        """The entries that `book` would post: a list of `step, date, journal, items`,
        each item `account, partner, label, debit, credit`. Nothing is written. A manager,
        who sees their team only, is refused."""
        self._require_desk()
        tool, day = self._asked(company_id, tool_code, date_to)
        return booking.preview(tool, day)

    @api.model
    def book(self, company_id, tool_code, date_to):
        """Post what is due up to the day: `{"expenses", "settlements", "move_ids",
        "review"}`, how many were booked, the entries, how many wait for a person. Asked
        again, it finds nothing. Takes the role Accountant."""
        self._require_accountant()
        tool, day = self._asked(company_id, tool_code, date_to)
        return booking.book(tool, day)

    def _asked(self, company_id, tool_code, date_to):
        self.browse().check_access("read")
        company = arguments.company(self.env, company_id)
        tools = self.env["ap.expense.tool"].with_company(company)
        return tools._of_code(company, tool_code), arguments.day(self.env, date_to)

    def _require_desk(self):
        """The entries are those of everybody."""
        roles = ("ap_base.group_apprentice", "ap_base.group_auditor")
        if not self.env.su and not any(self.env.user.has_group(role) for role in roles):
            raise AccessError(
                self.env._("The entries of all employees are shown to the accounting desk only.")
            )

    def _require_accountant(self):
        arguments.require_role(
            self.env, "ap_base.group_accountant",
            self.env._("Booking expenses takes the role Accountant or above."),
        )  # fmt: skip

    def action_take_back(self):
        """Post the opposite of the entries that hold these expenses; all expenses of these
        entries are to book again."""
        self._require_accountant()
        taking_back.take_back(self.liability_move_id | self.settlement_move_id)
        return True

    def action_ap_findings(self):
        """The findings of these expenses, each with the button that treats it."""
        return self.env["ap.finding"]._ap_expense_screen([("expense_id", "in", self.ids)])

    def action_check(self):
        """Look again at what these expenses wait for, and run their controls."""
        self._require_apprentice()
        self._prepare()
        return self.action_ap_check()

    def _require_apprentice(self):
        arguments.require_role(
            self.env, "ap_base.group_apprentice",
            self.env._("This takes the role Apprentice or above."),
        )  # fmt: skip
        self.check_access("read")

    # -- what findings recommend -------------------------------------------------------------

    def action_recommended(self):
        """Do what is recommended for these expenses (`recommended_action`); for several,
        like ones only."""
        self._require_apprentice()
        return handling.recommended(self.ap_open_finding_ids, self)

    def action_ask_holder(self):
        """Show the message to the holders, in their language, then send it."""
        return self._handle(choices.ASK_HOLDER)

    def action_ask_approver(self):
        """Show the message to the approvers, in their language, then send it."""
        return self._handle(choices.ASK_APPROVER)

    def action_reclaim(self):
        """Owed by the employee: show the message that says so, then send it."""
        return self._handle(choices.RECLAIM)

    def action_correct_vat(self):
        """Recover what the law gives back, and no more."""
        return self._handle(choices.CORRECT_VAT)

    def action_reclass(self):
        """Choose account, nature, VAT or analytic distribution, for all of them."""
        return self._handle(choices.RECLASS)

    def action_spread(self):
        """Say from when to when the cost serves: it is deferred when it is booked."""
        return self._handle(choices.SPREAD)

    def action_mark_ready(self):
        """Let all findings of these expenses pass, and take them out of dispute: somebody
        looked (Accountant)."""
        self._require_accountant()
        return self._handle(choices.MARK_READY)

    def _handle(self, action):
        self._require_apprentice()
        return handling.act(action, self)

    def action_by_rules(self):
        """Forget what people decided: account, VAT, employee and axes follow the rules."""
        self._require_apprentice()
        self._refuse_booked()
        self.sudo().write({"chosen": False, "is_reclaimed": False})
        self._prepare()
        self.env["ap.changed"]._note(self, DECIDED)
        return True

    def ask(self, purpose, note=None):
        """Write to holders or approvers (`ask_holder, ask_approver, reclaim`), each once
        about all of theirs, in their language: `{"sent", "expenses", "repeated",
        "unreachable"}`, how many mails and expenses, how many were asked already within
        the days of the tool, how many have no address. `reclaim` makes them owed by the
        employee as well.

        Raises UserError for another purpose, AccessError below Apprentice.
        """
        self._require_apprentice()
        return handling.ask(self, purpose, note)

    def action_open_entries(self):
        """The entries of these expenses."""
        moves = self.liability_move_id | self.settlement_move_id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Entries"),
            "res_model": "account.move",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", moves.ids)],
        }

    def action_open_link(self):
        """The expense in its tool."""
        self.ensure_one()
        link = self.link or ""
        if not link.startswith("https://"):
            raise UserError(self.env._("The tool gave no address for this expense."))
        return {"type": "ir.actions.act_url", "url": link, "target": "new"}

    def action_import_screen(self):
        """Drop a file: of the only tool of the company, else choose the tool first."""
        return self._of_only_tool("action_import")

    def action_book_screen(self):
        """Show the entries that are due: of the only tool, else choose the tool first."""
        return self._of_only_tool("action_book")

    def _of_only_tool(self, step):
        tools = self.env["ap.expense.tool"].search(
            [("company_id", "in", self.env.companies.ids)], limit=2
        )
        if len(tools) == 1:
            return getattr(tools, step)()
        return self.env["ir.actions.act_window"]._for_xml_id(
            "ap_expenses.ap_expense_tool_action"
        )

    entry_html = fields.Html(compute="_compute_entry_html", sanitize=False)

    @api.depends_context("lang")
    def _compute_entry_html(self):
        for expense in self:
            expense.entry_html = entry_table.of_expense(expense)

    def _report_title(self):
        return self.env._("Expenses")

    def _report_fields(self):
        return [
            "expense_date", "settlement_date", "employee_id", "merchant", "category", "kind",
            "gross", "vat_recovered", "cost", "account_id", "state", "external_id",
        ]  # fmt: skip
