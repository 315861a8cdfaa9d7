# SPDX-License-Identifier: AGPL-3.0-or-later
"""A loan: its contract, the versions of its schedule, and where it stands."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.ap_base.arithmetic.calendar import add_months
from odoo.addons.ap_base.models import arguments

from . import (
    bookings,
    choices,
    contract,
    effective_costs,
    import_schedule,
    mending,
    page,
    positions,
    reminders,
    schedule_store,
    searching,
    simulation,
)


def _rate(label):
    return fields.Float(string=label, digits=(9, 6))


def _account(label, help_text=""):
    return fields.Many2one(
        "account.account", string=label, help=help_text, check_company=True,
        compute="_compute_accounts", store=True, readonly=False, precompute=True,
    )  # fmt: skip


class ApLoan(models.Model):
    _name = "ap.loan"
    _description = "Loan"
    _inherit = [
        "mail.thread", "mail.activity.mixin", "analytic.mixin", "ap.report", "ap.guarded",
    ]  # fmt: skip
    _order = "state, date_drawdown DESC, id DESC"
    _check_company_auto = True

    name = fields.Char(string="Loan", required=True, tracking=True)
    reference = fields.Char(string="Contract number", copy=False, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self.env.company.currency_id
    )
    partner_id = fields.Many2one("res.partner", string="Lender", required=True)
    user_id = fields.Many2one(
        "res.users", string="Responsible", default=lambda self: self.env.user
    )
    state = fields.Selection(
        choices.STATES, required=True, default="draft", copy=False, tracking=True
    )
    date_repaid = fields.Date(string="Repaid on", copy=False, readonly=True)
    note = fields.Text()
    # What is lent
    principal = fields.Monetary(
        compute="_compute_lent", store=True, readonly=False, tracking=True
    )
    date_drawdown = fields.Date(
        string="Money received on", compute="_compute_lent", store=True, readonly=False
    )
    tranche_ids = fields.One2many(
        "ap.loan.tranche", "loan_id", string="Tranches", copy=True
    )
    # The rate
    rate_kind = fields.Selection(choices.RATE_KINDS, required=True, default="fixed")
    rate_percent = fields.Float(string="Yearly rate (%)", digits=(9, 6), tracking=True)
    rate_ids = fields.One2many("ap.loan.rate", "loan_id", string="Steps", copy=True)
    index_id = fields.Many2one("ap.loan.index", string="Index")
    spread = _rate("Margin (%)")
    is_index_floored = fields.Boolean(
        string="The index has a floor", help="A Euribor below it counts as that."
    )
    index_floor = _rate("Floor of the index (%)")
    has_floor = fields.Boolean(string="The rate has a floor")
    rate_floor = _rate("Floor of the rate (%)")
    has_cap = fields.Boolean(string="The rate has a cap")
    rate_cap = _rate("Cap of the rate (%)")
    date_revision = fields.Date(string="First revision")
    revision_months = fields.Integer(string="Revised every (months)", default=3)
    notice_days = fields.Integer(
        string="Index read (days before)",
        help="The newest value published that many days before the revision counts.",
    )
    conversion = fields.Selection(
        choices.CONVERSIONS, required=True, default="proportional"
    )
    # The instalments
    mode = fields.Selection(
        choices.MODES, string="Repayment", required=True, default="constant_payment"
    )
    period = fields.Selection(
        choices.PERIODS, string="Instalments are", required=True, default="1"
    )
    instalments = fields.Integer(
        string="Number of instalments",
        default=60,
        help="Those of a deferral included. 0 with a given instalment: until nothing is "
        "owed.",
    )
    date_first = fields.Date(
        string="First instalment on",
        compute="_compute_date_first",
        store=True,
        readonly=False,
    )
    payment_given = fields.Monetary(
        string="Instalment of the contract",
        help="Capital and interest, without insurance. Empty: computed.",
    )
    residual = fields.Monetary(
        string="Paid with the last instalment", help="Balloon, on top of it."
    )
    deferral = fields.Selection(choices.DEFERRALS, required=True, default="none")
    deferral_months = fields.Integer(string="Deferral (months)")
    day_count = fields.Selection(choices.DAY_COUNTS, required=True, default="months")
    broken_period = fields.Selection(
        choices.BROKEN_PERIODS,
        string="Broken first period",
        required=True,
        default="first_row",
        help="Days before the first whole period change the first payment only: the "
        "capital repaid is that of a whole period.",
    )
    broken_day_count = fields.Selection(
        choices.DAY_COUNTS,
        string="Day count of the broken period",
        help="Empty: that of the loan, or exact days/365 where the loan counts in months.",
    )
    is_in_advance = fields.Boolean(string="Paid at the start of each period")
    is_end_of_month = fields.Boolean(string="Due on the last day of the month")
    row_fee = fields.Monetary(string="Fee of each instalment")
    payment_rounding = fields.Selection(
        choices.ROUNDINGS,
        string="Instalment rounded",
        required=True,
        default="nearest",
    )
    payment_step = fields.Float(
        string="Rounded to", digits=(12, 5), help="Empty: to the cent."
    )
    last_row = fields.Selection(
        choices.LAST_ROWS, string="Cents left by rounding", required=True, default="payment"
    )
    # Insurance and costs
    insurance_kind = fields.Selection(
        choices.INSURANCES, string="Insurance", required=True, default="none"
    )
    insurance_percent = _rate("Insurance a year (%)")
    insurance_amount = fields.Monetary(
        string="Amount of insurance",
        help="Of each instalment, or of the whole loan, as chosen; the other one is shown.",
    )
    insurance_words = fields.Char(string="Which is", compute="_compute_insurance_words")
    insurance_in_advance = fields.Boolean(
        string="Insurance paid in advance",
        help="The premium of an instalment covers the time after it: what is left of it "
        "at a closing is a prepaid expense.",
    )
    fee_amount = fields.Monetary(
        string="Fees", help="File fees and guarantee that the bank keeps at the drawdown."
    )
    fee_treatment = fields.Selection(
        choices.FEE_TREATMENTS, string="Fees are", required=True, default="expense"
    )
    cost_method = fields.Selection(
        choices.COST_METHODS,
        string="Fees spread",
        required=True,
        default="months",
        help="Chosen once for the loan.",
    )
    cost_amortised_before = fields.Monetary(
        string="Spread before", help="What was a charge before the loan was kept here."
    )
    is_hedged = fields.Boolean(
        string="Exchange rate hedged",
        help="A latent exchange loss that a hedge covers takes no provision.",
    )
    accrual_method = fields.Selection(
        choices.ACCRUALS, string="Accrued interest", required=True, default="basis"
    )
    accrual_day_count = fields.Selection(
        choices.DAY_COUNTS,
        string="Day count of accrued interest",
        help="Empty: that of the loan.",
    )
    # Where it is booked
    journal_id = fields.Many2one(
        "account.journal",
        domain="[('type', 'in', ('bank', 'general'))]",
        check_company=True,
        help="Empty: the closing journal.",
    )
    bank_account_id = fields.Many2one(
        "account.account",
        string="Money account",
        check_company=True,
        help="Where the money comes in and goes out. Where bank lines are booked from "
        "statements, the account of transfers that they are matched with.",
    )
    account_id = _account(
        "Loan account", "An account of its own for each loan makes every item on it clear."
    )
    interest_account_id = _account("Interest account")
    accrued_interest_account_id = _account("Accrued interest account")
    insurance_account_id = _account("Insurance account")
    fee_account_id = _account("Fee account")
    indemnity_account_id = _account("Indemnity account")
    cost_account_id = _account("Issue costs account")
    cost_charge_account_id = _account("Charge of issue costs")
    # Versions and rows
    schedule_ids = fields.One2many("ap.loan.schedule", "loan_id", string="Versions")
    schedule_id = fields.Many2one("ap.loan.schedule", "Schedule", copy=False, readonly=True)
    row_ids = fields.One2many(
        "ap.loan.row", "loan_id", string="Rows", domain=[("is_current", "=", True)]
    )
    comparison_text = fields.Text(related="schedule_id.comparison_text")
    remark_text = fields.Text(related="schedule_id.remark_text")
    date_last = fields.Date(related="schedule_id.date_last", string="Last instalment")
    is_estimated = fields.Boolean(related="schedule_id.is_estimated")
    interest_total = fields.Monetary(related="schedule_id.interest")
    # The rest of the file
    guarantee_ids = fields.One2many("ap.loan.guarantee", "loan_id", string="Guarantees")
    covenant_ids = fields.One2many("ap.loan.covenant", "loan_id", string="Covenants")
    document_ids = fields.One2many("ap.loan.document", "loan_id", string="Documents")
    missing_count = fields.Integer(
        string="Missing documents", compute="_compute_missing_count", search="_search_missing"
    )
    # Where it stands
    balance = fields.Monetary(string="Capital owed", compute="_compute_today")
    next_date = fields.Date(string="Next instalment", compute="_compute_today")
    next_amount = fields.Monetary(string="To pay", compute="_compute_today")
    unbooked_count = fields.Integer(
        string="Due, not booked", compute="_compute_today", search="_search_unbooked"
    )
    teg_percent = fields.Float(string="TEG (%)", digits=(9, 4), compute="_compute_costs")
    taeg_percent = fields.Float(string="TAEG (%)", digits=(9, 4), compute="_compute_costs")
    position_html = fields.Html(
        string="Agreement", compute="_compute_position_html", sanitize=False
    )
    has_wrong_splits = fields.Boolean(compute="_compute_position_html")
    has_entries = fields.Boolean(compute="_compute_has_entries")
    graph = fields.Text(string="Capital", compute="_compute_graph")

    _reference_once = models.UniqueIndex(
        "(company_id, partner_id, reference) WHERE reference IS NOT NULL",
        "This lender has another loan of that contract number.",
    )

    # -- what follows other fields ------------------------------------------------------

    @api.depends("tranche_ids.amount", "tranche_ids.date")
    def _compute_lent(self):
        """Of several tranches the sum, and the day of the first one."""
        for loan in self:
            tranches = loan.tranche_ids.filtered("date")
            loan.principal = sum(tranches.mapped("amount")) or loan.principal
            loan.date_drawdown = min(tranches.mapped("date"), default=loan.date_drawdown)

    @api.depends("date_drawdown", "period", "is_in_advance")
    def _compute_date_first(self):
        for loan in self:
            first = loan.date_first
            if loan.date_drawdown and not (first and loan._origin.id):
                months = 0 if loan.is_in_advance else int(loan.period or 1)
                first = add_months(loan.date_drawdown, months)
            loan.date_first = first

    @api.depends("company_id")
    def _compute_accounts(self):
        for loan in self:
            for name in contract.ACCOUNTS:
                loan[name] = loan[name] or loan.company_id[f"ap_loan_{name}"]

    @api.depends("company_id", "partner_id", "interest_account_id")
    def _compute_analytic_distribution(self):
        for loan in self.filtered(lambda one: not one.analytic_distribution):
            loan.analytic_distribution = contract.usual_distribution(loan)

    @api.depends("insurance_kind", "insurance_amount", "instalments")
    @api.depends_context("lang")
    def _compute_insurance_words(self):
        for loan in self:
            loan.insurance_words = contract.insurance_words(loan)

    @api.depends("document_ids.is_missing")
    def _compute_missing_count(self):
        for loan in self:
            loan.missing_count = len(loan.document_ids.filtered("is_missing"))

    def _search_missing(self, operator, value):
        return searching.missing(operator, value)

    @api.depends("row_ids.closing", "row_ids.move_id", "principal", "state")
    def _compute_today(self):
        standing = schedule_store.standing(self)
        for loan in self:
            for name, value in standing[loan.id].items():
                loan[name] = value

    def _search_unbooked(self, operator, value):
        return searching.unbooked(self.env, operator, value)

    @api.depends("schedule_id", "fee_amount")
    def _compute_costs(self):
        for loan in self:
            loan.teg_percent, loan.taeg_percent = effective_costs.rates(loan)

    @api.depends("schedule_id", "row_ids.move_id", "state")
    @api.depends_context("lang")
    def _compute_position_html(self):
        for loan in self:
            loan.position_html, loan.has_wrong_splits = page.html(loan)

    @api.depends("row_ids.move_id", "state")
    def _compute_has_entries(self):
        for loan in self:
            loan.has_entries = loan._origin._has_entries()

    @api.depends("schedule_id")
    def _compute_graph(self):
        for loan in self:
            loan.graph = page.graph(loan)

    # -- what a contract cannot be ------------------------------------------------------

    @api.constrains(*sorted(contract.CHECKED))
    def _check_terms(self):
        """The contract describes a loan, as far as it is filled in."""
        for loan in self:
            contract.check(loan)

    @api.constrains("fee_amount", "principal", "cost_amortised_before")
    def _check_fees(self):
        for loan in self:
            contract.check_fees(loan)

    # -- doors ----------------------------------------------------------------------------

    @api.model
    def _ap_engine_fields(self):
        """States and versions are reached by steps."""
        return super()._ap_engine_fields() | self._ap_all_fields_but(contract.TYPED)

    @api.model
    def _ap_engine_refusal(self, names):
        return self.env._(
            "%(fields)s of a loan cannot be written: use its buttons.",
            fields=", ".join(sorted(names)),
        )

    @api.model_create_multi
    def create(self, vals_list):
        loans = super().create([self._normal(vals) for vals in vals_list])
        loans.filtered("tranche_ids")._compute_lent()
        return loans

    def write(self, vals):
        vals = self._normal(vals)
        for loan in self.filtered(lambda one: one.state != "draft" and not one.env.su):
            contract.refuse_change(loan, vals)
        before = {loan: loan.state for loan in self}
        result = super().write(vals)
        moved = self.filtered(lambda loan: {before[loan], loan.state} != {"draft"})
        schedule_store.note_changed(moved, vals, "changed")
        return result

    def _normal(self, vals) -> dict:
        """A lender is known by its head office, as its items are."""
        if not vals.get("partner_id"):
            return vals
        partner = self.env["res.partner"].browse(vals["partner_id"])
        return {**vals, "partner_id": partner.commercial_partner_id.id}

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        for loan in self:
            if loan.state != "draft" or loan._has_entries():
                raise UserError(
                    self.env._(
                        "%(loan)s has entries or runs: it is repaid or rescheduled, never "
                        "deleted.",
                        loan=loan.name,
                    )
                )

    def _has_entries(self) -> bool:
        items = self.env["account.move.line"].sudo()
        return bool(items.search_count([("ap_loan_id", "in", self.ids)], limit=1))

    def _check_role(self, group="ap_base.group_accountant"):
        """Refuse whoever may not take that step, on every way in."""
        if not self.env.su and not self.env.user.has_group(group):
            raise AccessError(
                self.env._(
                    "This takes the role %(role)s or above.",
                    role=self.env.ref(group).sudo().name,
                )
            )
        self.check_access("write")

    # -- public -----------------------------------------------------------------------------

    @api.model
    def simulate(self, terms):
        """Return the table of a loan that is not kept: see docs/rpc.md for the names.

        `terms`: `principal, rate_percent, instalments, period_months, mode,
        drawdown_date, first_date, day_count, deferral, deferral_months, insurance, fees`
        and the other names of `rules.simulation`. Returns `{"rows": [{"number", "date",
        "opening", "interest", "principal", "insurance", "payment", "closing", …}],
        "interest", "paid", …}`. Raises UserError with what cannot be understood.
        """
        self.check_access("read")
        return simulation.answer(self.env, terms)

    def compute_schedule(self):
        """Compute the schedules of drafts from their contracts; those that run keep theirs.

        Returns `[{"loan_id", "schedule_id", "rows", "interest"}]`.
        """
        self._check_role("ap_base.group_apprentice")
        for loan in self.filtered(lambda one: one.state == "draft"):
            schedule_store.compute(loan)
        return [
            {
                "loan_id": loan.id, "schedule_id": loan.schedule_id.id,
                "rows": len(loan.row_ids), "interest": loan.interest_total,
            }
            for loan in self
        ]  # fmt: skip

    @api.model
    @api.readonly
    def reconcile(self, company_id, date, loan_ids=None):
        """Return per loan what its schedule and the ledger say at the end of `date`.

        `[{"loan_id", "name", "currency", "scheduled", "ledger", "difference",
        "accrued_interest", "accrued_ledger", "exchange_difference", "due_1y", "due_5y",
        "due_later", "causes"}]`, in the currency of the loan; debts positive, `difference`
        = ledger − scheduled. `accrued_ledger` and `exchange_difference` (capital at the
        rate of the day less what it came in at) are in the company's.
        Loans that are drafts are left out; `loan_ids` of others are refused.
        """
        company = arguments.company(self.env, company_id)
        day = arguments.day(self.env, date)
        loans = self.with_company(company).search(
            [("company_id", "=", company.id), ("state", "!=", "draft")]
        )
        asked = arguments.ids(self.env, loan_ids)
        if asked is not None:
            loans = arguments.among(self.env, asked, loans)
        return positions.as_answer(positions.at_date(loans, day))

    # -- steps ------------------------------------------------------------------------------

    def action_compute(self):
        """Compute the schedule from the contract."""
        for loan in self.filtered(lambda one: one.state != "draft"):
            raise UserError(
                self.env._("%(loan)s is running: its schedule changes by events.", loan=loan.name)
            )
        self.compute_schedule()
        return True

    def action_start(self):
        """Ask how the loan begins: its drawdown entry is shown before it is posted."""
        self.ensure_one()
        self._check_role()
        if self.state != "draft":
            raise UserError(self.env._("%(loan)s is running already.", loan=self.name))
        if not self.schedule_id:
            self.compute_schedule()
        return self._wizard("ap.loan.start", self.env._("Start the loan"), choices.LARGE)

    def action_new(self):
        """Ask for a new loan, from its contract to its drawdown entry."""
        self._check_role("ap_base.group_apprentice")
        new = self.env._("New loan")
        return self.browse()._wizard("ap.loan.start", new, choices.LARGE)

    def action_event(self):
        """Ask what happened: early repayment, new rate, rescheduling."""
        self.ensure_one()
        self._check_role()
        self._require_running()
        return self._wizard("ap.loan.event", self.env._("Event of the loan"))

    def action_book_rows(self):
        """Book the instalments that are due and not booked, each on its day."""
        self._check_role()
        self._require_running()
        for loan in self:
            bookings.book_due(loan, loan.company_id._company_today())
        return True

    def action_find_entries(self):
        """Link the rows that are due with entries that a person or the bank booked."""
        self._check_role("ap_base.group_apprentice")
        self._require_running()
        for loan in self:
            mending.link_entries(loan)
        return True

    def action_mend(self):
        """Post the entries that put wrong splits of instalments right."""
        self._check_role()
        self._require_running()
        for loan in self:
            mending.mend_splits(loan)
        return True

    def action_update_index(self):
        """Take values of the index that were published since into the schedule."""
        self._check_role()
        self._require_running()
        for loan in self:
            schedule_store.follow_index(loan)
        return True

    def action_repaid(self):
        """Close a loan of which nothing is owed, in the schedule and in the ledger."""
        self._check_role()
        self._require_running()
        for loan in self:
            positions.refuse_owed(loan)
            loan.sudo().write(
                {"state": "repaid", "date_repaid": loan.company_id._company_today()}
            )
        return True

    def action_reset(self):
        """Make a running loan a draft again, as long as nothing of it is booked."""
        self._check_role()
        for loan in self:
            schedule_store.refuse_booked(loan)
            loan.sudo().write({"state": "draft", "date_repaid": False})
        return True

    def action_import(self):
        """Drop the bank's table for this loan."""
        self.ensure_one()
        self._check_role("ap_base.group_apprentice")
        return import_schedule.screen(self)

    def action_open_items(self):
        """The journal items of the loan."""
        self.ensure_one()
        return positions.items_screen(self)

    def action_positions(self):
        """Ask for a day, and show where these loans stand then."""
        action = self._wizard("ap.loan.day", self.env._("Loans at a date"))
        return {**action, "context": {"default_loan_ids": self.ids}}

    def _wizard(self, model, title, context=None) -> dict:
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_loan_id": self.id, **(context or {})},
        }

    def _require_running(self):
        for loan in self.filtered(lambda one: one.state != "active"):
            raise UserError(
                self.env._("%(loan)s is not running: start it first.", loan=loan.name)
            )

    # -- inside ----------------------------------------------------------------------------

    def _begin(self):
        """The loan runs: covenants and documents get their reminders."""
        self.sudo().write({"state": "active"})
        reminders.plan(self)

    @api.model
    def _cron_remind(self):
        """Remind of covenants to be proved and of documents that are missing."""
        reminders.plan(self.search([("state", "=", "active")]))

    def _report_title(self):
        return self.env._("Loans")

    def _report_fields(self):
        return [
            "name", "reference", "partner_id", "principal", "rate_percent", "date_drawdown",
            "date_last", "balance", "next_date", "next_amount", "state",
        ]  # fmt: skip
