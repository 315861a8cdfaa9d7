# SPDX-License-Identifier: AGPL-3.0-or-later
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.ap_base.arithmetic.exceptions import AmountError
from odoo.addons.ap_base.arithmetic.money import to_decimal

from .ap_receipt import RECORDING

COLUMNS = {"purchase_line_id", "date", "quantity", "cause", "note", "external_id"}
CAUSES = ("return", "correction")


class ApReceipt(models.Model):
    """The way in for other tools: many receipts in one call, each one once."""

    _inherit = "ap.receipt"

    @api.model
    def record(self, rows):
        """Record receipts, in one go and once per external id.

        ``rows``: dicts of purchase_line_id, date, quantity, and if need be note,
        external_id and, of a negative quantity, cause: "return" or "correction".
        Returns {"ids", "created", "same"}, ids in the order of the rows.
        """
        return self._record(rows, "manual")

    def _record(self, rows, origin):
        self._check_may_record()
        lines = self._lines_of_rows(rows)
        values = [
            self._values_of_row(number, row, origin)
            for number, row in enumerate(rows, 1)
        ]
        lines._lock_to_receive()
        known = self._known_external(values, lines.company_id)
        fresh, keys = {}, []
        for number, vals in enumerate(values, 1):
            company = lines.browse(vals["purchase_line_id"]).company_id
            external = vals["external_id"]
            key = (company.id, external) if external else (False, number)
            if key in known or key in fresh:
                self._check_same(number, vals, known.get(key) or fresh[key])
            else:
                fresh[key] = vals
            keys.append(key)
        with RECORDING.open():
            created = self.create(list(fresh.values()))
        ids = {key: vals["id"] for key, vals in known.items()}
        ids.update(zip(fresh, created.ids, strict=True))
        return {
            "ids": [ids[key] for key in keys],
            "created": len(fresh),
            "same": len(keys) - len(fresh),
        }

    def _check_may_record(self):
        user = self.env.user
        groups = ("ap_base.group_apprentice", "purchase.group_purchase_user")
        if not self.env.su and not any(user.has_group(group) for group in groups):
            raise AccessError(
                self.env._(
                    "Receipts are recorded by apprentices, accountants and buyers; "
                    "%(user)s may only read them.",
                    user=user.name,
                )
            )

    def _lines_of_rows(self, rows):
        """Return the order lines named by the rows, all readable."""
        if not isinstance(rows, list) or not all(isinstance(r, dict) for r in rows):
            raise UserError(self.env._("Receipts are given as a list of rows."))
        for number, row in enumerate(rows, 1):
            unknown = sorted(map(str, set(row) - COLUMNS))
            if unknown:
                raise UserError(
                    self.env._(
                        "Row %(row)s: unknown column %(columns)s.",
                        row=number,
                        columns=", ".join(unknown),
                    )
                )
        asked = [row.get("purchase_line_id") for row in rows]
        OrderLine = self.env["purchase.order.line"]
        lines = OrderLine.browse({i for i in asked if type(i) is int}).exists()
        found = set(lines.ids)
        for number, line_id in enumerate(asked, 1):
            if type(line_id) is not int or line_id not in found:
                raise UserError(
                    self.env._(
                        "Row %(row)s: there is no order line %(line)s.",
                        row=number,
                        line=line_id,
                    )
                )
        lines.check_access("read")
        return lines

    def _values_of_row(self, number, row, origin):
        """Return the values of a row, or say what is wrong with it."""
        try:
            day = fields.Date.to_date(row.get("date"))
        except (ValueError, TypeError):
            day = None
        if not day:
            raise UserError(
                self.env._(
                    "Row %(row)s: %(value)s is no date; write it as 2026-10-31.",
                    row=number,
                    value=row.get("date"),
                )
            )
        try:
            quantity = to_decimal(row.get("quantity"))
        except AmountError:
            quantity = Decimal(0)
        if not quantity:
            raise UserError(
                self.env._(
                    "Row %(row)s: the quantity is %(value)s; a receipt needs a number "
                    "other than zero.",
                    row=number,
                    value=row.get("quantity"),
                )
            )
        return {
            "purchase_line_id": row["purchase_line_id"],
            "date": day,
            "quantity": float(quantity),
            "cause": self._cause_of_row(number, row, quantity),
            "note": row.get("note") or False,
            "external_id": str(row.get("external_id") or "") or False,
            "origin": origin,
        }

    def _cause_of_row(self, number, row, quantity):
        """Return why a quantity is negative, or say that it cannot be that."""
        cause = row.get("cause") or False
        if cause and (cause not in CAUSES or quantity > 0):
            raise UserError(
                self.env._(
                    "Row %(row)s: %(value)s is no cause of %(quantity)s; of a negative "
                    "quantity give return or correction.",
                    row=number,
                    value=cause,
                    quantity=row.get("quantity"),
                )
            )
        return cause

    def _known_external(self, values, companies):
        """Return the recorded receipts by (company, external id)."""
        wanted = [vals["external_id"] for vals in values if vals["external_id"]]
        found = self.search_fetch(
            [("external_id", "in", wanted), ("company_id", "in", companies.ids)],
            ["company_id", "external_id", "purchase_line_id", "date", "quantity"],
        )
        return {
            (receipt.company_id.id, receipt.external_id): {
                "id": receipt.id,
                "purchase_line_id": receipt.purchase_line_id.id,
                "date": receipt.date,
                "quantity": receipt.quantity,
                "external_id": receipt.external_id,
            }
            for receipt in found
        }

    def _check_same(self, number, vals, known):
        """Refuse a reference that comes back with other figures."""
        same = all(vals[name] == known[name] for name in ("purchase_line_id", "date"))
        if same and abs(vals["quantity"] - known["quantity"]) < 1e-9:
            return
        raise UserError(
            self.env._(
                "Row %(row)s: receipt %(reference)s is already recorded, with "
                "%(quantity)s on %(date)s. Correct it in the list of receipts, or give "
                "this one another reference.",
                row=number,
                reference=vals["external_id"],
                quantity=known["quantity"],
                date=fields.Date.to_string(known["date"]),
            )
        )
