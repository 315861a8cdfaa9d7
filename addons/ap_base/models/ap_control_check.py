# SPDX-License-Identifier: AGPL-3.0-or-later
"""Running the controls: on demand, when posting, and every night."""

import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from . import arguments
from .finding_value import UNCHECKED, FindingValue

_logger = logging.getLogger(__name__)

TURNS = 3
MOST_BROKEN = 20  # documents on which a control may break before it is broken itself
NIGHTLY_GAP = timedelta(hours=1)  # a control is not run again by the cron within it


class ApControl(models.Model):
    _inherit = "ap.control"

    @api.model
    def check(self, company_id, codes=None, res_model=None, res_ids=None):
        """Run the controls of one company that are in force today, and store what they
        find.

        `codes` limits the controls, `res_model` and `res_ids` the documents: only
        findings of those documents are refreshed and resolved. Gives
        `{code: {"found", "new", "resolved"}}` for the controls that were run; of
        several, one that breaks has "error" beside zeros, and does not stop the others.
        """
        return self._check(company_id, codes, res_model, res_ids)

    @api.model
    def _check(self, company_id, codes=None, res_model=None, res_ids=None, date=None):
        """As `check`, on another day: no client chooses it, or findings of today would
        be resolved by naming a day on which they did not hold."""
        company = self._company_to_check(company_id)
        if res_ids is not None and not res_model:
            raise UserError(
                self.env._("Say of which model the documents are (res_model).")
            )
        self._refuse_unknown(codes)
        day = self._day(company, date)
        engine = self.sudo().with_company(company)
        engine.env.flush_all()
        controls = engine._in_force(company, day, codes, res_model)
        result = {}
        for control in controls:
            run = control._run_beside_others if controls[1:] else control._run
            result[control.code] = run(company, res_ids, day)
        if codes is None and res_model is None:
            engine._resolve_out_of_force(company, day)
        return result

    def _run_beside_others(self, company, res_ids, day) -> dict:
        """Look, and store; what fails is noted, and undoes its own work only."""
        try:
            # Nothing waits to be flushed; a flush would run what waits for the commit.
            with self.env.cr.savepoint(flush=False):
                return self._run(company, res_ids, day)
        except (UserError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
            raise
        except Exception as error:
            self.env.invalidate_all(flush=False)
            _logger.exception("Control %s failed for %s", self.code, company.name)
            if res_ids is None:
                self._remember_run(company, error=str(error))
            told = self.env._("The control broke: the server log says where.")
            return {"found": 0, "new": 0, "resolved": 0, "error": told}

    def _run(self, company, res_ids, day) -> dict:
        """Look, and store. One control, as superuser."""
        self.ensure_one()
        name = self._method_name()
        method = getattr(self, name, None)
        if method is None:
            raise UserError(
                self.env._(
                    "The control %(control)s cannot run: no add-on brings its method "
                    "%(method)s. Install that add-on or archive the control.",
                    control=self.display_name,
                    method=name,
                )
            )
        records = None
        if res_ids is not None:
            records = self.env[self.res_model].browse(res_ids).exists()
        looked_at = records is None or records
        values = self._look(method, company, records, day) if looked_at else []
        counts = self.env["ap.finding"]._store(self, company, values, res_ids)
        if res_ids is None:
            self._remember_run(company, counts)
        return counts

    def _look(self, method, company, records, day) -> list:
        """What the control finds. A document on which it breaks is told to be unchecked,
        and does not stop the check of the others."""
        found, error = self._tried(method, company, records, day)
        if error is None:
            return found
        asked_for = records is not None and len(records) == 1
        if records is None:
            records = self._usual_scope(company, day)
        if not records:
            raise error
        most = 1 if asked_for else min(MOST_BROKEN, len(records) - 1)
        return self._look_apart(method, company, records, day, most)

    def _look_apart(self, method, company, records, day, most) -> list:
        """Look at halves until the documents on which the control breaks are alone. Where it
        breaks on more than `most`, it is not for the documents, and the error is raised."""
        found, broken, waiting = [], records.browse(), [records]
        while waiting:
            some = waiting.pop()
            values, error = self._tried(method, company, some, day)
            if error is None:
                found += values
            elif len(some) > 1:
                middle = len(some) // 2
                waiting += [some[middle:], some[:middle]]
            else:
                broken |= some
                if len(broken) > most:
                    raise error
                _logger.error(
                    "Control %s could not check %s", self.code, some, exc_info=error
                )
                found.append(FindingValue(some._name, some.id, UNCHECKED, UNCHECKED))
        return found

    def _tried(self, method, company, records, day):
        """What the method finds, and None; or nothing, and what went wrong."""
        try:
            with self.env.cr.savepoint(flush=False):  # `check` has flushed
                return list(method(company, records, day)), None
        except (UserError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
            raise
        except Exception as error:
            self.env.invalidate_all(flush=False)
            return [], error

    def _is_of_bills_only(self) -> bool:
        """Whether the control's method looks at bills, credit notes and receipts of
        suppliers only: other entries are posted without it."""
        self.ensure_one()
        return self._method_name() in self._methods_of_bills()

    def _method_name(self) -> str:
        """The method of the model that looks."""
        return self.method or f"_find_{self.code}"

    @api.model
    def _methods_of_bills(self) -> frozenset[str]:
        """Names of the methods that look at no other entry than purchase documents.
        Heirs add theirs."""
        return frozenset()

    def _usual_scope(self, company, day):
        """The documents that the control looks at when all are asked for, to find those on
        which it breaks; none where that is not known. Heirs know it for their models."""
        return self.env[self.res_model].browse()

    def _company_to_check(self, company_id):
        takes = self.env._("Running controls takes the role Apprentice or above.")
        arguments.require_role(self.env, "ap_base.group_apprentice", takes)
        return arguments.company(self.env, company_id).sudo()

    def _refuse_unknown(self, codes):
        if codes is None:
            return
        known = (
            self.sudo().with_context(active_test=False).search([("code", "in", codes)])
        )
        unknown = sorted(set(codes) - set(known.mapped("code")))
        if unknown:
            raise UserError(
                self.env._(
                    "There is no control with the code %(codes)s.",
                    codes=", ".join(unknown),
                )
            )

    def _day(self, company, date):
        return arguments.day(self.env, date) if date else company._company_today()

    @api.model
    def _in_force(self, company, day, codes=None, res_model=None):
        """The active controls that apply to the company on that day."""
        country = company.account_fiscal_country_id or company.country_id
        domain = [
            "|",
            ("date_from", "=", False),
            ("date_from", "<=", day),
            "|",
            ("date_to", "=", False),
            ("date_to", ">=", day),
            "|",
            ("country_ids", "=", False),
            ("country_ids", "in", country.ids),
            "|",
            ("company_ids", "=", False),
            ("company_ids", "in", company.ids),
        ]
        if codes is not None:
            domain.append(("code", "in", codes))
        if res_model:
            domain.append(("res_model", "=", res_model))
        return self.search(domain)

    def _resolve_out_of_force(self, company, day):
        """Close what was found by controls that no longer apply to the company."""
        gone = self.search([("active", "in", [True, False])]) - self._in_force(
            company, day
        )
        self.env["ap.finding"]._resolve_of_controls(gone, company)

    def _remember_run(self, company, counts=None, error=None):
        """Keep when the control looked at the company; one row, whoever comes first."""
        counts = counts or {"found": 0, "new": 0, "resolved": 0}
        self.env.cr.execute(
            SQL(
                """INSERT INTO ap_control_run (control_id, company_id, date, error,
                          found_count, new_count, resolved_count)
                   VALUES (%s, %s, timezone('UTC', clock_timestamp()), %s, %s, %s, %s)
                   ON CONFLICT (control_id, company_id) DO UPDATE
                   SET date = EXCLUDED.date, error = EXCLUDED.error,
                       found_count = EXCLUDED.found_count,
                       new_count = EXCLUDED.new_count,
                       resolved_count = EXCLUDED.resolved_count""",
                self.id,
                company.id,
                error,
                counts["found"],
                counts["new"],
                counts["resolved"],
            )
        )
        self.env["ap.control.run"].invalidate_model()

    @api.model
    def _cron_check(self):
        """Run every control for every company; what fails is noted and does not stop
        the others. Called again, it goes on where it was."""
        due = self._due_tonight()
        self.env["ir.cron"]._commit_progress(remaining=len(due))
        for control, company in due:
            control._check_or_note(company)
            if not self.env["ir.cron"]._commit_progress(1):
                return
        day = fields.Date.context_today(self)
        for company in self.env["res.company"].search([("active", "=", True)]):
            self._resolve_out_of_force(company, day)

    def _check_or_note(self, company):
        """Check; when somebody checks the same at that moment, once more."""
        for turn in range(TURNS):
            try:
                self.check(company.id, codes=[self.code])
                return
            except Exception as error:
                self.env.cr.rollback()
                at_once = isinstance(error, PG_CONCURRENCY_EXCEPTIONS_TO_RETRY)
                if at_once and turn < TURNS - 1:
                    continue
                _logger.exception("Control %s failed for %s", self.code, company.name)
                self._remember_run(company, error=str(error))
                return

    def _due_tonight(self):
        """Pairs of control and company, those seen least recently first."""
        limit = fields.Datetime.now() - NIGHTLY_GAP
        runs = self.env["ap.control.run"].search([("date", ">", limit)])
        done = {(run.control_id.id, run.company_id.id) for run in runs}
        day = fields.Date.context_today(self)
        return [
            (control, company)
            for company in self.env["res.company"].search([])
            for control in self._in_force(company, day)
            if (control.id, company.id) not in done
        ]
