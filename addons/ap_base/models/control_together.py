# SPDX-License-Identifier: AGPL-3.0-or-later
"""Controls that look one after the other, in one transaction and at one state of the books.

What they share is read once: what was found before, what has to be looked at, and what the
methods themselves ask `once` for. What is kept of their runs is written once, at the end.
Where one of them breaks, all of it is undone, and each is run by itself.
"""

import logging
from dataclasses import dataclass, field

from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from . import control_night
from .engine_pass import Pass

_logger = logging.getLogger(__name__)
# Open while several controls look together, with what they share (`Together`).
TOGETHER = Pass("ap_base.together")
_BEFORE = """
SELECT control_id, id, state, res_id, %(is_gone)s
  FROM ap_finding
 WHERE company_id = %(company)s AND control_id = ANY(%(controls)s)
   AND (control_id = ANY(%(whole)s) OR res_id = ANY(%(ids)s) OR %(is_gone)s)
"""
_OF_THESE = """
SELECT control_id, id, state, res_id, FALSE
  FROM ap_finding
 WHERE company_id = %(company)s AND control_id = ANY(%(controls)s)
   AND res_model = %(model)s AND res_id = ANY(%(ids)s)
"""
# Documents that are no more; of other models, all findings are read anyway.
_IS_GONE = """(res_model = 'account.move' AND NOT EXISTS (
    SELECT FROM account_move move
     WHERE move.id = ap_finding.res_id AND move.company_id = ap_finding.company_id))"""
_OPEN = """
SELECT control_id, count(*) FROM ap_finding
 WHERE company_id = %s AND control_id = ANY(%s) AND state <> 'resolved'
 GROUP BY control_id
"""


@dataclass
class Together:
    """What controls of one company share; `looks`: {control: what it has to look at}."""

    looks: dict
    before: dict
    runs: list = field(default_factory=list)
    kept: dict = field(default_factory=dict)

    def states_before(self, control) -> tuple[dict, int]:
        """{finding: state} of the documents that the control looks at; and how many open ones
        stand on others."""
        return self.before[control.id]


def run(controls, company, res_ids, day) -> dict | None:
    """Let the controls look, and store, with one savepoint for all: {code: counts}. None where
    one broke: nothing of it is kept then."""
    try:
        # Nothing waits to be flushed; a flush would run what waits for the commit.
        with controls.env.cr.savepoint(flush=False):
            shared = begin(controls, company, res_ids)
            with TOGETHER.open(shared):
                result = {one.code: one._run(company, res_ids, day) for one in controls}
            if shared.runs:
                control_night.remember(controls.env, shared.runs)
                controls.env["ap.control.run"].invalidate_model()
            return result
    except (UserError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
        raise
    except Exception as error:
        controls.env.invalidate_all(flush=False)
        _logger.info("Controls of %s are run one by one: %s", company.name, error)
        return None


def begin(controls, company, res_ids) -> Together:
    """What they share, read for all of them."""
    looks = {} if res_ids is not None else control_night.looks_of(controls, company)
    read = _states_of if res_ids is None else _states_of_these
    return Together(looks, read(controls, company, looks, res_ids))


def once(name, read, *asked):
    """What `read()` gives; where controls look together, read once for `asked`."""
    shared = TOGETHER.value
    if shared is None:
        return read()
    key = (name, *asked)
    if key not in shared.kept:
        shared.kept[key] = read()
    return shared.kept[key]


def kept_together(name) -> dict | None:
    """A dict that controls which look together keep; None where a control looks alone."""
    shared = TOGETHER.value
    return None if shared is None else shared.kept.setdefault(name, {})


def _states_of(controls, company, looks, _res_ids) -> dict:
    ids_of = {number: look.ids for number, look in looks.items() if look.ids is not None}
    whole = [number for number in controls.ids if number not in ids_of]
    query = SQL(
        _BEFORE, company=company.id, controls=controls.ids, whole=whole,
        ids=sorted({one for ids in ids_of.values() for one in ids}), is_gone=SQL(_IS_GONE),
    )  # fmt: skip
    mine = {number: frozenset(ids) for number, ids in ids_of.items()}
    states = {number: {} for number in controls.ids}
    for number, finding, state, res_id, is_gone in controls.env.execute_query(query):
        if number not in mine or is_gone or res_id in mine[number]:
            states[number][finding] = state
    totals = dict(controls.env.execute_query(SQL(_OPEN, company.id, sorted(ids_of))))
    return {
        number: (found, _others(found, totals.get(number)) if number in mine else 0)
        for number, found in states.items()
    }


def _others(found, total) -> int:
    return (total or 0) - sum(state != "resolved" for state in found.values())


def _states_of_these(controls, company, _looks, res_ids) -> dict:
    states = {number: ({}, 0) for number in controls.ids}
    for model, some in controls.grouped("res_model").items():
        query = SQL(
            _OF_THESE, company=company.id, controls=some.ids, model=model, ids=list(res_ids)
        )
        for number, finding, state, _res_id, _gone in controls.env.execute_query(query):
            states[number][0][finding] = state
    return states
