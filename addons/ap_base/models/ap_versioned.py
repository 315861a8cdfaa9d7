# SPDX-License-Identifier: AGPL-3.0-or-later
"""What rules and settings were at which time: one row for each change, only added to.

Whoever tries another rule over past months needs the rule that held then, not today's.
"""

from datetime import timedelta
from typing import NamedTuple

from psycopg2.extras import Json

from odoo import api, fields, models
from odoo.tools import SQL

MOMENT = timedelta(minutes=1)


class Version(NamedTuple):
    """What a record held. `number`: 0 where its first state was not kept. `is_sure` is
    False where it was changed before changes were kept: these are the values since."""

    record_id: int
    number: int
    since: object
    values: dict
    is_gone: bool = False
    is_sure: bool = True
    name: str = ""


class ApVersioned(models.AbstractModel):
    """Inherit it beside a model of rules or settings, and name the fields that count in
    `_ap_versioned_fields`: each change of one of them is a version of the record."""

    _name = "ap.versioned"
    _description = "Record whose changes are kept"

    @api.model
    def _ap_versioned_fields(self) -> frozenset:
        """Names of the fields of which each change is kept; heirs add theirs."""
        return frozenset()

    def _ap_version_values(self) -> dict:
        """{record id: its values}, of plain JSON."""
        names = sorted(self._ap_versioned_fields())
        return {
            record.id: {name: _plain(record, name) for name in names} for record in self
        }

    def _ap_version_company(self):
        return self.company_id if "company_id" in self._fields else self.env["res.company"]

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        if self._ap_versioned_fields():  # none: nothing of the model counts yet
            records.sudo()._ap_keep_versions()
        return records

    def write(self, vals):
        if not vals.keys() & self._ap_versioned_fields():
            return super().write(vals)
        records = self.sudo()
        records._ap_before()
        result = super().write(vals)
        records._ap_keep_versions()
        return result

    def unlink(self):
        if not self._ap_versioned_fields():
            return super().unlink()
        records = self.sudo()
        before = records._ap_before()
        rows = [
            record._ap_version_row(before[record.id].number + 1, before[record.id].values, True, True)
            for record in records
            if record._ap_version_company() != record  # a company takes its history with it
        ]
        result = super().unlink()
        self.env["ap.setting.version"].sudo().create(rows)
        return result

    def _ap_before(self) -> dict:
        """{record id: Version}: what they hold now; what was kept of none is kept first."""
        known = self._ap_newest()
        values = self._ap_version_values()
        first = self.filtered(lambda one: one.id not in known)
        rows = [
            {**one._ap_version_row(1, values[one.id], False, one._ap_never_changed()),
             "since": one.create_date or fields.Datetime.now()}
            for one in first
        ]  # fmt: skip
        self.env["ap.setting.version"].create(rows)
        fresh = {one.id: Version(one.id, 1, one.create_date, values[one.id]) for one in first}
        return known | fresh

    def _ap_keep_versions(self) -> None:
        """Add the version of each record of which something differs from its newest one;
        what one transaction does to a record in a moment is one version."""
        values, known = self._ap_version_values(), self._ap_newest()
        moment = self._ap_of_this_moment()
        rows = []
        for record in self:
            old = known.get(record.id)
            if old is not None and old.values == values[record.id]:
                continue
            if record.id in moment:
                self.env.cr.execute(
                    SQL(
                        "UPDATE ap_setting_version SET values = %s WHERE id = %s",
                        Json(values[record.id]), moment[record.id],
                    )
                )  # fmt: skip
                continue
            number = (old.number if old else 0) + 1
            rows.append(record._ap_version_row(number, values[record.id], False, True))
        kept = self.env["ap.setting.version"].sudo()
        kept.create(rows)
        kept.invalidate_model(["values"])

    def _ap_of_this_moment(self) -> dict:
        """{record id: the id of its version} of versions that nobody else has seen yet:
        added in this transaction, a moment ago."""
        cr, now = self.env.cr, fields.Datetime.now()
        found = self.env.execute_query(
            SQL(
                "SELECT record_id, MAX(id) FROM ap_setting_version"
                " WHERE res_model = %s AND record_id = ANY(%s) AND create_date = %s"
                "   AND since BETWEEN %s AND %s AND user_id = %s GROUP BY record_id",
                self._name, self.ids, cr.now(), now - MOMENT, now, self.env.uid,
            )
        )  # fmt: skip
        return dict(found)

    def _ap_never_changed(self) -> bool:
        return not self.write_date or self.write_date == self.create_date

    def _ap_version_row(self, number, values, is_gone, is_sure) -> dict:
        self.ensure_one()
        return {
            "res_model": self._name,
            "record_id": self.id,
            "number": number,
            "name": self.display_name,
            "company_id": self._ap_version_company().id,
            "since": fields.Datetime.now(),
            "user_id": self.env.uid,
            "values": values,
            "is_gone": is_gone,
            "is_sure": is_sure,
        }

    def _ap_newest(self) -> dict:
        """{record id: its newest Version}; what was kept of none is left out."""
        return {one.record_id: one for one in self._ap_kept_versions(self.ids)}

    @api.model
    def _ap_kept_versions(self, ids=None) -> list[Version]:
        """The versions that were kept (of these records), the oldest first."""
        self.env["ap.setting.version"].flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT record_id, number, since, values, is_gone, is_sure, name"
                "  FROM ap_setting_version"
                " WHERE res_model = %s AND (%s::integer[] IS NULL OR record_id = ANY(%s))"
                " ORDER BY record_id, number",
                self._name, ids, ids,
            )
        )  # fmt: skip
        return [Version(*row) for row in rows]

    @api.model
    def _ap_versions(self, records) -> list[Version]:
        """All versions of the model, those of deleted records included, the oldest first;
        of `records` that never changed since changes are kept: what they hold now."""
        kept = self._ap_kept_versions()
        known = {one.record_id for one in kept}
        fresh = records.filtered(lambda one: one.id not in known)
        values = fresh._ap_version_values()
        return kept + [
            Version(one.id, 1, one.create_date, values[one.id], False, one._ap_never_changed(),
                    one.display_name)
            for one in fresh
        ]  # fmt: skip


def _plain(record, name):
    """The value of a field as plain JSON."""
    value, field = record[name], record._fields[name]
    if field.type == "many2one":
        return value.id or False
    if field.relational:
        return sorted(value.ids)
    if field.type in ("date", "datetime"):
        return field.to_string(value) if value else False
    return value
