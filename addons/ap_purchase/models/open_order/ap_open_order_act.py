# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people do with open orders, many at once, each with its trace on the order."""

from datetime import date as Date

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from odoo.addons.ap_base.models import arguments

PREPARE = ("ap_base.group_apprentice", "purchase.group_purchase_user")
DECIDE = ("ap_base.group_accountant",)
TO_SUPPLIER = ("chase_bill", "ask_credit_note", "chase_delivery", "ask_supplier_or_close")
TODO = "mail.mail_activity_data_todo"


class ApOpenOrder(models.Model):
    _inherit = "ap.open.order"

    def ask_receipt(self):
        """Ask who follows the order whether it came: one activity per order."""
        records = self._fresh(PREPARE)
        asked = records.filtered(lambda record: record.over_billed or record.open)
        self._check_some(asked, self.env._("Everything of these lines was received."))
        for order, lines in asked.grouped("order_id").items():
            user = lines.owner_id[:1] or order.user_id or self.env.user
            wording = self.with_context(lang=user.lang or self.env.lang)
            summary = wording.env._("Was it received? %(order)s", order=order.name)
            known = order.sudo().activity_ids.mapped("summary")
            if summary not in known:
                order.sudo().activity_schedule(
                    TODO,
                    date_deadline=order.company_id._company_today(),
                    summary=summary,
                    note=wording._lines_asked(lines),
                    user_id=user.id,
                )
        asked.sudo().write({"asked_on": self.env.company._company_today()})
        return {"orders": len(asked.order_id), "lines": len(asked)}

    def _lines_asked(self, lines) -> str:
        return "\n".join(
            self.env._(
                "%(label)s: %(ordered)s ordered, %(received)s received, %(billed)s billed.",
                label=line.label,
                ordered=self._word("", line.ordered),
                received=self._word("", line.received),
                billed=self._word("", line.billed),
            )
            for line in lines
        )

    def record_service(self, date=None):
        """Record as received (*service fait*) what was billed ahead, else the rest.

        For lines that no warehouse moves. Returns what `ap.receipt.record` returns.
        """
        records = self._fresh(PREPARE)
        day = self._asked_day(date)
        done = records.filtered(
            lambda record: (record.over_billed or record.open)
            and record.purchase_line_id.qty_received_method == "manual"
            and record.purchase_line_id.service_mode != "elapsed"
        )
        self._check_some(
            done,
            self.env._(
                "None of these lines is received by hand: goods are received by their "
                "transfer, services by the time elapsed by their dates."
            ),
        )
        result = self.env["ap.receipt"].record(
            [
                {
                    "purchase_line_id": record.purchase_line_id.id,
                    "date": day,
                    "quantity": record.over_billed or record.open,
                }
                for record in done
            ]
        )
        done._refresh_orders()
        return result

    def close(self, date=None, reason=None):
        """Close the remainder from that day on: nothing more is awaited or accrued."""
        records = self._fresh(DECIDE)
        day = self._asked_day(date)
        open_ones = records.filtered(lambda record: not record.closed_on)
        self._check_some(open_ones, self.env._("These lines are closed already."))
        lines = open_ones.purchase_line_id
        self.env["ap.order.closure"].close(lines, day, reason)
        text = self.env._(
            "Remainder closed from %(day)s, because: %(reason)s",
            day=format_date(self.env, day),
            reason=reason,
        )
        open_ones._trace(text)
        open_ones._refresh_orders()
        return {"lines": len(lines)}

    def reopen(self, date=None, reason=None):
        """Open again from that day on what was closed."""
        records = self._fresh(DECIDE)
        day = self._asked_day(date)
        lines = self.env["ap.order.closure"].reopen(
            records.purchase_line_id, day, reason
        )
        self._check_some(lines, self.env._("None of these lines is closed."))
        text = self.env._(
            "Open again from %(day)s, because: %(reason)s",
            day=format_date(self.env, day),
            reason=reason,
        )
        again = records.filtered(lambda record: record.purchase_line_id in lines)
        again._trace(text)
        again._refresh_orders()
        return {"lines": len(lines)}

    # -- what all of them share --------------------------------------------------------

    def _fresh(self, groups):
        """Return these records as of now, when the user may act on them."""
        self._check_role(groups)
        self.check_access("read")
        if not self:
            raise UserError(self.env._("Choose the lines first."))
        self._refresh_orders()
        return self

    def _check_role(self, groups):
        user = self.env.user
        if self.env.su or any(user.has_group(group) for group in groups):
            return
        if groups == DECIDE:
            raise AccessError(
                self.env._("Remainders are closed and opened again by accountants.")
            )
        raise AccessError(
            self.env._("Open orders are followed by apprentices, accountants and buyers.")
        )

    def _refresh_orders(self):
        for company, records in self.grouped("company_id").items():
            self.sudo()._refresh(company, records.order_id)

    def _check_some(self, records, otherwise):
        if not records:
            raise UserError(otherwise)

    def _asked_day(self, date) -> Date:
        if not date:
            return self.company_id[:1]._company_today()
        return arguments.day(self.env, date)

    def _trace(self, text):
        """Say on each order what was done to which of its lines."""
        bodies = {
            order.id: "\n".join([text, *(f"– {label}" for label in lines.mapped("label"))])
            for order, lines in self.grouped("order_id").items()
        }
        self.env["purchase.order"].sudo().browse(bodies)._message_log_batch(bodies)

    # -- buttons -----------------------------------------------------------------------

    def action_next_step(self):
        """Do what the row asks for."""
        self.ensure_one()
        step = self.action
        if step in TO_SUPPLIER:
            return self.action_chase()
        if step == "confirm_receipt":
            return self._act("ask_receipt")
        if step == "record_service":
            return self._act("record_service")
        if step == "close_remainder":
            return self.action_close()
        if step == "send_order" and self.order_id.has_access("write"):
            return self.order_id.action_rfq_send()
        return self.action_open_order()

    def action_chase(self):
        """Ask the suppliers, after a look at whom and for what."""
        return self._act("chase")

    def action_ask_receipt(self):
        """Ask whether it came, after a look."""
        return self._act("ask_receipt")

    def action_record_service(self):
        """Record the service as done, after a look."""
        return self._act("record_service")

    def action_close(self):
        """Close the remainder, with a day and a reason."""
        return self._act("close")

    def action_reopen(self):
        """Open again, with a day and a reason."""
        return self._act("reopen")

    def action_refresh(self):
        """Read the position again and show the list."""
        self.refresh(self.env.company.id)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_open_order(self):
        """Open the order of the row."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "purchase.order",
            "res_id": self.order_id.id,
            "views": [(False, "form")],
        }

    def _act(self, step):
        self._check_role(DECIDE if step in ("close", "reopen") else PREPARE)
        steps = self.env["ap.open.order.act"]
        label = dict(steps._fields["step"]._description_selection(self.env))[step]
        return {
            "type": "ir.actions.act_window",
            "name": label,
            "res_model": "ap.open.order.act",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_step": step, "default_open_order_ids": self.ids},
        }
