# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a room does with what changed, and in which order the rooms do it."""

import logging
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

_logger = logging.getLogger(__name__)

READ, MATCH, IMPUTE, CHECK = 10, 20, 30, 40


@dataclass(frozen=True, slots=True)
class Phase:
    """One step of what follows a change.

    ``watched``: for each source of changes (the model that is written) the fields that
    concern the phase, None for any change of it. ``run(env, changed)`` gets an environment
    of the superuser and ``{model: [ids]}``, ids in ascending order.
    """

    code: str
    order: int
    watched: Mapping[str, frozenset | None]
    run: Callable

    def concerns(self, source: str, names) -> bool:
        """Whether the phase looks at a change of these fields; None: made or deleted."""
        if source not in self.watched:
            return False
        fields = self.watched[source]
        return fields is None or names is None or not fields.isdisjoint(names)


class Marks:
    """What waits to be looked at: {code of the phase: {model: {ids}}}."""

    def __init__(self):
        self._waiting = {}

    def add(self, code, model, ids) -> None:
        self._waiting.setdefault(code, {}).setdefault(model, set()).update(ids)

    def add_all(self, other) -> None:
        for code, models in other._waiting.items():
            for model, ids in models.items():
                self.add(code, model, ids)

    def take(self, code) -> dict[str, list[int]]:
        """What waits for the phase, which waits for it no more."""
        return {m: sorted(ids) for m, ids in self._waiting.pop(code, {}).items()}

    def __bool__(self):
        return bool(self._waiting)


@contextmanager
def beside_others(env, what: str, *values):
    """Work that undoes itself when it fails, and is noted in the log: saving goes on, and
    the nightly run does it again. What the database asks to repeat is repeated."""
    try:
        with env.cr.savepoint(flush=False):
            yield
            env.flush_all()
    except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
        raise
    except Exception:
        env.invalidate_all(flush=False)
        _logger.exception(what, *values)


def check_changed(env, changed) -> None:
    """Run the controls that look at changes on what changed, by company."""
    controls = env["ap.control"].search([("check_on_change", "=", True)])
    for model, ids in changed.items():
        codes = controls.filtered(lambda one, name=model: one.res_model == name)
        if not codes or model not in env:
            continue
        wanted = getattr(env[model], "_ap_checked_when_changed", None)
        domain = Domain("id", "in", ids) & (wanted() if wanted else Domain.TRUE)
        groups = env[model]._read_group(domain, ["company_id"], ["id:array_agg"])
        for company, found in groups:
            with beside_others(env, "%s %s could not be checked", model, found):
                env["ap.control"].check(
                    company.id, codes.mapped("code"), model, sorted(found)
                )
