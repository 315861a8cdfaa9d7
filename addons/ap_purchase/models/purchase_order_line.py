# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, float_round

from odoo.addons.ap_base.models.engine_pass import Pass

from .ap_order_change import TERMS

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
        groups="ap_base.group_auditor,ap_base.group_apprentice,"
        "purchase.group_purchase_user",
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
        # A value given for qty_received came through the inverse and is logged.
        direct = lines.browse(
            line.id
            for line, vals in zip(lines, vals_list, strict=True)
            if vals.get("qty_received_manual") and "qty_received" not in vals
        )
        direct._log_receipts({})
        return lines

    def write(self, vals):
        if "ap_no_accrual_reason" in vals:
            self._log_no_accrual(vals["ap_no_accrual_reason"])
        if not vals.keys().isdisjoint(TERMS):
            self.env["ap.order.change"].keep(self, vals)
        if "qty_received_manual" not in vals or HELD.is_open:
            return super().write(vals)
        before = {line.id: line.qty_received_manual for line in self}
        result = super().write(vals)
        self._log_receipts(before)
        return result

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
        """Say on the order who decided it, for which line."""
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
