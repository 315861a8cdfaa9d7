# SPDX-License-Identifier: AGPL-3.0-or-later
"""Months proposed by the night: one company after the other."""

import logging
from datetime import timedelta

from odoo.exceptions import ConcurrencyError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from odoo.addons.ap_base.arithmetic.calendar import next_day

_logger = logging.getLogger(__name__)

TURNS = 3
AT_ONCE = (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError)


def propose_months(closings) -> None:
    """Propose the due month of each company; a failure leaves the others done."""
    env = closings.env
    companies = env["res.company"].search([("chart_template", "!=", False)])
    env["ir.cron"]._commit_progress(remaining=len(companies))
    for company in companies:
        day = closings._month_to_propose(company)
        if day:
            closings._propose_in_cron(company, day)
        if not env["ir.cron"]._commit_progress(1):
            break


def propose_month(closings, company, day) -> None:
    """Propose; when a person works on the same month at that moment, once more."""
    for turn in range(TURNS):
        try:
            with closings.env.cr.savepoint():
                closings.with_company(company).close_month(company.id, day)
            return
        except UserError as error:
            closings._locked(company, day).message_post(
                body=closings.env._("The month could not be proposed: %(why)s", why=error)
            )
            return
        except Exception as error:
            closings.env.cr.rollback()
            if isinstance(error, AT_ONCE) and turn < TURNS - 1:
                continue
            _logger.exception("Month %s of %s not proposed", day, company.name)
            return


def month_to_propose(closings, company):
    """See `_month_to_propose` of `ap.closing`."""
    today = company._company_today()
    day = today - timedelta(1) if today.day == 1 else today
    domain = [
        ("company_id", "=", company.id),
        ("date_end", "=", day),
        ("is_closed", "=", True),
    ]
    is_end = next_day(day).day == 1
    return None if not is_end or closings.search_count(domain, limit=1) else day
