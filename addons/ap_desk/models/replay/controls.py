# SPDX-License-Identifier: AGPL-3.0-or-later
"""A control looks again at the documents of past days, with other parameters."""

from odoo import fields
from odoo.tools import SQL, groupby

from ...rules.replay_values import AUTOMATIC, NONE, Answer, Decision
from .kind import Kind, Replayed

FLAGGED, NOTHING = Answer((("flagged", 1),)), Answer((("flagged", 0),))
# By the day in the company's time zone on which a document was entered, or its own date.
DAYS = """
SELECT %(day)s AS day, document.id FROM %(table)s document
 WHERE document.company_id = %(company)s AND %(day)s BETWEEN %(first)s AND %(last)s
 ORDER BY 1, 2
"""
# What people said of what was found: waived is said to be no cause.
SAID = """
SELECT finding.res_id, bool_and(finding.state = 'waived'), bool_or(finding.state = 'resolved')
  FROM ap_finding finding
 WHERE finding.control_id = %s AND finding.res_model = %s AND finding.res_id = ANY(%s)
 GROUP BY finding.res_id
"""


class ControlReplay(Kind):
    """Before: the parameters as they are. After: those that are tried. Both look at the
    documents of each day as if it were that day; a finding that names a document which came
    later is not counted."""

    def __init__(self, replay) -> None:
        super().__init__(replay)
        # As the engine runs it: whoever replays may not read all that a control reads.
        control = replay.control_id.sudo().with_company(self.company)
        self.control, self.model = control, self.env[control.res_model].sudo()
        values = {"parameters": {**(control.parameters or {}), **(replay.parameters or {})}}
        self.tried = control.new(values, origin=control)
        self.zone = self.company.partner_id.tz or "UTC"
        self.documents = self._documents()
        self.failed: set[str] = set()

    def _documents(self) -> dict:
        columns = self.model._fields
        if "company_id" not in columns or not columns["company_id"].store:
            return {}
        by_date = self.replay.basis == "dated" and "date" in columns and columns["date"].store
        day = SQL("document.date") if by_date else SQL(
            "(document.create_date AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", self.zone
        )  # fmt: skip
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                DAYS, day=day, table=SQL.identifier(self.model._table), company=self.company.id,
                first=self.replay.date_from, last=self.replay.date_to,
            )
        )  # fmt: skip
        return {day: [one for _day, one in its] for day, its in groupby(rows, lambda row: row[0])}

    def days(self):
        return sorted(self.documents)

    def work(self, day):
        records = self.model.browse(self.documents[day]).exists()
        first, second = (self._flagged(one, records, day) for one in (self.control, self.tried))
        said = self._said(records.ids)
        return [
            self._row(record, day, first, second, said.get(record.id))
            for record in records
            if record.id in first or record.id in second
        ]

    def names(self, answers):
        return {("flagged", 1): self.env._("found"), ("flagged", 0): self.env._("waived")}

    def unknown(self):
        env = self.env
        found = [env._(
            "Documents are taken as they are today, by the control of today: only what it is "
            "told to allow is tried."
        )]  # fmt: skip
        if self.failed:
            found.append(env._("The control could not look at: %(days)s.",
                               days=", ".join(sorted(self.failed))))  # fmt: skip
        return found

    def _flagged(self, control, records, day) -> dict:
        """{document: how often it was found}, of what was known on that day."""
        method = getattr(control, self.control._method_name())
        values, error = self.control._tried(method, self.company, records, day)
        if error:
            self.failed.add(str(day))
        known = self._known([value for one in values for value in _links(one)], day)
        found: dict = {}
        for one in values:
            if one.res_id in records.ids and all(link in known for link in _links(one)):
                found[one.res_id] = found.get(one.res_id, 0) + 1
        return found

    def _known(self, links, day) -> set:
        """Those of the documents that were there on that day."""
        found = set()
        for model, some in groupby(sorted(set(links)), lambda link: link[0]):
            ids = [key for _model, key in some]
            records = self.env[model].sudo().browse(ids).exists()
            found |= {(model, one.id) for one in records if self._day_of(one) <= day}
        return found

    def _day_of(self, record):
        """On which day a document was known."""
        if self.replay.basis == "dated" and "date" in record and record.date:
            return record.date
        here = record.with_context(tz=self.zone)
        return fields.Datetime.context_timestamp(here, record.create_date).date()

    def _said(self, ids) -> dict:
        rows = self.env.execute_query(
            SQL(SAID, self.control.id, self.control.res_model, list(ids))
        )
        return {
            key: NOTHING if waived else FLAGGED
            for key, waived, resolved in rows
            if waived or resolved
        }

    def _row(self, record, day, first, second, reference) -> Replayed:
        amount = record.amount_untaxed_signed * -1 if "amount_untaxed_signed" in record else 0
        return Replayed(
            record._name, record.id, day, record.display_name, amount,
            self.company.currency_id.id, self._decision(first.get(record.id)),
            self._decision(second.get(record.id)), reference,
        )  # fmt: skip

    def _decision(self, count) -> Decision:
        by = ("control", self.control.code, 0)
        return Decision(AUTOMATIC, (FLAGGED,), by) if count else Decision(NONE, (), by)


def _links(value) -> list:
    """The documents that a finding names, beside its own."""
    places = [*value.values.values(), *value.evidence.values()]
    return [
        (one["model"], one["id"])
        for one in places
        if isinstance(one, dict) and "model" in one and one["id"] != value.res_id
    ]
