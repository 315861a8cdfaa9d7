# SPDX-License-Identifier: AGPL-3.0-or-later
import json

from odoo import api, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL

from odoo.addons.ap_base.models.work import NotDone
from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.jobrunner.runner import PG_ADVISORY_LOCK_ID

WAITING = ("wait_dependencies", "pending", "enqueued")
SOON = 10  # seconds until what was disturbed is tried again

# The runner of a database holds this lock of OCA's as long as it lives.
RUNNERS = """
SELECT 1 FROM pg_locks
 WHERE locktype = 'advisory' AND granted AND objsubid = 1
   AND (classid::bigint << 32) + objid::bigint = %s
   AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
 LIMIT 1
"""


class ApWork(models.AbstractModel):
    """Pieces of work as jobs: one a piece, never a second one while it is open."""

    _inherit = "ap.work"

    @api.model
    def _hand_out(self, work, pieces):
        """Whether jobs do these pieces. Without a runner nobody would do them: then the
        scheduled action does, as it does without queue_job."""
        if not self._is_runner_there():
            return False
        waiting = {self._job_key(work, piece): piece for piece in pieces}
        # Who asks may not read jobs: which of his own keys are open, and nothing else.
        jobs = self.env["queue.job"].sudo()
        # What a person asks for may not be answered by what began before.
        states = WAITING if work.whole else (*WAITING, "started")
        known = jobs.search([("identity_key", "in", list(waiting)), ("state", "in", states)])
        for key in set(known.mapped("identity_key")):
            del waiting[key]
        for key, piece in waiting.items():
            company = self.env["res.company"].browse(piece.company_id)
            job = self.with_company(company).with_delay(
                identity_key=key, description=f"{work.code}: {piece.name}"
            )
            do = job._do_whole if work.whole else job._do
            do(work.code, piece.company_id, piece.about)
        return True

    @api.model
    def _do(self, code, company_id, about):
        try:
            return super()._do(code, company_id, about)
        except (NotDone, ConcurrencyError) as error:
            raise RetryableJobError(str(error), seconds=SOON) from error

    @api.model
    def _do_whole(self, code, company_id, about):
        """As `_do`; the end of the piece and the end of its job are one transaction."""
        return self._do(code, company_id, about)

    @api.model
    def _is_runner_there(self) -> bool:
        return bool(self.env.execute_query(SQL(RUNNERS, PG_ADVISORY_LOCK_ID)))

    @api.model
    def _job_key(self, work, piece) -> str:
        return "ap:" + json.dumps([work.code, piece.company_id, piece.about])
