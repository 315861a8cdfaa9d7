# SPDX-License-Identifier: AGPL-3.0-or-later
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.ap_base.arithmetic.exceptions import AmountError
from odoo.addons.ap_base.arithmetic.money import to_decimal
from odoo.addons.ap_base.models.engine_pass import Pass

from ..rules.order_events import cause_in

# Open while other tools and files bring receipts: these state where they come from.
RECORDING = Pass("ap_purchase.recording_receipts")
# What is typed, and what a row of another tool may name.
TYPED = {"purchase_line_id", "date", "quantity", "cause", "note", "external_id"}
FIGURES = {"date", "quantity", "purchase_line_id", "cause"}
CAUSES = ("return", "correction")


class ApReceipt(models.Model):
    """A receipt with its day (*service fait*), for lines that no warehouse moves.

    The receipts of a line always sum to its received quantity.
    """

    _name = "ap.receipt"
    _description = "Receipt"
    _inherit = ["ap.guarded"]
    _order = "date desc, id desc"
    _rec_name = "purchase_line_id"
    _check_company_auto = True

    purchase_line_id = fields.Many2one(
        "purchase.order.line",
        string="Order line",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('qty_received_method', '=', 'manual'), ('state', '=', 'purchase')]",
        check_company=True,
    )
    order_id = fields.Many2one(
        related="purchase_line_id.order_id",
        string="Order",
        store=True,
        index=True,
        precompute=True,
    )
    partner_id = fields.Many2one(
        related="purchase_line_id.partner_id",
        string="Supplier",
        store=True,
        precompute=True,
    )
    product_id = fields.Many2one(
        related="purchase_line_id.product_id", store=True, precompute=True
    )
    uom_id = fields.Many2one(related="purchase_line_id.product_uom_id", string="Unit")
    ordered_quantity = fields.Float(
        related="purchase_line_id.product_qty", string="Ordered"
    )
    received_quantity = fields.Float(
        related="purchase_line_id.qty_received", string="Received so far"
    )
    company_id = fields.Many2one(
        related="purchase_line_id.company_id",
        store=True,
        index=True,
        required=True,
        precompute=True,
    )
    date = fields.Date(
        required=True,
        index=True,
        default=lambda self: self.env.company._company_today(),
        help="Day on which the goods came in or the service was done.",
    )
    quantity = fields.Float(
        required=True,
        digits="Product Unit",
        help="In the unit of the order line; a return or a correction is negative.",
    )
    cause = fields.Selection(
        [("return", "Sent back"), ("correction", "Recorded by mistake")],
        string="Reason",
        help="Why a quantity is negative. Sent back after its bill, a credit note is "
        "awaited; recorded by mistake, the rest is still to come.",
    )
    origin = fields.Selection(
        [
            ("manual", "Recorded"),
            ("import", "Imported"),
            ("field", "Received quantity of the order"),
        ],
        required=True,
        readonly=True,
        default="manual",
    )
    note = fields.Char()
    user_id = fields.Many2one(
        "res.users",
        string="Recorded by",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    external_id = fields.Char(
        string="Reference",
        copy=False,
        help="Delivery note or key of the other tool; counts once per company.",
    )

    _external_id = models.UniqueIndex(
        "(company_id, external_id) WHERE external_id IS NOT NULL",
        "A receipt with this reference is already recorded.",
    )
    _quantity = models.Constraint(
        "CHECK(quantity <> 0)", "A receipt needs a quantity other than zero."
    )
    _cause = models.Constraint(
        "CHECK(quantity < 0 OR cause IS NULL)",
        "Only a negative quantity was sent back or recorded by mistake.",
    )

    @api.constrains("purchase_line_id")
    def _check_purchase_line_id(self):
        for line in self.purchase_line_id:
            if line.display_type or line.is_downpayment:
                raise ValidationError(
                    self.env._("%(line)s is no line to receive.", line=line.name)
                )
            if line.qty_received_method != "manual":
                raise ValidationError(
                    self.env._(
                        "%(product)s of %(order)s is received by the warehouse: "
                        "validate its transfer.",
                        product=line.product_id.display_name,
                        order=line.order_id.name,
                    )
                )

    @api.model
    def _ap_engine_fields(self):
        """Who recorded it, and where it comes from, nobody types for another."""
        return super()._ap_engine_fields() | self._ap_all_fields_but(TYPED)

    @api.model
    def _ap_engine_at_work(self):
        return RECORDING.is_open or super()._ap_engine_at_work()

    @api.model
    def _ap_engine_refusal(self, names):
        return self.env._(
            "Who recorded a receipt and where it comes from is not typed: give its line, "
            "day and quantity."
        )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("quantity", 0) < 0 and vals.get("note") and not vals.get("cause"):
                vals["cause"] = cause_in(vals["note"])
        receipts = super().create(vals_list)
        receipts._refuse_locked()
        receipts.purchase_line_id._sync_received()
        receipts._notify_position()
        return receipts

    def write(self, vals):
        """Other figures are recorded by who writes them; the former ones are logged."""
        self._notify_position()
        if FIGURES & vals.keys():
            result = self._write_figures(vals)
        else:
            result = super().write(vals)
        self._notify_position()
        return result

    def _write_figures(self, vals):
        lines = self.purchase_line_id
        if vals.get("quantity", 0) > 0:
            vals = {**vals, "cause": False}
        self._refuse_locked()
        self._log_change(self.env._("Receipt changed"))
        result = super().write(vals)
        self.sudo().write({"user_id": self.env.uid})
        self._refuse_locked()
        (lines | self.purchase_line_id)._sync_received()
        return result

    def unlink(self):
        self._notify_position("deleted")
        lines = self.purchase_line_id
        self._refuse_locked()
        self._log_change(self.env._("Receipt deleted"))
        result = super().unlink()
        lines._sync_received()
        return result

    def _notify_position(self, cause="received"):
        """The position changed from the days of these receipts on; the bills that wait
        for them are compared again."""
        positions = self.env["ap.order.position"]
        for company, receipts in self.grouped("company_id").items():
            days = {receipt: receipt.date for receipt in receipts}
            positions._receipts_changed(company, days, cause)
        orders = self.purchase_line_id.order_id
        self.env["ap.changed"]._note(orders, None, "ap.receipt")

    def _ap_received_quantity(self) -> dict[int, float]:
        """Per receipt: what came in, in the unit of the order line; sent back: negative."""
        return {receipt.id: receipt.quantity for receipt in self}

    def _refuse_locked(self):
        """What locked books were made of is not changed afterwards."""
        for company, receipts in self.sudo().grouped("company_id").items():
            company.with_env(self.env)._ap_refuse_locked_day(min(receipts.mapped("date")))

    def _log_change(self, what):
        """Keep the former figures on the orders."""
        bodies = {}
        for receipt in self.sudo():
            line = receipt.purchase_line_id
            text = self.env._(
                "%(what)s; it was: %(line)s, %(date)s, %(quantity)s",
                what=what,
                line=line.name,
                date=fields.Date.to_string(receipt.date),
                quantity=receipt.quantity,
            )
            order = line.order_id.id
            bodies[order] = "\n".join(filter(None, [bodies.get(order), text]))
        if bodies:
            self.env["purchase.order"].sudo().browse(bodies)._message_log_batch(bodies)

    # The way in for other tools: many receipts in one call, each one once -------------

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
            unknown = sorted(map(str, set(row) - TYPED))
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
        """Return the values of a row, or refuse it with what is wrong."""
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
        """Return why a quantity is negative, or refuse what cannot be one."""
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
