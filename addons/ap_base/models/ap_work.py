# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models

from . import control_night, import_jobs
from .engine_pass import shared_readings
from .work import NotDone, Piece, Work, of_companies


class ApWork(models.AbstractModel):
    """What runs by itself, in pieces; a room adds its own."""

    _name = "ap.work"
    _description = "Work in pieces"

    @api.model
    def _registered(self) -> list[Work]:
        """The works of all rooms."""
        return [
            Work("controls", "ap_base.ap_control_cron_check", _due_companies, _check_company),
            Work("imports", "ap_base.ir_cron_import_jobs", _waiting_imports, _import),
        ]

    @api.model
    def _work(self, code) -> Work:
        return next(work for work in self._registered() if work.code == code)

    @api.model
    def _hand_out(self, work: Work, pieces: list[Piece]) -> bool:
        """Whether others do these pieces, as who asks; here nobody does."""
        return False

    @api.model
    def _do(self, code, company_id, about):
        """Do one piece."""
        company = self.env["res.company"].browse(company_id)
        here = self.with_company(company).env
        return self._work(code).do(here, company.with_env(here), about)


def _due_companies(env):
    found = env["ap.control"]._due_tonight()
    return of_companies(env["res.company"].union(*(company for _control, company in found)))


def _check_company(env, company, _about):
    """The controls of a company that were not run tonight; those that failed say so."""
    controls = env["ap.control"]
    with shared_readings(), control_night.tonight(env, company):
        for control, one in controls._due_tonight():
            if one == company:
                control._check_or_note(company)
                env["ir.cron"]._commit_progress()
    controls._resolve_out_of_force(company, fields.Date.context_today(controls))


def _waiting_imports(env):
    return [
        Piece(one.company_id.id, [one.id, one.job_queued.isoformat()], one.display_name)
        for one in import_jobs.waiting(env)
    ]


def _import(env, _company, about):
    # Whoever does it works with the rights of who asked for it (`import_jobs`).
    record = env["ap.import"].sudo().browse(about[0]).exists()
    if record:
        import_jobs.run(record)
        record.invalidate_recordset()
        if record.job_state in import_jobs.OPEN:
            raise NotDone(record.display_name)
