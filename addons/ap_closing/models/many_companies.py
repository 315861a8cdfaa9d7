# SPDX-License-Identifier: AGPL-3.0-or-later
"""Many companies' months by one call; one company's failure leaves the others done."""

import logging

from odoo.exceptions import UserError

from .closing_cron import AT_ONCE

_logger = logging.getLogger(__name__)


def close(closings, company_ids, date_end, kinds=None, post=False):
    """See `close_months` of `ap.closing`."""
    closings._check_role("ap_base.group_accountant" if post else "ap_base.group_apprentice")
    day, kinds = closings._month_end(date_end), closings._checked_kinds(kinds)
    return [
        _close_one_of_many(closings, company_id, day, kinds, post)
        for company_id in _checked_companies(closings, company_ids)
    ]


def _checked_companies(closings, company_ids) -> list[int]:
    """The companies asked for, each once."""
    if not company_ids:
        own = closings.env.user.company_ids.filtered("chart_template")
        return own.sorted("sequence").ids
    good = isinstance(company_ids, list | tuple) and all(
        type(one) is int for one in company_ids
    )
    if not good:
        raise UserError(
            closings.env._("Name the companies by a list of their ids, as [1, 2, 3].")
        )
    return list(dict.fromkeys(company_ids))


def _close_one_of_many(closings, company_id, day, kinds, post) -> dict:
    company = closings.env["res.company"].sudo().browse(company_id).exists()
    mine = company in closings.env.user.company_ids
    named = {"company_id": company_id, "company": company.name if mine else ""}
    try:
        with closings.env.cr.savepoint():
            return {**named, **closings.close_month(company_id, day, kinds, post)}
    except UserError as error:
        return {**named, "error": str(error)}
    except Exception as error:
        if isinstance(error, AT_ONCE):
            raise  # another person works on it: Odoo sends the call again
        _logger.exception("Month %s of company %s not closed", day, company_id)
        return {
            **named,
            "error": closings.env._(
                "This company could not be closed by a fault of the program; the "
                "log of the server says which."
            ),
        }
