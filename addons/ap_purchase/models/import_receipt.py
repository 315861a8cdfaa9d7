# SPDX-License-Identifier: AGPL-3.0-or-later
"""Receipts from a file: one receipt a row, on a line of a confirmed order."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from functools import cached_property

from odoo.fields import Domain

from odoo.addons.ap_base.models.import_target import ImportTarget
from odoo.addons.ap_base.models.import_value import ImportField

from .ap_receipt import RECORDING

# As people write them; whatever is none of these is refused.
CAUSES = {
    "return": "return", "returned": "return", "retour": "return",
    "correction": "correction", "error": "correction", "erreur": "correction",
}  # fmt: skip


class ReceiptTarget(ImportTarget):
    code, model = "receipt", "ap.receipt"
    group = "ap_base.group_apprentice"

    @property
    def label(self):
        return self.env._("Receipts")

    @property
    def examples(self):
        return (
            {
                "order": "P00042",
                "line": "1",
                "date": date(2026, 10, 31),
                "quantity": Decimal(12),
                "external_id": "BL-2026-0815",
            },
        )

    @cached_property
    def fields(self):
        return {
            "order": ImportField(
                self.env._("Order"), "record", required=True, model="purchase.order"
            ),
            "line": ImportField(
                self.env._("Order line"),
                help=self.env._(
                    "Its rank in the order from 1, the code of its product, or "
                    "its external id. Empty: the only line to receive."
                ),
            ),
            "date": ImportField(self.env._("Date"), "date", required=True),
            "quantity": ImportField(self.env._("Quantity"), "decimal", required=True),
            "cause": ImportField(
                self.env._("Reason"),
                help=self._receipt_cause_help(),
            ),
            "external_id": ImportField(self.env._("Reference")),
            "note": ImportField(self.env._("Note")),
        }

    def _receipt_cause_help(self):
        return self.env._(
            "Of a negative quantity: return (sent back) or correction (recorded by "
            "mistake)."
        )

    def validate(self, rows):
        """Find the order line of each row; the reference is the key where there is one."""
        candidates = self._receipt_lines(rows)
        for row in rows:
            row.key = row.values.get("external_id") or ""
            if row.errors:
                continue
            named = candidates[row.values["order"]]
            found = named.get(row.values.get("line") or "", [])
            if len(found) != 1:
                row.reject(
                    self.env._("Order line"),
                    row.values.get("line"),
                    self._receipt_line_message(row, found, named),
                )
                continue
            row.values["purchase_line"] = found[0]
            if not row.values.get("quantity"):
                message = self.env._(
                    "Row %(row)s: a receipt needs a quantity other than zero.",
                    row=row.number,
                )
                row.reject(self.env._("Quantity"), 0, message)
            self._check_receipt_cause(row)

    def _check_receipt_cause(self, row):
        """A negative quantity may have a cause; nothing else may."""
        given = (row.values.get("cause") or "").strip()
        row.values["cause"] = CAUSES.get(given.lower(), "")
        if given and (not row.values["cause"] or (row.values.get("quantity") or 0) > 0):
            message = self.env._(
                "Row %(row)s: “%(value)s” is no cause of this quantity. Of a negative one "
                "write return or correction, else leave it empty.",
                row=row.number,
                value=given,
            )
            row.reject(self.env._("Reason"), given, message)

    def review(self, rows):
        """A reference that somebody recorded without this import is not taken over."""
        keys = {row.key for row in rows if row.state in ("new", "changed")}
        known = self.env["ap.receipt"].search_fetch(
            [
                ("external_id", "in", list(keys)),
                ("company_id", "=", self.company.id),
            ],
            ["external_id"],
        )
        others = {receipt.external_id: receipt.id for receipt in known}
        for row in rows:
            held = others.get(row.key)
            if held and held != row.res_id and row.state in ("new", "changed"):
                message = self.env._(
                    "Row %(row)s: the receipt %(reference)s is already recorded. Correct "
                    "it in the list of receipts, or leave it out of the file.",
                    row=row.number,
                    reference=row.key,
                )
                row.reject(self.env._("Reference"), row.key, message)

    def apply(self, rows):
        self._take_back_receipts(row for row in rows if row.state == "gone")
        changed = [row for row in rows if row.state == "changed"]
        # What changed is taken back and recorded anew: two statements, not one a row.
        self._take_back_receipts(changed)
        self._record_receipts([row for row in rows if row.state == "new"] + changed)

    def undo(self, rows):
        self.give_back(rows, self._take_back_receipts, self._record_receipts)

    def _take_back_receipts(self, rows):
        ids = [row.res_id for row in rows if row.res_id]
        self.env["ap.receipt"].browse(ids).exists().unlink()

    def _record_receipts(self, rows):
        values = [
            {
                "purchase_line_id": row.values["purchase_line"],
                "date": row.values["date"],
                "quantity": float(row.values["quantity"]),
                "external_id": row.values.get("external_id") or False,
                "note": row.values.get("note") or False,
                "cause": row.values.get("cause") or False,
                "origin": "import",
            }
            for row in rows
        ]
        with RECORDING.open():
            created = self.env["ap.receipt"].create(values)
        for row, receipt in zip(rows, created, strict=True):
            row.res_id = receipt.id

    def _receipt_lines(self, rows):
        """Return {order: {name of a line: [lines]}} for the orders of the rows."""
        orders = {row.values["order"] for row in rows if row.values.get("order")}
        lines = self.env["purchase.order.line"].search(
            Domain("order_id", "in", list(orders))
            & Domain("company_id", "=", self.company.id)
            & Domain("state", "=", "purchase")
            & Domain("display_type", "=", False)
            & Domain("is_downpayment", "=", False)
        )
        external = defaultdict(set)
        data = self.env["ir.model.data"].sudo()
        for known in data.search_fetch(
            [("model", "=", lines._name), ("res_id", "in", lines.ids)],
            ["module", "name", "res_id"],
        ):
            external[known.res_id].add(f"{known.module}.{known.name}")
        named = defaultdict(lambda: defaultdict(list))
        for order, members in lines.grouped("order_id").items():
            for rank, line in enumerate(members.sorted(), 1):
                if line.qty_received_method != "manual":
                    continue
                names = {"", str(rank), line.product_id.default_code or ""}
                for name in names | external[line.id]:
                    named[order.id][name].append(line.id)
        return named

    def _receipt_line_message(self, row, found, named):
        if not named:
            return self.env._(
                "Row %(row)s: the order has no line that is received by hand. Confirm "
                "it, or validate its transfer in the warehouse.",
                row=row.number,
            )
        if found:
            return self.env._(
                "Row %(row)s: %(count)s lines answer to “%(line)s”. Give the rank of the "
                "line in the order.",
                row=row.number,
                count=len(found),
                line=row.values.get("line") or "",
            )
        return self.env._(
            "Row %(row)s: the order has no line “%(line)s”. It has: %(names)s.",
            row=row.number,
            line=row.values.get("line"),
            names=", ".join(sorted(filter(None, named))),
        )
