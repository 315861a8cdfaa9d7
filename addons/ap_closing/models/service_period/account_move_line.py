# SPDX-License-Identifier: AGPL-3.0-or-later
"""On the bill line: the proposed service period, taking it over, or saying why none."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from odoo.addons.ap_base.models import arguments

from .missing_sql import MISSING

BILLS = ("in_invoice", "in_refund", "in_receipt")
CONTROL = "missing_service_period"
CLOSES_FINDING = {
    "deferred_start_date", "deferred_end_date", "deferred_no_period_reason",
}  # fmt: skip


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

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

    @api.model
    def _selection_ap_period_source(self):
        return self.env["ap.service.period"]._selection()

    # What is missing ------------------------------------------------------------------

    @api.depends(
        "account_id", "deferred_start_date", "deferred_end_date",
        "deferred_no_period_reason", "move_id.invoice_date",
    )  # fmt: skip
    def _compute_ap_needs_period(self):
        missing = {}
        stored = self._origin.filtered("id")
        if stored:
            scope = SQL("line.id = ANY(%s)", stored.ids)
            query = self._sql_needing_period(stored.company_id.ids, scope)
            missing = dict(self.env.execute_query(query))
        for line in self:
            nature = missing.get(line._origin.id)
            line.ap_needs_period = bool(nature)
            line.ap_account_nature_id = nature

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

    # What is proposed -----------------------------------------------------------------

    @api.depends_context("lang")
    @api.depends(
        "name", "product_id", "account_id", "deferred_start_date",
        "deferred_end_date", "deferred_no_period_reason", "move_id.invoice_date",
        "move_id.ref", "move_id.partner_id", "move_id.narration",
    )  # fmt: skip
    def _compute_ap_period_proposal(self):
        engine = self.env["ap.service.period"]
        open_ones = self.filtered(lambda line: line._may_have_period())
        proposals = engine._propose(open_ones)
        for line in self:
            found = proposals.get(line)
            line.ap_period_proposed_start = found and found.period.start
            line.ap_period_proposed_end = found and found.period.end
            line.ap_period_source = found and found.source
            line.ap_period_reason = found and engine._reason(found)
            line.ap_period_proposed = found and self.env._(
                "%(start)s → %(end)s",
                start=format_date(self.env, found.period.start),
                end=format_date(self.env, found.period.end),
            )
            line.ap_period_proposal = found and (
                f"{line.ap_period_proposed} ({line.ap_period_reason})"
            )

    def _may_have_period(self) -> bool:
        """A cost on a bill of which nobody has given both dates, or said that it has
        none."""
        dated = self.deferred_start_date and self.deferred_end_date
        account_type = self.account_id.account_type or ""
        return (
            self.move_type in BILLS
            and self.display_type == "product"
            and self.parent_state != "cancel"
            and account_type.startswith("expense")
            and not dated
            and not self.deferred_no_period_reason
        )

    # What people do -------------------------------------------------------------------

    def apply_service_periods(self):
        """Take over the proposed dates of these lines, those that have a proposal.

        Gives {"applied": ids, "without_proposal": ids}. Lines that have both dates, or
        a reason for none, are left as they are.
        """
        self._refuse_period_readers()
        found = self.env["ap.service.period"]._propose(
            self.filtered(lambda line: line._may_have_period())
        )
        groups = {}
        for line, proposal in found.items():
            groups.setdefault(proposal.period, self.browse())
            groups[proposal.period] += line
        words = {line: line.ap_period_proposal for line in found}
        for period, lines in groups.items():
            lines.write(
                {"deferred_start_date": period.start, "deferred_end_date": period.end}
            )
        applied = self.browse([line.id for line in found])
        applied._log_period(
            lambda line: self.env._(
                "%(line)s: service period %(period)s",
                line=line._short_label(),
                period=words[line],
            )
        )
        return {"applied": applied.ids, "without_proposal": (self - applied).ids}

    def set_no_service_period(self, reason):
        """Say why these lines have no service period; nobody is asked again.

        Gives the ids of the lines.
        """
        self._refuse_period_readers()
        reason = (reason or "").strip() if isinstance(reason, str) else ""
        if not reason:
            raise UserError(self.env._("Say why there is no service period."))
        self.write({"deferred_no_period_reason": reason})
        self._log_period(
            lambda line: self.env._(
                "%(line)s: no service period, because: %(reason)s",
                line=line._short_label(),
                reason=reason,
            )
        )
        return self.ids

    @api.model
    def service_periods_missing(self, company_id, date_from=None, date_to=None):
        """Bill lines of a company that need service dates, with what is proposed.

        `date_from` and `date_to` limit the accounting dates. Gives a list of {"line_id",
        "move_id", "account", "label", "balance", "start", "end", "source", "reason"};
        the last four are False without a proposal.
        """
        self._refuse_strangers()
        domain = [("company_id", "=", company_id), ("ap_needs_period", "=", True)]
        if date_from:
            domain.append(("date", ">=", self._period_day(date_from)))
        if date_to:
            domain.append(("date", "<=", self._period_day(date_to)))
        lines = self.with_context(allowed_company_ids=[company_id]).search(domain)
        return [
            {
                "line_id": line.id,
                "move_id": line.move_id.id,
                "account": line.account_id.code,
                "label": line.name or "",
                "balance": line.balance,
                "start": fields.Date.to_string(line.ap_period_proposed_start),
                "end": fields.Date.to_string(line.ap_period_proposed_end),
                "source": line.ap_period_source,
                "reason": line.ap_period_reason,
            }
            for line in lines
        ]

    def action_ap_apply_service_period(self):
        """Take over the proposals, and say how many lines had none."""
        result = self.apply_service_periods()
        applied, left = len(result["applied"]), len(result["without_proposal"])
        message = self.env._("Service dates set on %(count)s lines.", count=applied)
        if left:
            message += " " + self.env._("%(count)s lines have no proposal.", count=left)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if applied else "warning",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_ap_no_service_period(self):
        """Ask for the reason."""
        self._refuse_period_readers()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ap_closing.ap_no_service_period_action"
        )
        action["context"] = {"active_model": self._name, "active_ids": self.ids}
        return action

    def action_ap_open_bill(self):
        """The bill of this line."""
        self.ensure_one()
        return self.move_id.get_formview_action()

    def write(self, vals):
        """Posted lines change their imputation outside locked periods only, and never without
        a trace; what was proposed is proposed anew when what it stands on changes."""
        result = super().write(vals)
        if CLOSES_FINDING & vals.keys():
            self.move_id._refresh_period_findings()
        return result

    def _copy_data_extend_business_fields(self, values):
        # Core calls it when a bill is reversed: what has no period has none then.
        result = super()._copy_data_extend_business_fields(values)
        values["deferred_no_period_reason"] = self.deferred_no_period_reason
        return result

    def _refuse_strangers(self):
        """What bills lack is for the desk and for accounting, not for the portal."""
        groups = ("ap_base.group_auditor", "ap_base.group_apprentice",
                  "account.group_account_invoice", "account.group_account_readonly")  # fmt: skip
        if not self.env.su and not any(self.env.user.has_group(one) for one in groups):
            raise AccessError(
                self.env._("Service dates are for the desk and for accounting.")
            )

    def _refuse_period_readers(self):
        """Dates are set by those who may edit the bill."""
        role = self.env.user.has_group("ap_base.group_apprentice")
        if not (
            self.env.su
            or role
            or self.env.user.has_group("account.group_account_invoice")
        ):
            raise AccessError(
                self.env._("Setting service dates takes the role Apprentice or above.")
            )
        self.move_id.check_access("write")
        self.check_access("write")

    def _short_label(self) -> str:
        label = (
            self.name or self.product_id.display_name or self.account_id.display_name
        )
        return (label or "").split("\n")[0]

    def _log_period(self, say):
        """One message on each bill, a paragraph for each of its lines."""
        bodies = {
            move.id: "\n".join(say(line) for line in lines)
            for move, lines in self.grouped("move_id").items()
        }
        if bodies:
            self.env["account.move"].browse(bodies)._message_log_batch(bodies)

    def _period_day(self, day):
        return arguments.day(self.env, day) if day else None
