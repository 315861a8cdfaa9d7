# SPDX-License-Identifier: AGPL-3.0-or-later
import base64

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.ap_base.models import arguments

from ..formats import people_out
from ..formats.errors import FileRefused
from ..formats.people import read_people
from ..formats.result import Settings
from ..rules.organisation import compare, state_on
from . import fault_words, organisation_apply, organisation_store

OUTPUTS = [
    ("plain", "Plain list (CSV)"),
    ("concur_305", "Concur (305)"),
    ("expensify", "Expensify"),
    ("payhawk_teams", "Payhawk, teams"),
]
LARGEST = 50_000_000


class ApExpenseOrganisation(models.Model):
    """The people of Odoo and of an expense tool compared on a day, and what was done.

    A comparison changes nothing. An accountant applies the changes that were accepted;
    what no longer holds is left out then.
    """

    _name = "ap.expense.organisation"
    _inherit = ["mail.thread", "ap.guarded"]
    _description = "Update of an organisation"
    _order = "date desc, id desc"
    _check_company_auto = True

    tool_id = fields.Many2one(
        "ap.expense.tool", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="tool_id.company_id", store=True, index=True)
    date = fields.Date(string="On", required=True, default=fields.Date.context_today)
    direction = fields.Selection(
        [("tool", "The tool follows Odoo"), ("odoo", "Odoo follows the tool")],
        required=True,
        default="tool",
    )
    file = fields.Binary(
        string="People of the tool", attachment=True,
        help="Its export of people. Empty: as it was known last.",
    )  # fmt: skip
    filename = fields.Char()
    output = fields.Selection(
        OUTPUTS, string="File for the tool", required=True, default="plain"
    )
    state = fields.Selection(
        [("draft", "To compare"), ("compared", "To review"), ("applied", "Applied")],
        required=True,
        default="draft",
        tracking=True,
    )
    applied_by_id = fields.Many2one("res.users", readonly=True)
    line_ids = fields.One2many("ap.expense.organisation.line", "organisation_id")
    change_count = fields.Integer(string="Changes", compute="_compute_counts")
    accepted_count = fields.Integer(string="Accepted", compute="_compute_counts")
    finding_count = fields.Integer(string="To decide", compute="_compute_counts")

    @api.depends("line_ids.kind", "line_ids.is_accepted")
    def _compute_counts(self):
        for one in self:
            changes = one.line_ids.filtered(lambda line: line.kind != "finding")
            one.change_count = len(changes)
            one.accepted_count = len(changes.filtered("is_accepted"))
            one.finding_count = len(one.line_ids) - len(changes)

    @api.depends("tool_id", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for one in self:
            day = format_date(self.env, one.date) if one.date else ""
            one.display_name = f"{one.tool_id.name or ''} – {day}"

    @api.model
    def _ap_engine_fields(self):
        return super()._ap_engine_fields() | {"state", "applied_by_id", "line_ids"}

    @api.model
    def _ap_engine_refusal(self, names):
        return self.env._("Compare and apply with the buttons of the update.")

    def write(self, vals):
        asked = {"tool_id", "date", "direction", "file"} & vals.keys()
        if asked and any(one.state == "applied" for one in self):
            raise UserError(self._was_applied())
        result = super().write(vals)
        if asked:
            self.sudo().filtered(lambda one: one.state == "compared").state = "draft"
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never_applied(self):
        if any(one.state == "applied" for one in self):
            raise UserError(self._was_applied())

    def _was_applied(self):
        return self.env._("What was applied is history: compare again instead.")

    # Steps ------------------------------------------------------------------------------

    def action_compare(self):
        """Read the file where there is one, and say what differs. Nothing is changed."""
        self.ensure_one()
        self._require("ap_base.group_apprentice")
        if self.state == "applied":
            raise UserError(self._was_applied())
        if self.file:
            self._read_file()
        organisation_apply.store(self, self._compared())
        self.sudo().state = "compared"
        return True

    def action_accept_all(self):
        """Accept each change that is proposed; what is to decide stays open."""
        self._require("ap_base.group_apprentice")
        changes = self.line_ids.filtered(
            lambda line: line.kind != "finding" and line.state == "open"
        )
        changes.is_accepted = True
        return True

    def action_apply(self):
        """Apply what was accepted and still holds."""
        self.ensure_one()
        self._require("ap_base.group_accountant")
        self._lock()
        if self.state != "compared":
            raise UserError(
                self.env._("Compare first: nothing is applied that nobody looked at.")
            )
        if not self.accepted_count:
            raise UserError(self.env._("No change is accepted: accept those that are right."))
        organisation_apply.apply(self, self._compared())
        self.sudo().write({"state": "applied", "applied_by_id": self.env.uid})
        return True

    def action_file(self):
        """The organisation as the tool has it, in the form that it reads."""
        self.ensure_one()
        self._require("ap_base.group_apprentice")
        people = self.env["ap.expense.person"]._people(self.tool_id)
        last = list(state_on(people, None).values())
        content = people_out.write(self.output, last)
        attachment = self.env["ir.attachment"].create(
            {
                "name": f"{self.tool_id.code}_{self.output}_{self.date}.csv",
                "raw": content,
                "mimetype": "text/csv",
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        url = f"/web/content/{attachment.id}?download=true"
        return {"type": "ir.actions.act_url", "url": url, "target": "self"}

    def _require(self, group):
        arguments.require_role(
            self.env, group,
            self.env._("Updating the organisation takes the role Accountant; preparing it, "
                       "Apprentice."),
        )  # fmt: skip
        self.check_access("write")

    def _lock(self):
        self.env.cr.execute(
            "SELECT id FROM ap_expense_organisation WHERE id = %s FOR UPDATE", [self.id]
        )
        self.invalidate_recordset(["state"])

    def _compared(self):
        """The comparison, with the side that follows second."""
        ours = organisation_store.odoo_people(self.company_id, self.date)
        theirs = self.env["ap.expense.person"]._people(self.tool_id)
        world = organisation_store.world(self.tool_id, self.date)
        if self.direction == "odoo":
            return compare(theirs, ours, world)
        return compare(ours, theirs, world)

    def _read_file(self):
        content = base64.b64decode(self.file)
        if len(content) > LARGEST:
            raise UserError(self.env._("The file has more than 50 MB."))
        settings = Settings(self.company_id.currency_id.name)
        try:
            people, faults = read_people(content, settings)
        except FileRefused as error:
            raise UserError(fault_words.of_file(self.env, error)) from None
        if faults:
            first = faults[0]
            raise UserError(
                self.env._(
                    "Row %(row)s, %(column)s: “%(value)s” cannot be read, and %(count)s "
                    "rows in all. Correct the file and compare again.",
                    row=first.row, column=first.column, value=first.value,
                    count=len(faults),
                )
            )  # fmt: skip
        self.env["ap.expense.person"]._remember(self.tool_id, people, self.date)
