# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the books say of each task, read in bulk: one comparison per closing, one count
of findings for all of them."""

from odoo import fields, models

from odoo.addons.ap_base.models.ap_finding import OPEN_STATES

from ...rules.checklist import STEP, Task, moved, refreshed
from .ap_closing_task_template import NEEDS, codes_of


class ApClosing(models.Model):
    _inherit = "ap.closing"

    def _refresh_tasks(self, books=None) -> dict:
        """Look at the books again, and let each task be what they say.

        Tasks signed before fall back where their figures moved; tasks that may, sign
        themselves. Costs one set of comparisons per closing, whatever its tasks.
        `books`: what an earlier look of the same step returned, where the step has only
        signed since: a signature moves no figure.
        """
        engine = self.sudo()
        engine._ensure_tasks()
        books = engine._books() if books is None else books
        for closing in engine:
            closing._settle_tasks(books[closing])
        return books

    def _settle_tasks(self, books) -> None:
        self.ensure_one()
        tasks = {task.code: task for task in self.task_ids}
        figures = {task: task._figures_of(books) for task in tasks.values()}
        facts = [task._facts(figures[task]) for task in tasks.values()]
        now = fields.Datetime.now()
        for code, outcome in refreshed(facts).items():
            task = tasks[code]
            found, agrees = figures[task]
            values = {"state": outcome.state, "agrees": agrees, "to_check": False}
            if moved(task.current_figures or {}, found):
                values["current_figures"] = found
            changed = {
                name: value for name, value in values.items() if task[name] != value
            }
            if changed:
                task._step(changed)
            if outcome.signed_itself:
                task._sign(self.env.ref("base.user_root"))
            elif outcome.fell:
                task._say_fallen()
        self.task_ids._step({"checked_on": now})

    # -- what the books say ------------------------------------------------------------

    def _books(self) -> dict:
        """What each closing's tasks are compared with."""
        open_findings = self._open_findings()
        return {
            closing: {
                "tie_outs": closing._tie_figures(),
                "controls": closing._control_figures(open_findings),
                "counts": closing._count_figures(),
                "runs": closing._run_figures(),
                "lock": closing._lock_figures(),
            }
            for closing in self
        }

    def _tie_figures(self) -> dict:
        ties = self.env["ap.tie.out"]
        known = ties._tie_outs()
        wanted = {
            code for task in self.task_ids for code in codes_of(task.tie_out_codes)
        }
        codes = [code for code in known if code in wanted]
        if not codes:
            return {}
        return {
            tie["code"]: {name: tie[name] for name in ("left", "right", "difference")}
            for tie in ties.compute(self.company_id.id, self.date_end, codes)
        }

    def _open_findings(self) -> dict:
        """Open findings by company and control, and when each control last looked."""
        codes = {code for task in self.task_ids for code in codes_of(task.control_codes)}
        if not codes:
            return {}
        counts = self.env["ap.finding"]._read_group(
            [
                ("company_id", "in", self.company_id.ids),
                ("control_code", "in", list(codes)),
                ("state", "in", OPEN_STATES),
            ],
            ["company_id", "control_code"],
            ["__count"],
        )
        found = {(company.id, code): count for company, code, count in counts}
        runs = self.env["ap.control.run"].search(
            [
                ("company_id", "in", self.company_id.ids),
                ("control_id.active", "=", True),
                ("control_id.code", "in", list(codes)),
            ]
        )
        return {
            (run.company_id.id, run.control_id.code): {
                "open": found.get((run.company_id.id, run.control_id.code), 0),
                "state": "failed" if run.error else "checked",
            }
            for run in runs
        }

    def _control_figures(self, open_findings) -> dict:
        return {
            code: values
            for (company_id, code), values in open_findings.items()
            if company_id == self.company_id.id
        }

    def _count_figures(self) -> dict:
        """How many wait, of what the tasks of the month count."""
        counts = self.env["ap.closing.count"]
        wanted = {code for task in self.task_ids for code in codes_of(task.count_codes)}
        return {
            code: {"waiting": counts._count(code, self.company_id, self.date_end)}
            for code in counts._definitions()
            if code in wanted
        }

    def _run_figures(self) -> dict:
        return {
            run.kind: {
                "state": run.state,
                "stale": bool(run.is_stale),
                "amount": self.currency_id.round(run.amount + run.amount_tax),
            }
            for run in self.run_ids
        }

    def _lock_figures(self) -> dict:
        names = self.company_id._ap_closing_locks()
        figures = {
            "closed": bool(self.is_closed),
            **{
                name: fields.Date.to_string(self.company_id._ap_lock(name)) or False
                for name in names
            },
        }
        opened = self._lock_exceptions(names)
        return {**figures, "exceptions": opened} if opened else figures

    def _lock_exceptions(self, names) -> int:
        """How many exceptions in force open days of the month to somebody."""
        exceptions = self.env["account.lock_exception"].sudo()
        companies = self.company_id.sudo().parent_ids
        found = exceptions.search(
            [
                ("company_id", "in", companies.ids),
                ("state", "=", "active"),
                ("lock_date_field", "in", names),
            ]
        )
        return len(
            found.filtered(lambda one: not one.lock_date or one.lock_date < self.date_end)
        )


class ApClosingTask(models.Model):
    _inherit = "ap.closing.task"

    def _figures_of(self, books) -> tuple[dict, bool]:
        """The task's part of what the books say, and whether it agrees."""
        self.ensure_one()
        looks = {
            "controls": self._look_at_controls,
            "counts": self._look_at_counts,
            "tie_outs": self._look_at_ties,
            "runs": self._look_at_runs,
        }
        figures, agrees = self._evidence_figures(), True
        if self.kind == "manual":
            return figures, True
        if self.kind == "lock":
            return {**figures, "lock": books["lock"]}, self._is_locked(books["lock"])
        for name, look in looks.items():
            codes = codes_of(self[NEEDS[name]])
            if codes:
                figures[name], good = look(codes, books[name])
                agrees = agrees and good
        return figures, agrees

    def _evidence_figures(self) -> dict:
        """The documents by their checksum: another content is another document."""
        files = self.sudo().attachment_ids.sorted("id")
        if not files:
            return {}
        return {"evidence": {str(file.id): file.checksum or "" for file in files}}

    def _look_at_controls(self, codes, found):
        """A control that never looked has found nothing because it never looked."""
        never = {"open": 0, "state": "never"}
        figures = {code: found.get(code, never) for code in codes}
        return figures, all(
            one["state"] == "checked" and not one["open"] for one in figures.values()
        )

    def _look_at_counts(self, codes, found):
        """A count of a room that is not there says nothing."""
        figures = {code: found[code] for code in codes if code in found}
        return figures, not any(one["waiting"] for one in figures.values())

    def _look_at_ties(self, codes, found):
        figures = {code: found[code] for code in codes if code in found}
        allowed = self.threshold + STEP
        known = bool(figures) or self.kind != "tie_outs"
        return figures, known and all(
            abs(one["difference"]) <= allowed for one in figures.values()
        )

    def _look_at_runs(self, codes, found):
        known = list(filter(self.env["ap.closing.kind"]._is_present, codes))
        missing = {"state": "draft", "stale": False, "amount": 0.0}
        figures = {code: found.get(code, missing) for code in known}
        known = bool(figures) or self.kind != "runs"
        return figures, known and all(
            one["state"] == "posted" and not one["stale"] for one in figures.values()
        )

    def _is_locked(self, lock) -> bool:
        day = fields.Date.to_string(self.date_end)
        days = [value for name, value in lock.items() if name not in ("closed", "exceptions")]
        return (
            lock["closed"]
            and not lock.get("exceptions")
            and all(value and value >= day for value in days)
        )

    def _facts(self, figures) -> Task:
        """The task as the rules know it."""
        self.ensure_one()
        found, agrees = figures
        signed = self.signed_figures or {}
        if "evidence" not in signed:  # signed before checksums were kept
            found = {name: found[name] for name in found if name != "evidence"}
        changed = moved(signed, found)
        return Task(
            self.code,
            self.state,
            tuple(self.predecessor_ids.mapped("code")),
            bound=self.kind != "manual",
            agrees=agrees,
            moved=changed or not self._has_evidence(),
            signs_itself=self.signs_itself and self.evidence == "none",
            needs_reviewer=self.needs_reviewer,
            self_signed=self.prepared_by_id == self.env.ref("base.user_root"),
        )

    def _has_evidence(self) -> bool:
        """Whether the note or the document that the task asks for is there."""
        self.ensure_one()
        return bool(
            {"none": True, "note": (self.note or "").strip()}.get(
                self.evidence, self.attachment_ids
            )
        )
