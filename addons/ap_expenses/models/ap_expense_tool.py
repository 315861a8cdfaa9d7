# SPDX-License-Identifier: AGPL-3.0-or-later
from pathlib import PurePath

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.ap_base.models import arguments

from ..rules.posting import ClaimsPaid, Role
from . import (
    acknowledging,
    balances,
    booking,
    booking_job,
    choices,
    stopping,
    tool_fetch,
)
from .choices import ACCOUNTS


def _account(label, help_text):
    return fields.Many2one(
        "account.account", string=label, help=help_text, check_company=True,
        ondelete="restrict", tracking=True,
    )  # fmt: skip


class ApExpenseTool(models.Model):
    """An expense tool of a company: where its transactions are booked."""

    _name = "ap.expense.tool"
    _inherit = ["mail.thread", "analytic.mixin"]
    _description = "Expense tool"
    _order = "company_id, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, help="As people call it.")
    code = fields.Char(required=True, copy=False, help="For files and scripts.")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    profile_id = fields.Many2one(
        "ap.import.profile", string="Import profile", check_company=True,
        domain=[("target", "=", "expense")],
        help="How its files are read.",
    )  # fmt: skip
    journal_id = fields.Many2one(
        "account.journal", string="Journal of expenses", required=True, check_company=True,
        domain=[("type", "=", "general")], tracking=True,
        help="Costs and VAT, on the day of the expense.",
    )  # fmt: skip
    settlement_journal_id = fields.Many2one(
        "account.journal", string="Journal of the wallet", required=True,
        check_company=True, domain=[("type", "in", ("bank", "cash", "general"))],
        tracking=True, help="Payments, loads and fees, on the day the money moved.",
    )  # fmt: skip
    wallet_account_id = _account(
        "Wallet", "What the tool holds of the company's money (French chart: 512 or 517)."
    )
    transit_account_id = _account(
        "Loads on their way", "Between the bank and the wallet (French chart: 58)."
    )
    card_account_id = _account(
        "Card payments to clear", "Expenses paid by card, until the wallet is debited "
        "(French chart: 467)."
    )
    employee_account_id = _account(
        "Owed to employees", "Claims to be given back (French chart: 421)."
    )
    allowance_account_id = _account(
        "Owed for mileage and per diem", "Empty: as other claims (French chart: 421 or 4286)."
    )
    advance_account_id = _account(
        "Advances to employees", "Advances, cash and personal use (French chart: 425)."
    )
    default_account_id = _account(
        "Cost of unknown categories", "Empty: such expenses are to review."
    )
    lost_vat_account_id = _account(
        "VAT not recovered", "Empty: with the cost."
    )
    fee_account_id = _account("Fees", "Of cards and withdrawals (French chart: 627).")
    loss_account_id = _account(
        "Exchange loss", "The wallet paid more than the expense (French chart: 656 or 666)."
    )
    gain_account_id = _account(
        "Exchange gain", "The wallet paid less than the expense (French chart: 756 or 766)."
    )
    claims_paid = fields.Selection(
        choices.CLAIMS_PAID, string="Claims are given back", required=True,
        default=ClaimsPaid.ROWS, tracking=True,
    )  # fmt: skip
    grouping = fields.Selection(
        choices.GROUPINGS, string="Entries", required=True, default="day", tracking=True
    )
    nets_advances = fields.Boolean(
        string="Claims are paid with advances first", default=True, tracking=True,
        help="What an employee holds of the company's money lessens what they are paid.",
    )  # fmt: skip
    date_from = fields.Date(
        string="Booked from", help="Older transactions are kept and never booked here: they "
        "were booked otherwise.", tracking=True,
    )  # fmt: skip
    ask_again_days = fields.Integer(
        string="Asked again after (days)", default=7, required=True,
        help="Within them nobody is asked the same about an expense twice.",
    )  # fmt: skip
    category_ids = fields.One2many("ap.expense.category", "tool_id", copy=True)
    centre_ids = fields.One2many("ap.expense.centre", "tool_id", copy=True)
    api_url = fields.Char(
        string="Address of the interface", groups="ap_base.group_head"
    )
    api_key = fields.Char(
        string="Key of the interface", groups="ap_base.group_head", copy=False
    )
    api_last_date = fields.Date(
        string="Fetched on", groups="ap_base.group_head", copy=False, readonly=True
    )
    folder = fields.Char(
        string="Watched folder", groups="ap_base.group_head", copy=False,
        help="On the server: files left there are imported every hour.",
    )  # fmt: skip
    review_count = fields.Integer(string="To review", compute="_compute_counts")
    ready_count = fields.Integer(string="Ready to book", compute="_compute_counts")
    settled_count = fields.Integer(
        string="Settled, not booked", compute="_compute_counts"
    )
    open_count = fields.Integer(
        string="Booked, not settled", compute="_compute_counts"
    )

    _code_unique = models.Constraint(
        "UNIQUE(company_id, code)", "There is another expense tool with that code."
    )

    def _compute_counts(self):
        """As the lists that they open: see the filters of the expenses."""
        expenses = self.env["ap.expense"]
        current = [("tool_id", "in", self.ids), ("is_current", "=", True)]
        found = expenses._read_group(current, ["tool_id", "state"], ["__count"])
        counts = {(tool.id, state): count for tool, state, count in found}
        is_due = ["|", ("liability_due", "=", True), ("settlement_due", "=", True)]
        due = dict(expenses._read_group([*current, *is_due], ["tool_id"], ["__count"]))
        for tool in self:
            tool.review_count = counts.get((tool.id, "review"), 0)
            tool.ready_count = due.get(tool, 0)
            tool.settled_count = counts.get((tool.id, "settled"), 0)
            tool.open_count = counts.get((tool.id, "expensed"), 0)

    @api.constrains("wallet_account_id", "card_account_id", "advance_account_id")
    def _check_own_accounts(self):
        """Each of these accounts means one thing."""
        for tool in self:
            own = [
                tool[name]
                for name in ("wallet_account_id", "card_account_id", "advance_account_id")
                if tool[name]
            ]
            if len(set(own)) < len(own):
                raise ValidationError(
                    self.env._(
                        "%(tool)s: wallet, card payments and advances each need an account "
                        "of their own.",
                        tool=tool.display_name,
                    )
                )

    @api.constrains("folder")
    def _check_folder(self):
        for tool in self.sudo():
            if tool.folder and not PurePath(tool.folder).is_absolute():
                raise ValidationError(
                    self.env._("Give the whole path of the folder, like /srv/expenses/in.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        tools = super().create(vals_list)
        tools._prepare_open()
        return tools

    def write(self, vals):
        result = super().write(vals)
        self._prepare_open()
        return result

    def _prepare_open(self):
        """What is not booked follows the settings."""
        self.env["ap.expense"].search(
            [("tool_id", "in", self.ids), ("state", "in", ("waiting", "review", "ready"))]
        )._prepare()

    def _account(self, role):
        """The account of a role; empty where none is chosen."""
        account = self[ACCOUNTS[role]]
        if role == Role.ALLOWANCE:
            account = account or self.employee_account_id
        return account

    # Public -------------------------------------------------------------------------

    @api.model
    @api.readonly
    def at_date(self, company_id, date, tool_ids=None):
        """Where cards and employees stand at the end of a day: a list, per tool and
        employee, of `tool_id, tool, employee_id, employee, card, expensed, settled,
        card_difference, claimed, paid_back, owed, advance`, in company currency.

        Raises AccessError for companies of others, UserError for a day or ids that are
        none.
        """
        self._check_reader()
        company = arguments.company(self.env, company_id)
        day = arguments.day(self.env, date)
        tools = self.search([("company_id", "=", company.id)])
        wanted = arguments.ids(self.env, tool_ids)
        if wanted is not None:
            tools = arguments.among(self.env, wanted, tools)
        return balances.at_date(tools, day)

    @api.model
    def acknowledge(self, company_id, tool_code, date_from=None):
        """What became of each document of a tool: a list of `external_id, line_id,
        status (posted, waiting, failed, refused), why, entry, date, settlement_entry,
        settlement_date`, in the order of the tool's ids. `date_from`: changed since that
        day.

        Raises UserError for a tool that is not there.
        """
        self._check_reader()
        company = arguments.company(self.env, company_id)
        tool = self._of_code(company, tool_code)
        since = arguments.day(self.env, date_from) if date_from else None
        return acknowledging.of_tool(tool, since)

    @api.model
    def _check_reader(self):
        self.browse().check_access("read")

    @api.model
    def _of_code(self, company, code):
        tool = self.search([("company_id", "=", company.id), ("code", "=", code)], limit=1)
        if not tool:
            raise ValidationError(
                self.env._(
                    "%(company)s has no expense tool “%(code)s”: see Expenses ▸ Expense tools.",
                    company=company.display_name,
                    code=code,
                )
            )
        return tool

    def action_acknowledgement(self):
        """The acknowledgement as a file, to give back to the tool."""
        self.ensure_one()
        return acknowledging.file(self)

    def action_import(self):
        """Drop a file of the tool."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import expenses"),
            "res_model": "ap.import",
            "views": [(False, "form")],
            "context": {
                "default_profile_id": self.profile_id.id,
                "default_ap_expense_tool_id": self.id,
                "default_company_id": self.company_id.id,
            },
        }

    def action_fetch(self):
        """Fetch what the tool's interface has, and show what came of it."""
        self.ensure_one()
        arguments.require_role(
            self.env, "ap_base.group_apprentice",
            self.env._("This takes the role Apprentice or above."),
        )  # fmt: skip
        self.check_access("read")
        record = tool_fetch.fetch(self)
        return {
            "type": "ir.actions.act_window",
            "res_model": "ap.import",
            "res_id": record.id,
            "views": [(False, "form")],
        }

    @api.model
    def _cron_fetch(self):
        """Every hour: interfaces and folders."""
        tool_fetch.run(self.env)

    def action_book(self):
        """Ask up to which day, show the entries, then post them; how far it is where a job
        is at it."""
        self.ensure_one()
        job = booking_job.at_work(self)
        if job:
            return booking_job.screen(job)
        today = self.company_id._company_today()
        if not booking_job.is_long(self, today):  # else the job does
            stopping.check(self, booking.due(self, today))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Book expenses"),
            "res_model": "ap.expense.post",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_tool_id": self.id},
        }

    def action_open_expenses(self):
        """The transactions of the tool, in the state that the context names."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ap_expenses.ap_expense_action"
        )
        state = self.env.context.get("expense_state")
        action["domain"] = [("tool_id", "=", self.id), ("is_current", "=", True)]
        action["context"] = {f"search_default_{state}": 1} if state else {}
        return action

    def action_open_balances(self):
        """Where each card and each employee stands today."""
        self.ensure_one()
        return balances.screen(self)
