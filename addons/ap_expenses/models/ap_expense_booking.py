# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.ap_base.models import arguments

from . import booking_job

STATES = [
    ("queued", "Waits"),
    ("running", "Being booked"),
    ("done", "Booked"),
    ("cancelled", "Stopped"),
    ("failed", "Failed"),
]


class ApExpenseBooking(models.Model):
    """Many expenses that are booked by a job, some days at a time: each part is booked as a
    whole, and stands whatever becomes of the next."""

    _name = "ap.expense.booking"
    _description = "Booking of many expenses"
    _order = "id desc"
    _rec_name = "tool_id"

    tool_id = fields.Many2one(
        "ap.expense.tool", required=True, index=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True)
    date_to = fields.Date(string="Up to", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Asked by", required=True, readonly=True
    )
    job_state = fields.Selection(
        STATES, string="State", required=True, default="queued", readonly=True
    )
    done = fields.Integer(string="Booked so far", readonly=True)
    total = fields.Integer(string="To book", readonly=True)
    is_stopped = fields.Boolean(string="Stop asked", readonly=True)
    message = fields.Text(readonly=True)
    job_text = fields.Char(string="Progress", compute="_compute_job")
    job_percent = fields.Float(string="Done", compute="_compute_job")

    _open_once = models.UniqueIndex(
        "(tool_id) WHERE job_state IN ('queued', 'running')",
        "A job books the expenses of that tool already.",
    )

    @api.depends("job_state", "done", "total", "is_stopped")
    @api.depends_context("lang")
    def _compute_job(self):
        for job in self:
            job.job_percent = 100 * job.done / job.total if job.total else 0
            if job.job_state == "queued":
                job.job_text = self.env._("Waits for its turn")
            elif job.is_stopped:
                job.job_text = self.env._("Stops after the days that are being booked")
            else:
                job.job_text = self.env._(
                    "%(done)s of %(total)s booked", done=job.done, total=job.total
                )

    @api.model
    def start(self, company_id, tool_code, date_to):
        """Let a job book what is due up to the day, some days at a time; gives the id of the
        job, whose `job_state, done, total, message` tell the rest. Takes the role
        Accountant. Raises UserError where a job is at it already."""
        expenses = self.env["ap.expense"]
        expenses._require_accountant()
        tool, day = expenses._asked(company_id, tool_code, date_to)
        return self._start(tool, day).id

    def _start(self, tool, day):
        if booking_job.at_work(tool):
            raise UserError(
                self.env._(
                    "A job books the expenses of %(tool)s already.", tool=tool.display_name
                )
            )
        return booking_job.start(tool, day).sudo(False)

    def action_stop(self):
        """Stop after the days that are being booked: what is booked stays."""
        arguments.require_role(
            self.env, "ap_base.group_accountant",
            self.env._("Booking expenses takes the role Accountant or above."),
        )  # fmt: skip
        self.check_access("read")
        for job in self.sudo():
            if job.job_state == "queued":
                job.job_state = "cancelled"
            elif job.job_state == "running":
                job.is_stopped = True
        return True

    def action_open_entries(self):
        """The entries of the tool up to the day."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Entries of %(tool)s", tool=self.tool_id.name),
            "res_model": "account.move",
            "views": [(False, "list"), (False, "form")],
            "domain": [("ap_expense_tool_id", "=", self.tool_id.id), ("date", "<=", self.date_to)],
        }

    @api.model
    def _cron_run(self):
        """Book what waits, and go on with what was interrupted."""
        booking_job.run_all(self.env)
