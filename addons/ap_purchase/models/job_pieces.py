# SPDX-License-Identifier: AGPL-3.0-or-later
"""Jobs of the night: one piece after the other, each in a transaction of its own."""

import logging

from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

_logger = logging.getLogger(__name__)

ATTEMPTS = 3


def run_pieces(env, pieces, may_stop=True) -> int:
    """Run each piece, a label and a function; return how many were run.

    What fails is logged and leaves the others done. When the time of the job is over
    the rest waits for its next call, if it may.
    """
    env["ir.cron"]._commit_progress(remaining=len(pieces))
    for done, (label, work) in enumerate(pieces, start=1):
        _try(env, label, work)
        if not env["ir.cron"]._commit_progress(1) and may_stop:
            return done
    return len(pieces)


def _try(env, label, work) -> None:
    """Run it; when somebody writes the same at that moment, again."""
    for attempt in range(ATTEMPTS):
        try:
            with env.cr.savepoint():
                work()
            return
        except Exception as error:
            at_once = isinstance(error, PG_CONCURRENCY_EXCEPTIONS_TO_RETRY)
            if at_once:
                env.cr.rollback()  # nothing but this piece: the others are committed
            if not at_once or attempt == ATTEMPTS - 1:
                _logger.exception("%s: not done", label)
                return
