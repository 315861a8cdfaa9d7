# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models

from . import organisation_words


class ApExpenseOrganisationLine(models.Model):
    """One change that a comparison proposes, or one thing that a person has to decide."""

    _name = "ap.expense.organisation.line"
    _inherit = ["ap.guarded"]
    _description = "Change of an organisation"
    _order = "organisation_id, sequence, id"

    organisation_id = fields.Many2one(
        "ap.expense.organisation", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="organisation_id.company_id", store=True, index=True
    )
    sequence = fields.Integer()
    kind = fields.Selection(organisation_words.KINDS, required=True)
    employee = fields.Char(string="Person")
    field = fields.Char()
    old = fields.Char(string="Before")
    new = fields.Char(string="After")
    effective = fields.Date(string="Takes effect")
    code = fields.Char()
    values = fields.Json()
    proposal = fields.Char()
    message = fields.Char(string="What", compute="_compute_message")
    person = fields.Char(string="Name", compute="_compute_person")
    is_accepted = fields.Boolean(string="Accepted")
    state = fields.Selection(
        [
            ("open", "Open"),
            ("applied", "Applied"),
            ("refused", "Left out"),
            ("obsolete", "No longer so"),
        ],
        required=True,
        default="open",
    )

    @api.depends("kind", "code", "values", "field")
    @api.depends_context("lang")
    def _compute_message(self):
        named = organisation_words.fields_named(self.env)
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for line in self:
            if line.kind == "finding":
                line.message = organisation_words.finding(
                    self.env, line.code, line.employee or "", line.values or {},
                    line.proposal or "",
                )  # fmt: skip
            else:
                what = named.get(line.field or "", "")
                kind = kinds[line.kind]
                line.message = (
                    self.env._("%(kind)s: %(what)s", kind=kind, what=what) if what else kind
                )

    @api.depends("employee", "organisation_id.tool_id")
    def _compute_person(self):
        """The name on the side that has the number; both know it of most."""
        numbers = {line.employee for line in self if line.employee}
        employees = self.env["hr.employee"].sudo().with_context(active_test=False).search(
            [
                ("company_id", "in", self.organisation_id.company_id.ids),
                ("barcode", "in", list(numbers)),
            ]
        )
        people = self.env["ap.expense.person"].search(
            [("tool_id", "in", self.organisation_id.tool_id.ids), ("key", "in", list(numbers))]
        )
        names = {
            (one.tool_id, one.key): " ".join(filter(None, (one.first_name, one.last_name)))
            for one in people
        }
        own = {(one.company_id, one.barcode): one.name for one in employees}
        for line in self:
            update = line.organisation_id
            line.person = own.get((update.company_id, line.employee)) or names.get(
                (update.tool_id, line.employee)
            )

    @api.model
    def _ap_engine_fields(self):
        return super()._ap_engine_fields() | self._ap_all_fields_but({"is_accepted"})

    @api.model
    def _ap_engine_refusal(self, names):
        return self.env._(
            "A comparison says what differs: accept its changes or leave them, or correct "
            "the side that is wrong and compare again."
        )
