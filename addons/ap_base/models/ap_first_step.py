# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a new company is to have before the desk works in it, each with its screen."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .role_holders import holders

# Without these no month is closed; the others only some companies need.
NEEDED_ACCOUNTS = (
    "ap_accrued_expense_account_id", "ap_credit_due_account_id", "ap_prepaid_account_id",
    "ap_accrued_vat_account_id",
)  # fmt: skip


class ApFirstStep(models.Model):
    """A step is a data record of its room: what it is for, and the screen where it is done.
    Whether it is done is never kept: the room's method `_step_CODE(company)` looks, and
    returns `(done, reason)`; the reason says what there is, or what is missing."""

    _name = "ap.first.step"
    _description = "First step of a company"
    _order = "sequence, id"

    code = fields.Char(required=True)
    name = fields.Char(string="Step", required=True, translate=True)
    why = fields.Char(string="What for", required=True, translate=True)
    sequence = fields.Integer(default=10)
    action_id = fields.Many2one("ir.actions.actions", string="Opens", required=True)
    is_optional = fields.Boolean(
        string="If needed", help="The desk works without: it is not counted as missing."
    )
    done = fields.Boolean(compute="_compute_done", search="_search_done")
    reason = fields.Char(string="How it stands", compute="_compute_done")

    _code_once = models.UniqueIndex("(code)", "Another first step has that code.")

    @api.constrains("code")
    def _check_code(self):
        for step in self:
            if not hasattr(step, f"_step_{step.code}"):
                raise ValidationError(
                    self.env._("Nothing looks whether the step %(code)s is done.", code=step.code)
                )

    @api.depends_context("company", "uid", "lang")
    def _compute_done(self):
        company = self.env.company
        for step in self:
            step.done, step.reason = step._looked(company)

    def _looked(self, company):
        """(done, reason) of a step in a company, with the rights of who looks."""
        look = getattr(self, f"_step_{self.code}", None)
        # While `-u ap_base` runs, the steps of rooms that load after it are there, and
        # what looks at them is not.
        return look(company) if look else (False, "")

    @api.model
    def _search_done(self, operator, value):
        """Of the company that is switched on first, as the screen shows it."""
        if operator != "in":
            return NotImplemented
        steps = self.search([("code", "!=", False)])
        done = steps.filtered(lambda step: step.done in value)
        return fields.Domain("id", "in", done.ids)

    def action_open(self):
        """The screen where the step is done; its own rights decide what is seen there."""
        self.ensure_one()
        action = self.sudo().action_id
        return self.env[action.type].sudo().browse(action.id)._get_action_dict()

    # What this room looks at --------------------------------------------------------------

    def _step_accounts(self, company):
        accounts = self.env["account.account"].with_company(company)
        of_company = accounts._check_company_domain(company)
        number = accounts.search_count([*of_company, ("account_type", "=", "liability_payable")])
        if not number:
            return False, self.env._("No account of suppliers: install the chart of accounts.")
        return True, self.env._("Accounts of suppliers: %(number)s.", number=number)

    def _step_journals(self, company):
        journals = self.env["account.journal"]
        of_company = journals._check_company_domain(company)
        found = journals.search([*of_company, ("type", "in", ("purchase", "general"))])
        missing = {"purchase", "general"} - set(found.mapped("type"))
        if missing:
            return False, self.env._("A journal of purchases and one of other entries are needed.")
        return True, ", ".join(found.mapped("code"))

    def _step_closing_accounts(self, company):
        missing = [
            self.env["res.company"]._fields[name]._description_string(self.env)
            for name in NEEDED_ACCOUNTS
            if not company[name]
        ]
        if missing:
            return False, self.env._("Not chosen: %(names)s.", names=", ".join(missing))
        return True, self.env._("The accounts of accruals and prepaid expenses are chosen.")

    def _step_roles(self, company):
        """Two persons who post, one of them head: what one entered the other agrees to."""
        posting = holders(self.env, "ap_base.group_accountant", company)
        heads = holders(self.env, "ap_base.group_head", company)
        if not heads:
            return False, self.env._("Nobody is head of accounting in this company.")
        if len(posting) < 2:
            return False, self.env._(
                "Only %(name)s posts: a second person is needed to agree.",
                name=posting.sudo().name,
            )
        return True, self.env._("Persons who post: %(number)s.", number=len(posting))
