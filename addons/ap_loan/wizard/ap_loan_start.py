# SPDX-License-Identifier: AGPL-3.0-or-later
"""A new loan from contract to books: its facts, its schedule, its drawdown entry, start."""

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.ap_base.arithmetic.calendar import add_months

from ..models import bookings, choices, entry_table, import_schedule, schedule_store

STEPS = [("contract", "Contract"), ("schedule", "Schedule"), ("entry", "Drawdown entry")]
ENTRIES = [
    ("post", "Post the drawdown entry"),
    ("booked", "The drawdown is in the books already"),
    ("opening", "The loan is taken over with its balance"),
]
# What the contract says: fields of the loan. Rarer terms are on its form.
FACTS = (
    "name", "partner_id", "reference", "currency_id", "principal", "date_drawdown",
    "date_first", "mode", "period", "instalments", "deferral", "deferral_months",
    "rate_kind", "rate_percent", "index_id", "spread", "date_revision", "revision_months",
    "day_count", "insurance_kind", "insurance_percent", "insurance_amount",
    "insurance_in_advance", "fee_amount", "fee_treatment",
)  # fmt: skip
NEEDED = ("name", "partner_id", "principal", "date_drawdown")
LISTS = {"rate_ids": ("date_start", "percent"), "tranche_ids": ("date", "amount")}
OF_TRANCHES = ("principal", "date_drawdown")  # their sum, their first day


class ApLoanStart(models.TransientModel):
    """The draft is kept from the first step on: whoever leaves finds it in the list."""

    _name = "ap.loan.start"
    _description = "New loan"
    _inherit = ["analytic.mixin"]

    loan_id = fields.Many2one("ap.loan", string="Draft", ondelete="cascade")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    step = fields.Selection(STEPS, required=True, default="contract")
    may_start = fields.Boolean(compute="_compute_may_start")
    # The contract
    name = fields.Char(string="Loan")
    partner_id = fields.Many2one("res.partner", string="Lender")
    reference = fields.Char(string="Contract number")
    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self.env.company.currency_id
    )
    principal = fields.Monetary()
    date_drawdown = fields.Date(string="Money received on")
    date_first = fields.Date(
        string="First instalment on", help="Empty: one period after the money."
    )
    mode = fields.Selection(choices.MODES, string="Repayment", default="constant_payment")
    period = fields.Selection(choices.PERIODS, string="Instalments are", default="1")
    instalments = fields.Integer(string="Number of instalments", default=60)
    deferral = fields.Selection(choices.DEFERRALS, default="none")
    deferral_months = fields.Integer(string="Deferral (months)")
    rate_kind = fields.Selection(choices.RATE_KINDS, default="fixed")
    rate_percent = fields.Float(string="Yearly rate (%)", digits=(9, 6))
    rate_ids = fields.One2many("ap.loan.start.rate", "start_id", string="Steps")
    tranche_ids = fields.One2many("ap.loan.start.tranche", "start_id", string="Tranches")
    index_id = fields.Many2one("ap.loan.index", string="Index")
    spread = fields.Float(string="Margin (%)", digits=(9, 6))
    date_revision = fields.Date(string="First revision")
    revision_months = fields.Integer(string="Revised every (months)", default=3)
    day_count = fields.Selection(choices.DAY_COUNTS, default="months")
    insurance_kind = fields.Selection(choices.INSURANCES, string="Insurance", default="none")
    insurance_percent = fields.Float(string="Insurance a year (%)", digits=(9, 6))
    insurance_amount = fields.Monetary(string="Amount of insurance")
    insurance_in_advance = fields.Boolean(string="Insurance paid in advance")
    fee_amount = fields.Monetary(string="Fees")
    fee_treatment = fields.Selection(
        choices.FEE_TREATMENTS, string="Fees are", default="expense"
    )
    contract_file = fields.Binary(string="Signed contract")
    contract_filename = fields.Char()
    # Its schedule
    row_ids = fields.One2many(related="loan_id.row_ids", string="Rows")
    interest_total = fields.Monetary(related="loan_id.interest_total")
    teg_percent = fields.Float(related="loan_id.teg_percent")
    taeg_percent = fields.Float(related="loan_id.taeg_percent")
    comparison_text = fields.Text(related="loan_id.comparison_text")
    remark_text = fields.Text(related="loan_id.remark_text")
    table_file = fields.Binary(string="Table of the bank")
    table_filename = fields.Char()
    # Its entry
    entry = fields.Selection(ENTRIES, required=True, default="post")
    journal_id = fields.Many2one(
        "account.journal",
        domain="[('type', 'in', ('bank', 'general')), ('company_id', 'parent_of', company_id)]",
        help="Empty: the closing journal.",
    )
    bank_account_id = fields.Many2one(
        "account.account",
        string="Money account",
        domain="[('company_ids', 'parent_of', company_id)]",
        help="512; where statements book the bank lines, the account of transfers.",
    )
    date_booked = fields.Date(
        string="Instalments booked up to",
        help="Its instalments up to that day are in the balance taken over.",
    )
    preview = fields.Html(compute="_compute_preview", sanitize=False)

    @api.model
    def default_get(self, names):
        """What the draft says, where there is one; where the money comes in."""
        values = super().default_get(names)
        loan = self.env["ap.loan"].browse(values.get("loan_id"))
        if loan:
            values.update(self._of_draft(loan))
            values["step"] = "entry" if loan.schedule_id else "contract"
        company = loan.company_id or self.env.company
        journal = loan.journal_id or self._bank_journal(company)
        values.setdefault("journal_id", journal.id)
        account = loan.bank_account_id or journal.default_account_id
        values.setdefault("bank_account_id", account.id)
        return values

    @api.model_create_multi
    def create(self, vals_list):
        """A draft that is named brings its own facts."""
        known = [vals["loan_id"] for vals in vals_list if vals.get("loan_id")]
        own = {loan.id: self._of_draft(loan) for loan in self.env["ap.loan"].browse(known)}
        return super().create(
            [{**own.get(vals.get("loan_id"), {}), **vals} for vals in vals_list]
        )

    @api.onchange("tranche_ids")
    def _onchange_tranches(self):
        """Of several tranches the sum, and the day of the first one."""
        self.update(self._lent())

    @api.onchange("date_drawdown", "period")
    def _onchange_date_first(self):
        """Another rhythm has another first instalment."""
        self.date_first = False

    def _bank_journal(self, company):
        domain = [("company_id", "=", company.id), ("type", "=", "bank")]
        return self.env["account.journal"].search(domain, limit=1)

    @api.model
    def _of_draft(self, loan) -> dict:
        """The facts of a draft as this form takes them."""
        names = [*FACTS, "company_id"]
        values = {
            name: loan._fields[name].convert_to_write(loan[name], loan) for name in names
        }
        for name, columns in LISTS.items():
            lines = [{column: line[column] for column in columns} for line in loan[name]]
            values[name] = [Command.clear(), *map(Command.create, lines)]
        return {**values, "analytic_distribution": loan.analytic_distribution}

    @api.depends("step")
    @api.depends_context("uid")
    def _compute_may_start(self):
        self.may_start = self.env.user.has_group("ap_base.group_accountant")

    @api.depends("loan_id", "entry", "journal_id", "bank_account_id", "step")
    @api.depends_context("lang")
    def _compute_preview(self):
        for wizard in self:
            loan = wizard.loan_id
            if wizard.entry != "post" or not loan or not wizard.bank_account_id:
                wizard.preview = False
                continue
            shown = loan.new(origin=loan._origin or loan)
            shown.bank_account_id = wizard.bank_account_id
            wizard.preview = entry_table.html(loan, bookings.drawdown_items(shown))

    # -- steps ------------------------------------------------------------------------------

    def action_next(self):
        """Keep the draft and its schedule, or go on to its entry."""
        self.ensure_one()
        if self.step == "contract":
            self._keep_draft()
            self.step = "schedule"
        elif self.step == "schedule":
            self.step = "entry"
        return self._again()

    def action_back(self):
        """The step before; the draft stays."""
        self.ensure_one()
        self.step = "contract" if self.step == "schedule" else "schedule"
        return self._again()

    def action_read_table(self):
        """Take the bank's table instead of the computed one; a table that is refused is
        shown row by row where it is mended."""
        self.ensure_one()
        if not self.table_file:
            raise UserError(self.env._("Drop the bank's table first."))
        record = import_schedule.read(self.loan_id, self.table_filename, self.table_file)
        if record.state != "applied":
            return {**import_schedule.screen(self.loan_id), "res_id": record.id}
        self._keep_document("table", self.table_file, self.table_filename)
        self.write({"table_file": False, "table_filename": False})
        return self._again()

    def action_keep(self):
        """Leave the loan as a draft: its form has the rarer terms."""
        self.ensure_one()
        if self.step == "contract":
            self._keep_draft(schedule=False)
        self._keep_places()
        return self.loan_id.get_formview_action()

    def action_start(self):
        """Post what was shown, and let the loan run; the loan's screen follows."""
        self.ensure_one()
        loan = self.loan_id
        loan._check_role()
        if not loan:
            raise UserError(self.env._("Give the facts of the contract first."))
        if loan.state != "draft":
            raise UserError(self.env._("%(loan)s is running already.", loan=loan.name))
        if not loan.schedule_id:
            loan.compute_schedule()
        self._keep_places()
        loan._begin()
        if self.entry == "post":
            bookings.book_drawdowns(loan)
        elif self.entry == "opening" and self.date_booked:
            schedule_store.take_over(loan, self.date_booked)
        return loan.get_formview_action()

    # -- inside -----------------------------------------------------------------------------

    def _keep_draft(self, schedule=True):
        """The facts on the draft, made once; its schedule, unless the bank's is there."""
        self.update(self._lent())
        self._require_facts()
        facts = self._facts()
        if self.loan_id:
            self.loan_id.write(facts)
        else:
            loans = self.env["ap.loan"].with_company(self.company_id)
            self.loan_id = loans.create({**facts, "company_id": self.company_id.id})
        loan = self.loan_id
        self._keep_document("contract", self.contract_file, self.contract_filename)
        if schedule:
            loan.compute_schedule()
        kept = self._of_draft(loan)
        self.write({**kept, "contract_file": False, "contract_filename": False})

    def _require_facts(self):
        missing = [name for name in NEEDED if not self[name]]
        if self.rate_kind == "variable" and not self.index_id:
            missing.append("index_id")
        if self.rate_kind == "stepped" and not self.rate_ids:
            missing.append("rate_ids")
        if missing:
            labels = [self._fields[name]._description_string(self.env) for name in missing]
            raise UserError(
                self.env._("The contract still needs: %(fields)s.", fields=", ".join(labels))
            )

    def _facts(self) -> dict:
        """The facts as the loan takes them."""
        facts = {
            name: self._fields[name].convert_to_write(self[name], self) for name in FACTS
        }
        first = self.date_first or add_months(self.date_drawdown, int(self.period))
        return {**facts, **self._lists(), "date_first": first}

    def _lent(self) -> dict:
        """What the tranches say of the loan: nothing where there are none."""
        tranches = self.tranche_ids.filtered("date")
        if not tranches:
            return {}
        total = sum(tranches.mapped("amount"))
        return dict(zip(OF_TRANCHES, (total, min(tranches.mapped("date"))), strict=True))

    def _lists(self) -> dict:
        """The lists of the contract, where they differ from those of the draft."""
        found = {}
        for name, columns in LISTS.items():
            mine, kept = (
                sorted(tuple(line[column] for column in columns) for line in one[name])
                for one in (self, self.loan_id)
            )
            if mine != kept:
                lines = [dict(zip(columns, line, strict=True)) for line in mine]
                found[name] = [Command.clear(), *map(Command.create, lines)]
        return found

    def _keep_document(self, kind, file, filename):
        """A file of the loan, in the place that waits for it."""
        if not file:
            return
        documents = self.loan_id.document_ids.filtered(lambda one: one.kind == kind)
        values = {"file": file, "filename": filename}
        if waiting := documents.filtered("is_missing")[:1]:
            waiting.write(values)
        else:
            documents.create({**values, "loan_id": self.loan_id.id, "kind": kind})

    def _keep_places(self):
        """Where it is booked, and what its interest bears."""
        self.loan_id.write(
            {
                "journal_id": self.journal_id.id,
                "bank_account_id": self.bank_account_id.id,
                "analytic_distribution": self.analytic_distribution,
            }
        )

    def _again(self) -> dict:
        """The same screen at its new step."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New loan"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
            "context": choices.LARGE,
        }
