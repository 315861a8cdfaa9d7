# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a month-end asks of a company: data that rooms and people add to."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

ROLES = [
    ("apprentice", "Apprentice"),
    ("accountant", "Accountant"),
    ("head", "Head of accounting"),
]
KINDS = [
    ("manual", "A person's word"),
    ("controls", "No open finding"),
    ("counts", "Nothing waits"),
    ("tie_outs", "Comparisons that tie"),
    ("runs", "Entries posted"),
    ("lock", "Month locked"),
]
RANKS = [role for role, _label in ROLES]
EVIDENCE = [("none", "None"), ("note", "A note"), ("attachment", "A document")]
# The codes that a kind of task needs.
NEEDS = {
    "controls": "control_codes", "counts": "count_codes", "tie_outs": "tie_out_codes",
    "runs": "run_kinds",
}  # fmt: skip
# Copied to the task when a month opens, so that a later change leaves it as it was.
COPIED = (
    "code", "sequence", "role", "kind", "control_codes", "tie_out_codes", "run_kinds",
    "count_codes", "threshold", "evidence", "signs_itself", "needs_reviewer", "by_others",
)  # fmt: skip


class ApClosingTaskTemplate(models.Model):
    """One task of every closing. Of two with the same code the company's own counts;
    archived, it takes the task off that company's list.

    A room above adds records of this model; `controls`, `tie_outs` and `runs` name codes
    of `ap.control`, `ap.tie.out` and `ap.closing.kind`, separated by commas.
    """

    _name = "ap.closing.task.template"
    _description = "Template of a closing task"
    _order = "sequence, id"

    code = fields.Char(required=True, copy=False)
    name = fields.Char(required=True, translate=True)
    instructions = fields.Text(translate=True, help="How it is done, step by step.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: every company.")
    country_id = fields.Many2one("res.country", help="Empty: every country.")
    role = fields.Selection(ROLES, required=True, default="accountant")
    user_id = fields.Many2one(
        "res.users",
        string="Preparer",
        help="Empty: the only person of the role in the company, if there is one.",
    )
    reviewer_id = fields.Many2one("res.users", string="Reviewer")
    due_offset = fields.Integer(
        string="Due on J+",
        default=1,
        help="Working days from the last working day of the month (J): -1 is the one "
        "before it, 1 the first one of the next month.",
    )
    predecessor_ids = fields.Many2many(
        "ap.closing.task.template",
        "ap_closing_task_template_before_rel",
        "template_id",
        "predecessor_id",
        string="After",
        help="These are finished first.",
    )
    evidence = fields.Selection(EVIDENCE, required=True, default="none")
    kind = fields.Selection(KINDS, string="Proved by", required=True, default="manual")
    control_codes = fields.Char(string="Controls", help="Codes, separated by commas.")
    tie_out_codes = fields.Char(string="Tie-outs", help="Codes, separated by commas.")
    run_kinds = fields.Char(string="Kinds of entries", help="Codes, separated by commas.")
    count_codes = fields.Char(string="Counts", help="Codes, separated by commas.")
    threshold = fields.Float(
        string="Difference allowed", digits=(16, 2), help="In company currency."
    )
    signs_itself = fields.Boolean(help="Signed without a person as soon as it agrees.")
    needs_reviewer = fields.Boolean(
        string="Two people", help="Another person reviews it than the one who signed."
    )
    by_others = fields.Boolean(
        string="By somebody else",
        help="Signed by a person who posted none of the month's entries and signed none "
        "of its other tasks.",
    )
    action_xmlid = fields.Char(
        string="Screen", help="External id of the action where the work is done."
    )

    _code_once = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))", "There is another task with that code."
    )
    _threshold_positive = models.Constraint(
        "CHECK(threshold IS NULL OR threshold >= 0)",
        "A difference allowed is not below zero.",
    )

    @api.constrains("kind", "control_codes", "tie_out_codes", "run_kinds", "count_codes")
    def _check_codes(self):
        for template in self:
            need = NEEDS.get(template.kind)
            if need and not codes_of(template[need]):
                raise ValidationError(
                    self.env._(
                        "“%(task)s” says nothing yet about what proves it: fill in "
                        "“%(field)s”.",
                        task=template.name,
                        field=self._fields[need]._description_string(self.env),
                    )
                )

    @api.constrains("predecessor_ids")
    def _check_no_circle(self):
        if self._has_cycle("predecessor_ids"):
            raise ValidationError(
                self.env._("These tasks wait for each other: none of them could start.")
            )

    @api.model
    def _of_company(self, company):
        """The templates that hold for the company, in order."""
        country = company.account_fiscal_country_id or company.country_id
        found = self.sudo().with_context(active_test=False).search(
            [
                ("company_id", "in", [False, company.id]),
                ("country_id", "in", [False, country.id]),
            ]
        )
        own = set(found.filtered("company_id").mapped("code"))
        return found.filtered(
            lambda one: one.active and (one.company_id or one.code not in own)
        )

    def _task_values(self, closing, staff: dict, due: dict) -> dict:
        """A task of that closing; names of people only where they work there. `staff`: as
        `_staff` gives them; `due`: days by offset."""
        self.ensure_one()
        people = {
            name: self[name].id
            for name in ("user_id", "reviewer_id")
            if closing.company_id in self[name].company_ids
        }
        if not people.get("user_id"):
            own = [user for user, role in staff.items() if role == self.role]
            people["user_id"] = own[0].id if len(own) == 1 else False
        if self.needs_reviewer and not people.get("reviewer_id"):
            people["reviewer_id"] = self._only_reviewer(staff, people["user_id"])
        return {
            **{name: self[name] for name in COPIED},
            **people,
            "closing_id": closing.id,
            "template_id": self.id,
            "date_due": due[self.due_offset],
        }


    def _staff(self, company) -> dict:
        """The people of the company with the highest role of each. A program names
        somebody only where there is nobody else."""
        groups = {role: self.env.ref(f"ap_base.group_{role}") for role in RANKS}
        users = self.env["res.users"].sudo().search(
            [
                ("company_ids", "in", company.id),
                ("share", "=", False),
                ("all_group_ids", "in", groups[RANKS[0]].ids),
            ]
        )
        return {
            user: [role for role in RANKS if groups[role] in user.all_group_ids][-1]
            for user in users
        }

    def _only_reviewer(self, staff, preparer):
        """The only other person who may review what the preparer signs, or nobody."""
        least = RANKS.index("head" if self.role == "head" else "accountant")
        others = [
            user.id
            for user, role in staff.items()
            if RANKS.index(role) >= least and user.id != preparer
        ]
        return others[0] if preparer and len(others) == 1 else False


def codes_of(text) -> list[str]:
    """The codes of a list written with commas."""
    return [code.strip() for code in (text or "").split(",") if code.strip()]
