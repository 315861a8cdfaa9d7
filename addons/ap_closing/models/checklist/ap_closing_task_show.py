# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a person reads on a task: figures signed and now, what is wrong, what is next."""

from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.tools.misc import formatLang

from ...rules.checklist import SIGNED
from . import task_figures


class ApClosingTask(models.Model):
    _inherit = "ap.closing.task"

    figures_html = fields.Html(
        string="Figures", compute="_compute_figures", sanitize=False
    )
    figures_now = fields.Char(string="Now", compute="_compute_figures")
    problem = fields.Text(string="What is wrong", compute="_compute_figures")
    waits_for = fields.Char(string="Waits for", compute="_compute_waits_for")
    next_action = fields.Selection(
        [
            ("check", "Check again"),
            ("open", "Open the screen"),
            ("prove", "Add the evidence"),
            ("sign", "Sign"),
            ("review", "Review"),
        ],
        compute="_compute_next_action",
    )
    may_waive = fields.Boolean(compute="_compute_next_action")
    may_unsign = fields.Boolean(compute="_compute_next_action")

    @api.depends("current_figures", "signed_figures", "state", "agrees")
    @api.depends_context("lang")
    def _compute_figures(self):
        for task in self:
            now = task._figure_rows(task.current_figures or {})
            signed = task._figure_rows(task.signed_figures or {})
            task.figures_html = task._figures_table(signed, now)
            task.figures_now = task_figures.in_short(task) or False
            task.problem = "\n".join(task._contradiction()) or False

    @api.depends("predecessor_ids.is_settled", "predecessor_ids.user_id")
    @api.depends_context("lang")
    def _compute_waits_for(self):
        for task in self:
            before = task.predecessor_ids.filtered(lambda one: not one.is_settled)
            names = [f"{one.name} ({one._next_person()})" for one in before]
            waiting = task.state == "waiting" and names
            task.waits_for = ", ".join(names) if waiting else False

    @api.depends(
        "state", "to_check", "agrees", "prepared_by_id", "note", "attachment_ids",
        "closing_id.is_closed",
    )  # fmt: skip
    @api.depends_context("uid")
    def _compute_next_action(self):
        user = self.env.user
        ranks = {
            role: user.has_group(f"ap_base.group_{role}")
            for role in ("apprentice", "accountant", "head")
        }
        for task in self:
            task.next_action = task._next_action(user, ranks)
            signed = task.reviewed_by_id if task.state == "reviewed" else task.prepared_by_id
            task.may_unsign = (
                task.state in SIGNED
                and user in (signed | task.prepared_by_id)
                and not task.closing_id.is_closed
            )
            task.may_waive = (
                ranks["head"]
                and task.state not in (*SIGNED, "waived")
                and not task.closing_id.is_closed
                and task.prepared_by_id != user
            )

    def _next_action(self, user, ranks):
        """The one thing that this person can do next, or nothing."""
        self.ensure_one()
        if self.closing_id.is_closed or not ranks["apprentice"]:
            return False
        if self.to_check:
            return "check"
        if self.state in ("todo", "redo"):
            ready = ranks[self.role] and (self.agrees or self.kind == "manual")
            if not ready or self.kind == "lock":
                return "open"
            return "sign" if self._has_evidence() else "prove"
        mine = self.prepared_by_id == user
        if self.state == "done" and self.needs_reviewer and not mine:
            return "review" if ranks[self._reviewing_role()] else False
        return False

    def _reviewing_role(self) -> str:
        heads = self.role == "head" and self.state != "waived"
        return "head" if heads else "accountant"

    def _next_person(self) -> str:
        """Whom the task waits for: a name, else a role, in the reader's language."""
        self.ensure_one()
        if self.state == "done":
            person, role = self.reviewer_id, self._reviewing_role()
        else:
            person, role = self.user_id, self.role
        names = dict(self._fields["role"]._description_selection(self.env))
        return person.sudo().name or names[role]

    # -- figures in words --------------------------------------------------------------

    def _figure_rows(self, figures) -> dict[str, str]:
        """Label and text of each figure, in the reader's language."""
        rows = {}
        ties = self.env["ap.tie.out"]._definitions()
        for code, tie in figures.get("tie_outs", {}).items():
            rows[ties.get(code, code)] = self._tie_text(tie)
        kinds = self.env["ap.closing.kind"]._labels()
        for code, run in figures.get("runs", {}).items():
            rows[kinds.get(code, code)] = self._run_text(run)
        for code, found in figures.get("controls", {}).items():
            rows[self._control_name(code)] = self._control_text(found)
        counts = self.env["ap.closing.count"]._definitions()
        for code, found in figures.get("counts", {}).items():
            rows[counts.get(code, code)] = self._count_text(found)
        company = self.env["res.company"]._fields
        for name, value in figures.get("lock", {}).items():
            if name in company:
                label = company[name]._description_string(self.env)
                rows[label] = value or self.env._("none")
        if figures.get("lock", {}).get("exceptions"):
            label = self.env._("Exceptions to the lock dates")
            rows[label] = str(figures["lock"]["exceptions"])
        files = self.env["ir.attachment"].sudo().browse(
            int(number) for number in figures.get("evidence", {})
        )
        names = {str(file.id): file.name for file in files.exists()}
        for number, checksum in figures.get("evidence", {}).items():
            label = names.get(number) or self.env._("a document")
            rows[label] = self.env._("checksum %(sum)s", sum=checksum[:8])
        return rows

    def _money(self, amount) -> str:
        return formatLang(self.env, amount, currency_obj=self.currency_id)

    def _tie_text(self, tie) -> str:
        return self.env._(
            "ledger %(left)s, explained %(right)s",
            left=self._money(tie["left"]),
            right=self._money(tie["right"]),
        )

    def _run_text(self, run) -> str:
        states = dict(
            self.env["ap.closing.run"]._fields["state"]._description_selection(self.env)
        )
        text = f"{states.get(run['state'])}, {self._money(run['amount'])}"
        if run["stale"]:
            text += " (" + self.env._("changed since") + ")"
        return text

    def _control_name(self, code) -> str:
        controls = self.env["ap.control"].sudo().with_context(active_test=False)
        return controls.search([("code", "=", code)], limit=1).name or code

    def _control_text(self, found) -> str:
        if found["state"] == "never":
            return self.env._("not checked yet")
        if found["state"] == "failed":
            return self.env._("the control failed")
        return self.env._("open findings: %(count)s", count=found["open"])

    def _count_text(self, found) -> str:
        return self.env._("waiting: %(count)s", count=found["waiting"])

    def _figures_table(self, signed, now):
        """Signed and now side by side; what moved is marked."""
        if not signed and not now:
            return False
        rows = [
            Markup("<tr%s><td>%s</td><td>%s</td><td>%s</td></tr>")
            % (
                Markup(' class="table-warning"')
                if signed and signed.get(label) != now.get(label)
                else "",
                label,
                signed.get(label, "–"),
                now.get(label, "–"),
            )
            for label in {**signed, **now}
        ]
        heads = ("", self.env._("When signed"), self.env._("Now"))
        head = Markup().join(Markup("<th>%s</th>") % escape(text) for text in heads)
        return Markup('<table class="table table-sm"><tr>%s</tr>%s</table>') % (
            head,
            Markup().join(rows),
        )

    # -- what contradicts the task -----------------------------------------------------

    def _contradiction(self) -> list[str]:
        """Sentences that say why the books do not let this task be signed."""
        self.ensure_one()
        if self.kind == "manual" or self.agrees:
            return []
        figures = self.current_figures or {}
        found = [
            *self._ties_apart(figures.get("tie_outs", {})),
            *self._findings_open(figures.get("controls", {})),
            *self._still_waiting(figures.get("counts", {})),
            *self._runs_open(figures.get("runs", {})),
        ]
        if self.kind == "lock":
            found.append(self._why_not_locked(figures.get("lock", {})))
        return found or [
            self.env._(
                "There is nothing to compare: the accounts of this task are not chosen "
                "in the settings of the company."
            )
        ]

    def _why_not_locked(self, lock) -> str:
        if lock.get("exceptions"):
            return self.env._(
                "Exceptions to the lock dates open days of the month: revoke them, or wait "
                "until they end."
            )
        return self.env._("The month is not closed and locked.")

    def _ties_apart(self, ties) -> list[str]:
        labels = self.env["ap.tie.out"]._definitions()
        return [
            self.env._(
                "“%(label)s”: the ledger has %(left)s, explained are %(right)s; the "
                "difference is %(difference)s.",
                label=labels.get(code, code),
                left=self._money(tie["left"]),
                right=self._money(tie["right"]),
                difference=self._money(tie["difference"]),
            )
            for code, tie in ties.items()
            if abs(tie["difference"]) > self.threshold + 0.000001
        ]

    def _findings_open(self, controls) -> list[str]:
        return [
            self.env._(
                "%(control)s: %(found)s.",
                control=self._control_name(code),
                found=self._control_text(found),
            )
            for code, found in controls.items()
            if found["open"] or found["state"] != "checked"
        ]

    def _still_waiting(self, counts) -> list[str]:
        labels = self.env["ap.closing.count"]._definitions()
        return [
            self.env._(
                "%(label)s: %(count)s wait.",
                label=labels.get(code, code),
                count=found["waiting"],
            )
            for code, found in counts.items()
            if found["waiting"]
        ]

    def _runs_open(self, runs) -> list[str]:
        labels = self.env["ap.closing.kind"]._labels()
        return [
            self.env._(
                "%(run)s: %(state)s; it must be posted and unchanged since.",
                run=labels.get(code, code),
                state=self._run_text(run),
            )
            for code, run in runs.items()
            if run["state"] != "posted" or run["stale"]
        ]

    # -- the screen --------------------------------------------------------------------

    def action_open_screen(self):
        """The screen where the work is done, or what proves the task."""
        self.ensure_one()
        found = self._action_of_count() or self._action_of_template() or self._action_of_runs()
        if found:
            return found
        if self.tie_out_codes:
            return self.closing_id.action_open_tie_outs()
        if self.control_codes:
            return self.action_open_findings()
        return self.closing_id.get_formview_action()

    def _action_of_template(self):
        """The action of the template; None where its add-on is not installed."""
        name = self.template_id.action_xmlid
        action = name and self.env.ref(name, raise_if_not_found=False)
        if not action or action._name != "ir.actions.act_window":
            return None
        return self.env["ir.actions.act_window"]._for_xml_id(name)

    def _action_of_count(self):
        """The screen of the first count that waits."""
        for code, found in (self.current_figures or {}).get("counts", {}).items():
            if found["waiting"]:
                counts = self.env["ap.closing.count"]
                return counts._open(code, self.company_id, self.date_end)
        return None

    def _action_of_runs(self):
        wanted = (self.current_figures or {}).get("runs", {})
        runs = self.closing_id.run_ids.filtered(lambda run: run.kind in wanted)
        todo = runs.filtered(lambda run: run.state != "posted" or run.is_stale) or runs
        return todo[0].get_formview_action() if todo else None

    def action_open_findings(self):
        """The open findings that the task waits for."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ap_base.ap_finding_action"
        )
        codes = list((self.current_figures or {}).get("controls", {}))
        action["domain"] = [
            ("company_id", "=", self.company_id.id),
            ("control_code", "in", codes),
        ]
        action["context"] = {"search_default_open": 1}
        return action

    def action_open_tie_outs(self):
        """The tie-outs that the task is bound to."""
        self.ensure_one()
        action = self.closing_id.action_open_tie_outs()
        codes = list((self.current_figures or {}).get("tie_outs", {}))
        action["domain"] = [*action["domain"], ("code", "in", codes)]
        return action

    def action_show(self):
        """The task itself, where its note and documents are."""
        self.ensure_one()
        return self.get_formview_action()

    def action_open_closing(self):
        """The closing of the task."""
        self.ensure_one()
        return self.closing_id.get_formview_action()
