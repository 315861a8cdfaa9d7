# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from . import changed_months, item_lines
from .res_company import CONVENTIONS, DEFERRAL_METHODS
from .service_period import period_lines
from .service_period.missing_sql import MISSING
from .service_period.period_lines import CLOSES_FINDING

FROZEN = {
    "move_id", "account_id", "partner_id", "balance", "debit", "credit", "currency_id",
    "amount_currency", "date",
}  # fmt: skip
METHOD_FIELDS = {"deferred_convention", "deferred_method"}
PERIOD_FIELDS = METHOD_FIELDS | {"deferred_start_date", "deferred_end_date"}
# What a deferral follows on a posted line.
COST_FIELDS = {"account_id", "analytic_distribution", "partner_id", "balance"}


class AccountMoveLine(models.Model):
    """The service period of a cost. The two dates bear the names that Odoo's own
    e-invoice importer fills by itself and that Enterprise uses."""

    _inherit = "account.move.line"

    deferred_start_date = fields.Date(
        string="Service from",
        copy=False,
        help="First day of the service, included.",
    )
    deferred_end_date = fields.Date(
        string="Service to",
        copy=False,
        index="btree_not_null",
        help="Last day of the service, included.",
    )
    deferred_convention = fields.Selection(
        CONVENTIONS,
        string="Convention",
        copy=False,
        help="How the cost is shared between months. Empty: the company's convention, "
        "written here when the line is first deferred.",
    )

    deferred_no_period_reason = fields.Char(
        string="No service period because",
        copy=False,
        help="When filled, nobody is asked for the service dates of this line.",
    )
    ap_account_nature_id = fields.Many2one(
        "ap.account.nature",
        string="Nature",
        compute="_compute_ap_needs_period",
        compute_sudo=True,
    )
    ap_needs_period = fields.Boolean(
        string="Needs service dates",
        compute="_compute_ap_needs_period",
        search="_search_ap_needs_period",
        compute_sudo=True,
        help="Its account usually carries services of a period, and nobody has said "
        "which period, or that there is none.",
    )
    ap_period_proposed_start = fields.Date(
        string="Proposed from", compute="_compute_ap_period_proposal"
    )
    ap_period_proposed_end = fields.Date(
        string="Proposed to", compute="_compute_ap_period_proposal"
    )
    ap_period_source = fields.Selection(
        selection="_selection_ap_period_source",
        string="Source",
        compute="_compute_ap_period_proposal",
    )
    ap_period_proposed = fields.Char(
        string="Proposed", compute="_compute_ap_period_proposal"
    )
    ap_period_reason = fields.Char(
        string="Read from", compute="_compute_ap_period_proposal"
    )
    ap_period_proposal = fields.Char(
        string="Proposed service period",
        compute="_compute_ap_period_proposal",
        help="Dates and where they were read. Nothing is filled in until somebody "
        "applies them.",
    )
    deferred_method = fields.Selection(
        DEFERRAL_METHODS,
        string="Method",
        copy=False,
        help="How the cost is set aside. Empty: by the deferral rules, else the "
        "company's method; written here once something was posted.",
    )

    @api.model
    def _ap_open_when_posted(self):
        """The dates of a service are often known after the bill is posted; they move no
        amount before somebody posts the closing."""
        return super()._ap_open_when_posted() | PERIOD_FIELDS | {"deferred_no_period_reason"}

    @api.constrains("deferred_start_date", "deferred_end_date")
    def _check_deferred_dates(self):
        for line in self:
            start, end = line.deferred_start_date, line.deferred_end_date
            if start and end and end < start:
                raise ValidationError(
                    self.env._(
                        "“%(line)s”: the service ends on %(end)s, before it starts on "
                        "%(start)s.",
                        line=line.name or line.account_id.display_name,
                        start=start.isoformat(),
                        end=end.isoformat(),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        moves = self.env["account.move"].browse(
            {vals["move_id"] for vals in vals_list if vals.get("move_id")}
        )
        moves._check_not_of_closing()
        lines = super().create(vals_list)
        changed_months.mark_bill_lines(lines)
        return lines

    @api.ondelete(at_uninstall=False)
    def _unlink_never_of_closing(self):
        self.move_id._check_not_of_closing()

    def unlink(self):
        changed_months.mark_bill_lines(self)
        return super().unlink()

    def write(self, vals):
        """Posted lines change their imputation outside locked periods only, and never without
        a trace; what was proposed is proposed anew when what it stands on changes."""
        if "deferred_method" in vals:
            self._check_method_kept(vals["deferred_method"])
        if FROZEN & vals.keys():
            self.move_id._check_not_of_closing()
        changed = bool(PERIOD_FIELDS & vals.keys())
        moves = self.move_id.filtered(lambda move: move.state == "posted")
        if not changed and COST_FIELDS & vals.keys():
            moves = self.filtered("deferred_end_date").move_id & moves
            changed = bool(moves)
        watched = self if changed_months.OF_BILL_LINES & vals.keys() else self.browse()
        changed_months.mark_bill_lines(watched)
        result = super().write(vals)
        changed_months.mark_bill_lines(watched)
        if changed and moves:
            changed_months.mark_moves(
                moves, changed_months.SERVICES, "dated", only_open=True
            )
            self.env["ap.deferral"].sudo()._sync(moves=moves)
        if CLOSES_FINDING & vals.keys():
            self.move_id._refresh_period_findings()
        return result

    def _copy_data_extend_business_fields(self, values):
        # Core calls it when a move is reversed. A credit note keeps the method and the
        # convention of its bill; which of its days it is for is known when it is
        # posted: somebody may credit a part of it.
        result = super()._copy_data_extend_business_fields(values)
        names = PERIOD_FIELDS if self.move_id.move_type == "entry" else METHOD_FIELDS
        values.update({name: self[name] for name in names})
        # What has no period has none then.
        values["deferred_no_period_reason"] = self.deferred_no_period_reason
        return result

    # -- service periods ---------------------------------------------------------------

    @api.model
    def _selection_ap_period_source(self):
        return self.env["ap.service.period"]._selection()

    @api.depends(
        "account_id", "deferred_start_date", "deferred_end_date",
        "deferred_no_period_reason", "move_id.invoice_date",
    )  # fmt: skip
    def _compute_ap_needs_period(self):
        period_lines.compute_needs(self)

    @api.model
    def _search_ap_needs_period(self, operator, value):
        if operator != "in":
            return NotImplemented
        query = self._sql_needing_period(self.env.companies.ids)
        missing = Domain.custom(
            to_sql=lambda model, alias, _query: SQL(
                "%s IN (SELECT missing.line_id FROM (%s) missing)",
                SQL.identifier(alias, "id"),
                query,
            )
        )
        return missing if True in value else ~missing

    @api.model
    def _sql_needing_period(self, company_ids, scope=None) -> SQL:
        """Pairs (line_id, nature_id): lines of bills on accounts that need dates on the
        day of the bill, without dates and without a reason. Bills that were taken back
        as a whole need none."""
        for model in ("account.move", "account.move.line", "ap.account.nature"):
            self.env[model].flush_model()
        self.env["account.account"].flush_model(["code_store", "account_type"])
        self.env["res.company"].flush_model(["account_fiscal_country_id"])
        return SQL(
            MISSING,
            natures=self.env["ap.account.nature"]._sql_of_accounts(company_ids),
            companies=list(company_ids),
            scope=scope or SQL("TRUE"),
        )

    @api.depends_context("lang")
    @api.depends(
        "name", "product_id", "account_id", "deferred_start_date",
        "deferred_end_date", "deferred_no_period_reason", "move_id.invoice_date",
        "move_id.ref", "move_id.partner_id", "move_id.narration",
    )  # fmt: skip
    def _compute_ap_period_proposal(self):
        period_lines.compute_proposal(self)

    def apply_service_periods(self):
        """Take over the proposed dates of these lines, those that have a proposal.

        Gives {"applied": ids, "without_proposal": ids}. Lines that have both dates, or
        a reason for none, are left as they are.
        """
        return period_lines.apply(self)

    def set_no_service_period(self, reason):
        """Say why these lines have no service period; nobody is asked again.

        Gives the ids of the lines.
        """
        return period_lines.set_none(self, reason)

    @api.model
    def service_periods_missing(self, company_id, date_from=None, date_to=None):
        """Bill lines of a company that need service dates, with what is proposed.

        `date_from` and `date_to` limit the accounting dates. Gives a list of {"line_id",
        "move_id", "account", "label", "balance", "start", "end", "source", "reason"};
        the last four are False without a proposal.
        """
        return period_lines.missing(self, company_id, date_from, date_to)

    def action_ap_apply_service_period(self):
        """Take over the proposals, and say how many lines had none."""
        return period_lines.apply_and_notify(self)

    def action_ap_no_service_period(self):
        """Ask for the reason."""
        return period_lines.ask_reason(self)

    def action_ap_open_bill(self):
        """The bill of this line."""
        self.ensure_one()
        return self.move_id.get_formview_action()

    def action_open_ap_closing_lines(self):
        """The lines of the closing that this item of its entry is made of."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ap_closing.ap_closing_line_action"
        )
        lines = item_lines.domain_of(self)
        return {**action, "domain": list(lines), "context": {}, "display_name": self.name}

    def _short_label(self) -> str:
        label = (
            self.name or self.product_id.display_name or self.account_id.display_name
        )
        return (label or "").split("\n")[0]

    def _check_method_kept(self, method):
        """What was begun one way is finished that way."""
        begun = self.env["ap.deferral"].sudo().search(
            [
                ("line_id", "in", self.ids),
                ("is_kept", "=", True),
                ("method", "!=", method),
            ],
            limit=1,
        )  # fmt: skip
        if begun:
            raise UserError(
                self.env._(
                    "“%(line)s” was begun by the other method: something is posted "
                    "already, it is finished that way.",
                    line=begun.display_name,
                )
            )

    def _credited_lines(self):
        """The lines with a service period of the bill that this line credits, of the
        same account."""
        return self.move_id.reversed_entry_id.invoice_line_ids.filtered(
            lambda item: item.deferred_start_date
            and item.deferred_end_date
            and item.account_id == self.account_id
        )

    def _take_period(self, period):
        """The days of a credit note, by the method and the convention of its bill."""
        credited = self._credited_lines()
        same = credited.filtered(lambda item: item.product_id == self.product_id)
        example = (same or credited)[0]
        self.write(
            {
                "deferred_start_date": period.start,
                "deferred_end_date": period.end,
                "deferred_convention": example.deferred_convention,
                "deferred_method": example.deferred_method,
            }
        )
