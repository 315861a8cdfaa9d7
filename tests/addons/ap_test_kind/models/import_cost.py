# SPDX-License-Identifier: AGPL-3.0-or-later
"""Costs of another tool, from a file."""

from datetime import date
from decimal import Decimal
from functools import cached_property

from odoo import models
from odoo.exceptions import UserError

from odoo.addons.ap_base.models.import_target import ImportTarget
from odoo.addons.ap_base.models.import_value import ImportField


class CostTarget(ImportTarget):
    code, model = "test_cost", "ap.test.cost"

    @property
    def label(self):
        return self.env._("Costs of another tool")

    @property
    def examples(self):
        return ({"label": "Train", "date_start": date(2026, 10, 20), "amount": Decimal("84.5")},)

    @cached_property
    def fields(self):
        partner = {"type": "record", "model": "res.partner", "lookup": "name"}
        account = {"type": "record", "model": "account.account", "lookup": "code"}
        return {
            "label": ImportField(self.env._("Label"), required=True),
            "partner_id": ImportField(self.env._("Partner"), required=True, **partner),
            "account_id": ImportField(self.env._("Account"), required=True, **account),
            "amount": ImportField(self.env._("Amount"), "decimal", required=True),
            "date_start": ImportField(self.env._("Date"), "date", required=True),
        }

    def validate(self, rows):
        for row in rows:
            row.key = row.values.get("label") or ""
            if (row.values.get("amount") or 0) < 0:
                message = self.env._("Row %(row)s: a cost is not negative.", row=row.number)
                row.reject(self.env._("Amount"), row.values["amount"], message)

    def apply(self, rows):
        self._remove(row for row in rows if row.state in ("gone", "changed"))
        self._make([row for row in rows if row.state in ("new", "changed")])

    def undo(self, rows):
        if any(cost.date_end for cost in self._costs(rows)):
            raise UserError(self.env._("One of these costs is paid: it stays."))
        self._remove(rows)
        for row in rows:
            row.values = row.previous_values
        self._make([row for row in rows if row.values])

    def _costs(self, rows):
        ids = [row.res_id for row in rows if row.res_id]
        return self.env[self.model].browse(ids).exists()

    def _remove(self, rows):
        self._costs(rows).unlink()

    def _make(self, rows):
        company = {"company_id": self.company.id}
        values = [{**row.values, "amount": float(row.values["amount"])} for row in rows]
        made = self.env[self.model].create([one | company for one in values])
        for row, cost in zip(rows, made, strict=True):
            row.res_id = cost.id


class ApImport(models.Model):
    _inherit = "ap.import"

    def _registered_targets(self):
        return [*super()._registered_targets(), CostTarget]
