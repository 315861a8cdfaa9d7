# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, models

from odoo.addons.ap_base.models.work import NotDone, Piece, Work

from . import booking_job


class ApWork(models.AbstractModel):
    """Long bookings of expenses, each by itself."""

    _inherit = "ap.work"

    @api.model
    def _registered(self):
        return [*super()._registered(), Work("expenses", booking_job.CRON, _waiting, _book)]


def _waiting(env):
    return [
        Piece(job.company_id.id, job.id, job.display_name)
        for job in booking_job.waiting(env)
    ]


def _book(env, _company, about):
    job = booking_job.waiting(env).filtered(lambda one: one.id == about)
    if job and not booking_job.run(job):
        raise NotDone(job.display_name)
