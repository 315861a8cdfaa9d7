# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, float_round

from odoo.addons.ap_base.models.engine_pass import Pass

from .account_move import READERS
from .ap_order_change import TERMS

# What was agreed on: a bill that is off it waits.
AGREED = frozenset({"product_qty", "price_unit", "discount", "product_uom_id", "tax_ids"})

# Open while the received quantity is set by several writes: they are recorded once.
HELD = Pass("ap_purchase.receipts_recorded_later")
# Open while receipts are recorded of a quantity that stands already.
SYNCED = Pass("ap_purchase.quantity_stands")


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    service_mode = fields.Selection(
        [("log", "Receipts recorded"), ("elapsed", "Time elapsed")],
        string="Service received by",
        default="log",
        help="Time elapsed: the service is received day by day between its two dates; "
        "nobody records a receipt.",
    )
    service_start_date = fields.Date(
        string="Service from",
        help="First day of the service, taken over by the bill line.",
    )
    service_end_date = fields.Date(
        string="Service to",
        help="Last day of the service, included, taken over by the bill line.",
    )
    ap_no_accrual_reason = fields.Char(
        string="No accrual because",
        copy=False,
        help="When filled, month-end closings propose no accrual for this line.",
    )
    ap_receipt_ids = fields.One2many(
        "ap.receipt",
        "purchase_line_id",
        string="Receipts recorded",
        groups=READERS,
    )
    ap_shared_ids = fields.One2many(
        "ap.match.line",
        "purchase_line_id",
        domain=[("shared", "=", True)],
        string="Parts of bill lines",
        groups=READERS,
    )

    ap_to_receive = fields.Boolean(
        string="Receipt to record",
        compute="_compute_ap_to_receive",
        search="_search_ap_to_receive",
    )

    _service_dates = models.Constraint(
        "CHECK(service_end_date >= service_start_date)",
        "A service ends on the day it starts or later.",
    )
    _service_elapsed = models.Constraint(
        "CHECK(service_mode IS DISTINCT FROM 'elapsed' OR "
        "(service_start_date IS NOT NULL AND service_end_date IS NOT NULL))",
        "A service received by the time elapsed needs its first and its last day.",
    )

    @api.depends(
        "state", "service_mode", "qty_received_method", "qty_received", "product_qty"
    )
    def _compute_ap_to_receive(self):
        for line in self:
            line.ap_to_receive = (
                line.state == "purchase"
                and line.qty_received_method == "manual"
                and line.service_mode != "elapsed"
                and line.qty_received < line.product_qty
            )

    def _search_ap_to_receive(self, operator, value):
        if operator != "in":
            return NotImplemented
        waiting = Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "COALESCE(%s, 0) < %s",
                model._field_to_sql(alias, "qty_received", query),
                model._field_to_sql(alias, "product_qty", query),
            )
        )
        domain = (
            Domain("state", "=", "purchase")
            & Domain("qty_received_method", "=", "manual")
            & Domain("service_mode", "!=", "elapsed")
            & waiting
        )
        return domain if True in value else ~domain

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._ap_note_change()
        # A value given for qty_received came through the inverse and is logged.
        direct = lines.browse(
            line.id
            for line, vals in zip(lines, vals_list, strict=True)
            if vals.get("qty_received_manual") and "qty_received" not in vals
        )
        direct._log_receipts({})
        return lines

    def write(self, vals):
        self._ap_refuse_freeing(vals)
        if "ap_no_accrual_reason" in vals:
            self._log_no_accrual(vals["ap_no_accrual_reason"])
        if not vals.keys().isdisjoint(TERMS):
            self.env["ap.order.change"].keep(self, vals)
        before = None
        if "qty_received_manual" in vals and not HELD.is_open:
            before = {line.id: line.qty_received_manual for line in self}
        result = super().write(vals)
        self._ap_note_change(vals)
        if before is not None:
            self._log_receipts(before)
        return result

    def _ap_note_change(self, names=None):
        """A change of lines is one of their order: bills wait for it."""
        self.env["ap.changed"]._note(self.order_id, names, "purchase.order.line")

    def _ap_refuse_freeing(self, vals):
        """An order made equal to a bill frees its payment: that is accepting what differs,
        and takes a limit that allows it. Receipts are recorded, not accepted."""
        names = AGREED & vals.keys()
        if not names or self.env.su:
            return
        changed = self.filtered(
            lambda line: line.state == "purchase" and line._ap_would_change(vals, names)
        )
        waiting = changed and self.env["ap.match"].sudo().search(
            [
                ("line_ids.purchase_line_id", "in", changed.ids),
                ("state", "=", "exception"),
                ("bill_state", "in", ("draft", "posted")),
            ]
        )
        for match in waiting or ():
            differences = match.difference_ids.filtered(lambda one: one.state == "open")
            if not match._may_accept(self.env.user, differences):
                raise UserError(
                    self.env._(
                        "%(bill)s waits for this order line, and what differs is beyond "
                        "your limit: changing the order now would free its payment. Let "
                        "somebody who may accept the difference on the bill do it.",
                        bill=match.display_name,
                    )
                )

    def _ap_would_change(self, vals, names) -> bool:
        """Whether one of these values is another than the line has."""
        self.ensure_one()
        for name in names:
            field = self._fields[name]
            if field.type == "many2many":
                return True
            if field.convert_to_write(self[name], self) != (vals[name] or 0):
                return True
        return False

    def _prepare_qty_invoiced(self):
        """Count of a shared bill line what matching gave to each order line."""
        result = super()._prepare_qty_invoiced()
        for line in self.sudo():
            for part in line.ap_shared_ids:
                if self._ap_counts(part.bill_line_id.move_id):
                    result[line] += part.order_quantity
            for bill_line in line.invoice_lines:
                move = bill_line.move_id
                if not bill_line.ap_shared_ids or not self._ap_counts(move):
                    continue
                sign = -1 if move.move_type == "in_refund" else 1
                result[line] -= sign * bill_line.product_uom_id._compute_quantity(
                    bill_line.quantity, line.product_uom_id
                )
        return result

    def _ap_counts(self, move) -> bool:
        """Return whether Odoo counts the bill as billed, as `_prepare_qty_invoiced` does."""
        if move.state == "cancel" and move.payment_state != "invoicing_legacy":
            return False
        if move.move_type not in ("in_invoice", "in_refund"):
            return False
        day = self.env.context.get("accrual_entry_date")
        return not day or bool(move.invoice_date and str(move.invoice_date) <= str(day))

    @api.onchange("qty_received")
    def _inverse_qty_received(self):
        """Log what changes, for all the lines at once."""
        saved = self.filtered(lambda line: isinstance(line.id, int))
        before = {line.id: line.qty_received_manual for line in saved}
        with HELD.open():
            result = super()._inverse_qty_received()
        saved._log_receipts(before)
        return result

    def _log_receipts(self, before: dict[int, float]):
        """Record by how much the manual quantities moved since then."""
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        given = fields.Date.to_date(self.env.context.get("ap_receipt_date"))
        values = []
        for line in self:
            moved = line.qty_received_manual - before.get(line.id, 0.0)
            quantity = float_round(moved, precision_digits=digits)
            if quantity and line.qty_received_method == "manual":
                values.append(
                    {
                        "purchase_line_id": line.id,
                        "date": given
                        or line._ap_day_received()
                        or line.company_id._company_today(),
                        "quantity": quantity,
                        "origin": "field",
                    }
                )
        if values:
            with SYNCED.open():
                self.env["ap.receipt"].sudo().create(values)

    def _sync_received(self):
        """Set the received quantities to what the receipts sum to, in one statement."""
        if not self or SYNCED.is_open:
            return
        self.env["ap.receipt"].flush_model()
        self.flush_recordset(["qty_received_manual", "qty_received_method"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE purchase_order_line l
                   SET qty_received_manual = COALESCE(
                       (SELECT SUM(r.quantity) FROM ap_receipt r
                         WHERE r.purchase_line_id = l.id), 0)
                 WHERE l.id = ANY(%s) AND l.qty_received_method = 'manual'
                """,
                self.ids,
            )
        )
        self.invalidate_recordset(["qty_received_manual"], flush=False)
        self.modified(["qty_received_manual"])

    def _lock_to_receive(self):
        """Let receipts of the same lines wait for each other."""
        self.env.cr.execute(
            SQL(
                "SELECT id FROM purchase_order_line WHERE id = ANY(%s)"
                " ORDER BY id FOR UPDATE",
                self.ids,
            )
        )

    def _log_no_accrual(self, reason):
        """Log on the order who decided it, for which line."""
        bodies = {}
        for line in self:
            if (line.ap_no_accrual_reason or "") == (reason or ""):
                continue
            order = line.order_id
            text = (
                self.env._(
                    "%(line)s: no accrual at month end, because: %(reason)s",
                    line=line.name,
                    reason=reason,
                )
                if reason
                else self.env._("%(line)s: accrued again at month end", line=line.name)
            )
            bodies[order.id] = "\n".join(filter(None, [bodies.get(order.id), text]))
        if bodies:
            orders = self.env["purchase.order"].browse(bodies)
            orders._message_log_batch(bodies)

    def action_ap_record_receipt(self):
        """Open a new receipt of what is still to come."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Record a receipt"),
            "res_model": "ap.receipt",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_purchase_line_id": self.id,
                "default_quantity": self.product_qty - self.qty_received,
                "default_date": self._ap_day_received(),
            },
        }

    def _ap_day_received(self):
        """The day to propose for a receipt: the last day of the service once it is over,
        unless that day is locked, else today; none for a service planned for a month that
        is over, since today would be the wrong month and nobody knows the right day."""
        self.ensure_one()
        company = self.company_id or self.env.company
        today, end = company._company_today(), self.service_end_date
        if end:
            over = end < today
            locked = over and company._get_lock_date_violations(end, sale=False, tax=False)
            return end if over and not locked else today
        planned = self.date_planned and self.date_planned.date()
        is_old = planned and planned < today.replace(day=1)
        return False if is_old and self.product_id.type == "service" else today

    def action_ap_come_later(self):
        """Ask for the day on which these lines are expected now."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ap_purchase.ap_receipt_later_action"
        )
        action["context"] = {"default_line_ids": self.ids}
        return action

    def action_ap_receive_all(self):
        """Record as received what is still to come, for all these lines: services that
        are over on their last day, the rest today."""
        rows = [
            {
                "purchase_line_id": line.id,
                "date": line._ap_day_received() or line.company_id._company_today(),
                "quantity": line.product_qty - line.qty_received,
            }
            for line in self
            if line.ap_to_receive
        ]
        self.env["ap.receipt"].record(rows)
        return True
