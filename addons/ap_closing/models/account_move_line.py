# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from . import changed_months
from .res_company import CONVENTIONS

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
        return result

    def _copy_data_extend_business_fields(self, values):
        # Core calls it when a move is reversed. A credit note keeps the method and the
        # convention of its bill; which of its days it is for is known when it is
        # posted: somebody may credit a part of it.
        result = super()._copy_data_extend_business_fields(values)
        names = PERIOD_FIELDS if self.move_id.move_type == "entry" else METHOD_FIELDS
        values.update({name: self[name] for name in names})
        return result
