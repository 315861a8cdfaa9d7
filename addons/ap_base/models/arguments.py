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
    return found.with_company(found)  # readable, though not among those that are switched on


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


def some_ids(env, values) -> list[int]:
    """The ids, each once, in the order given; a single one will do. Raises UserError for
    all else, none at all included."""
    values = [values] if type(values) is int else values
    asked = ids(env, values)
    if asked is None or any(one <= 0 for one in asked):
        raise UserError(
            env._("%(value)s is no list of ids; write it as [12, 15].", value=values)
        )
    return list(dict.fromkeys(asked))


def one_id(env, value) -> int:
    """The id. Raises UserError for all else."""
    if type(value) is not int or value <= 0:
        raise UserError(env._("%(value)s is no id of a record.", value=value))
    return value


def number(env, value) -> float | None:
    """The number, None where none is given. Raises UserError for all else."""
    if value is None or value is False:
        return None
    if type(value) not in (int, float) or not -1e15 < value < 1e15:
        raise UserError(env._("%(value)s is no number.", value=value))
    return float(value)


def text(value) -> str:
    """The text without blanks at its ends; empty for whatever is no text."""
    return value.strip() if isinstance(value, str) else ""


def among(env, values, records):
    """Those of the records that have the ids. Raises UserError with the ids of others."""
    asked = some_ids(env, values)
    lost = sorted(set(asked) - set(records.ids))
    if lost:
        raise UserError(
            env._(
                "%(ids)s: no “%(what)s” of this record. Reload the page, or read the ids "
                "again.",
                ids=", ".join(map(str, lost)),
                what=env["ir.model"]._get(records._name).sudo().name,
            )
        )
    return records.browse(asked)


def require_role(env, group: str, sentence: str) -> None:
    """Refuse with that sentence whoever has not the role (`ap_base.group_…`)."""
    if not env.su and not env.user.has_group(group):
        raise AccessError(sentence)
