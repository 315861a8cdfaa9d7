# SPDX-License-Identifier: AGPL-3.0-or-later
"""Arguments of the methods that scripts call: company, day, ids, and the role it takes,
checked in one place. Each function returns the value, or refuses in one sentence."""

from datetime import date

from odoo import fields
from odoo.exceptions import AccessError, UserError


def company(env, company_id):
    """The company of that id, if the user works in it.

    The superuser of the engines works in each. Raises AccessError otherwise, the same
    for a company of others and for none, so that nobody learns which exist.
    """
    found = env["res.company"]
    if type(company_id) is int:
        found = found.browse(company_id)
    if env.su:
        found = found.exists()
    elif company_id not in env.user._get_company_ids():  # cached, unlike company_ids
        found = found.browse()
    if not found:
        raise AccessError(env._("Company %(id)s is not one of yours.", id=company_id))
    return found


def day(env, value) -> date:
    """The day, from a date or its ISO form. Raises UserError for all else."""
    try:
        found = fields.Date.to_date(value)
    except (TypeError, ValueError, AttributeError):
        found = None
    if not isinstance(found, date):
        raise UserError(
            env._("%(value)s is no date; write it as 2026-10-31.", value=value)
        )
    return found


def ids(env, values) -> list[int] | None:
    """The ids asked for, None for all of them (XML-RPC has only False for it).

    Raises UserError unless they are a list of whole numbers.
    """
    if values is None or values is False:
        return None
    if not isinstance(values, list | tuple) or any(type(i) is not int for i in values):
        raise UserError(
            env._("%(value)s is no list of ids; write it as [12, 15].", value=values)
        )
    return list(values)


def require_role(env, group: str, sentence: str) -> None:
    """Refuse with that sentence whoever has not the role (`ap_base.group_…`)."""
    if not env.su and not env.user.has_group(group):
        raise AccessError(sentence)
