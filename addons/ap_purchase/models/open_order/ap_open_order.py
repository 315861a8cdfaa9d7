# SPDX-License-Identifier: AGPL-3.0-or-later
"""The work list of open orders: one record per order line that has something open.

Beside it: `open_order_store` (the list is kept by sets), `open_order_words` (the facts
behind a cause), `open_order_chase` (mails to suppliers), `open_order_digest` (the weekly
mail to owners).
"""

from collections import Counter
from datetime import date as Date
from functools import partial

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.ap_base.models import arguments

from ...rules.open_order import ACTIONS as ACTION_OF
from ..job_pieces import run_pieces
from . import (
    open_order_changes,
    open_order_chase,
    open_order_digest,
    open_order_store,
)
from .labels import ACTIONS, CAUSES
from .open_order_words import CauseWords

# What a person decides; the rest is the position's, and written by set.
DECIDED = {"cause_override", "owner_id", "note", "date_due"}
PREPARE = ("ap_base.group_apprentice", "purchase.group_purchase_user")
DECIDE = ("ap_base.group_accountant",)
TO_SUPPLIER = ("chase_bill", "ask_credit_note", "chase_delivery", "ask_supplier_or_close")
TODO = "mail.mail_activity_data_todo"


def _quantity(label: str):
    return fields.Float(string=label, digits="Product Unit", readonly=True)


def _amount(label: str, help_text: str = ""):
    return fields.Monetary(string=label, readonly=True, help=help_text)


def _age(label: str):
    return fields.Integer(string=label, aggregator="max", readonly=True)


class ApOpenOrder(models.Model):
    """An order line in difference: its position of the last refresh, cause, decisions.

    All amounts are untaxed and in company currency.
    """

    _name = "ap.open.order"
    _description = "Open order"
    _inherit = ["mail.thread", "analytic.mixin", "ap.report"]
    _mail_post_access = "read"  # a buyer answers in words
    _order = "at_stake desc, id"
    _rec_name = "label"

    active = fields.Boolean(readonly=True)
    date = fields.Date(string="Position on", readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, readonly=True
    )
    currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company currency"
    )
    purchase_line_id = fields.Many2one(
        "purchase.order.line",
        string="Order line",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    order_id = fields.Many2one("purchase.order", string="Order", readonly=True, index=True)
    partner_id = fields.Many2one(
        "res.partner", string="Supplier", readonly=True, index=True
    )
    buyer_id = fields.Many2one("res.users", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one(
        "product.category", string="Category", readonly=True
    )
    label = fields.Char(string="Description", readonly=True)
    uom_id = fields.Many2one("uom.uom", string="Unit", readonly=True)
    order_currency_id = fields.Many2one("res.currency", readonly=True)
    ordered = _quantity("Ordered")
    received = _quantity("Received")
    billed = _quantity("Billed")
    open = _quantity("Quantity open")
    to_accrue = _quantity("Quantity to accrue")
    over_billed = _quantity("Quantity billed ahead")
    ordered_amount = _amount("Amount ordered")
    received_amount = _amount("Amount received")
    billed_amount = _amount("Amount billed")
    open_amount = _amount("Still to come", "Ordered and not received.")
    to_accrue_amount = _amount("To accrue", "Received and not billed.")
    over_billed_amount = _amount("Billed ahead", "Billed and not received.")
    at_stake = _amount(
        "At stake", "Of what is billed ahead, to accrue and still to come: the first."
    )
    age_ordered = _age("Days since the order")
    age_planned = _age("Days past the planned day")
    age_receipt = _age("Days since the last receipt")
    age_bill = _age("Days since the last bill")
    date_ordered = fields.Date(string="Ordered on", readonly=True)
    date_planned = fields.Date(string="Planned on", readonly=True)
    date_last_receipt = fields.Date(string="Last receipt", readonly=True)
    date_last_bill = fields.Date(string="Last bill", readonly=True)
    excluded_reason = fields.Char(string="No accrual because", readonly=True)
    closed_on = fields.Date(string="Closed from", readonly=True)
    facts = fields.Json(string="Figures", readonly=True)
    explanation = fields.Text(compute="_compute_explanation", string="Facts")
    cause_found = fields.Selection(CAUSES, readonly=True)
    action_found = fields.Selection(ACTIONS, readonly=True)
    cause_override = fields.Selection(
        CAUSES,
        string="Cause decided",
        tracking=True,
        help="Stays when the position is read again, until it is emptied.",
    )
    cause = fields.Selection(CAUSES, readonly=True, index=True)
    action = fields.Selection(ACTIONS, string="Recommended action", readonly=True)
    owner_id = fields.Many2one(
        "res.users",
        string="Owner",
        tracking=True,
        help="Who follows the line: the buyer, unless somebody else was chosen.",
    )
    owner_decided = fields.Boolean(readonly=True)
    date_due = fields.Date(string="Due date", tracking=True)
    note = fields.Text(tracking=True)
    chased_on = fields.Date(string="Last chased on", readonly=True)
    chase_count = fields.Integer(string="Times chased", readonly=True)
    asked_on = fields.Date(string="Receiver asked on", readonly=True)

    _once = models.UniqueIndex("(purchase_line_id)")

    def init(self):
        """Add what says of what an order was made: see `open_order_changes`."""
        self.env.cr.execute(
            "ALTER TABLE ap_open_order ADD COLUMN IF NOT EXISTS basis varchar,"
            " ADD COLUMN IF NOT EXISTS listed integer"
        )

    @api.depends("cause_found", "facts", "currency_id")
    @api.depends_context("lang")
    def _compute_explanation(self):
        words = CauseWords(self.env)
        for record in self:
            record.explanation = words.sentence(
                record.cause_found, record.facts, record.order_currency_id
            )

    def write(self, vals):
        """People write what is theirs to decide; a decided cause shows at once."""
        self._check_decided(vals)
        vals = dict(vals)
        if "owner_id" in vals:
            vals["owner_decided"] = bool(vals["owner_id"])
        result = super().write(vals)
        if "cause_override" in vals:
            for record in self:
                cause = record.cause_override or record.cause_found
                super(ApOpenOrder, record).write(
                    {"cause": cause, "action": ACTION_OF.get(cause, "none")}
                )
        if "owner_id" in vals and not vals["owner_id"]:
            for buyer, records in self.grouped("buyer_id").items():
                super(ApOpenOrder, records).write({"owner_id": buyer.id})
        return result

    def _check_decided(self, vals):
        if not self.env.su and not set(vals) <= DECIDED:
            raise AccessError(
                self.env._(
                    "Figures and causes come from orders, receipts and bills; cause, "
                    "owner, due date and note are yours to decide."
                )
            )

    # -- what is printed ---------------------------------------------------------------

    @api.model
    def _report_fields(self):
        return [
            "order_id",
            "partner_id",
            "label",
            "ordered",
            "received",
            "billed",
            "ordered_amount",
            "received_amount",
            "billed_amount",
            "open_amount",
            "to_accrue_amount",
            "over_billed_amount",
            "date_ordered",
            "date_planned",
            "date_last_receipt",
            "date_last_bill",
            "age_ordered",
            "age_planned",
            "age_receipt",
            "age_bill",
            "cause",
            "explanation",
            "action",
            "owner_id",
            "date_due",
            "note",
        ]

    def _report_unprinted(self):
        printed = {
            "order_id",
            "partner_id",
            "label",
            "open_amount",
            "to_accrue_amount",
            "over_billed_amount",
            "cause",
            "explanation",
        }
        return set(self._report_fields()) - printed

    def _report_title(self):
        return self.env._("Open orders")

    # -- the list is kept --------------------------------------------------------------

    @api.model
    def refresh(self, company_id):
        """Read the position of today again and classify; RPC and the list's button.

        Returns {"date", "lines", "causes": {cause: number of lines}}.
        """
        position = self.env["ap.order.position"]
        company = arguments.company(self.env, company_id)
        company, day = position._check_asked(company.id, company._company_today())
        if not self.env.su and not self.env.user.has_group("ap_base.group_apprentice"):
            raise AccessError(
                self.env._(
                    "The work list is refreshed by apprentices and accountants, and "
                    "each night."
                )
            )
        self._refresh(company)
        mine = [("company_id", "=", company.id)]  # by itself those that are active
        counts = self.sudo()._read_group(mine, ["cause_found"], ["__count"])
        return {
            "date": day.isoformat(),
            "lines": sum(count for _cause, count in counts),
            "causes": dict(counts),
        }

    @api.model
    def _refresh(self, company, orders=None) -> None:
        """Make the work list equal to the position of today, all of it or of orders.

        Only orders of which something changed are read: see `open_order_changes`.
        """
        day = company._company_today()
        position = self.env["ap.order.position"].sudo()
        ids = None if orders is None else orders.sudo().order_line.ids
        bases = open_order_changes.bases_of(position.env, company, day, ids)
        if not bases:
            return
        ids = open_order_changes.lines_of(position.env, bases)
        rows = position._gather(company, day, line_ids=ids, gaps_only="price")
        distributions = {row.line_id: row.analytic_distribution for row in rows}
        lines = [
            line
            for line in position._valued(company, day, rows)
            if line["cause"] != "complete"
        ]
        listed = Counter(line["order_id"] for line in lines)
        for line in lines:
            line["analytic_distribution"] = distributions[line["line_id"]]
            line["basis"] = bases.get(line["order_id"])
            line["listed"] = listed[line["order_id"]]
        open_order_store.store(self.env, company, day, lines, ids)
        open_order_changes.keep(self.env, company, bases, listed)

    @api.model
    def _cron_refresh(self):
        """Each night, company by company; one that fails leaves the others done."""
        companies = self.env["res.company"].search(Domain.TRUE)
        pieces = [
            (
                f"Open orders of {company.name}",
                partial(self.with_company(company)._refresh, company),
            )
            for company in companies
        ]
        run_pieces(self.env, pieces, may_stop=False)

    @api.model
    def _cron_digest(self):
        """Mail each company's owners, once a week; called again, only what failed."""
        pieces = [
            (f"Weekly mail of {company.name}", partial(self._digest_of_week, company))
            for company in self.env["res.company"].search(Domain.TRUE)
            if company._open_digest_due()
        ]
        run_pieces(self.env, pieces)

    def _digest_of_week(self, company) -> None:
        self.with_company(company)._send_digests(company)
        company.ap_open_digest_on = company._company_today()

    @api.model
    def _send_digests(self, company) -> int:
        """Mail each owner of lines or bills that wait for them; return how many mails."""
        return open_order_digest.send(self.env, company)

    # -- what people do, many lines at once, each with its trace on the order ------------

    def chase(self):
        """Ask suppliers for missing bills, late deliveries and credit notes.

        Returns {"mails", "lines", "without_email": [names of suppliers]}.
        """
        records = self._fresh(PREPARE).filtered(
            lambda record: record.action in TO_SUPPLIER
        )
        self._check_some(
            records,
            self.env._("Nothing of these lines is to be asked of a supplier now."),
        )
        result = {"mails": 0, "lines": 0, "without_email": []}
        groups = records.grouped(
            lambda record: (record.company_id, record.partner_id.commercial_partner_id)
        )
        for (company, supplier), lines in groups.items():
            partner = lines.partner_id.filtered("email")[:1] or supplier
            if not partner.email:
                result["without_email"].append(supplier.display_name)
                continue
            open_order_chase.send(lines, company, partner)
            result["mails"] += 1
            result["lines"] += len(lines)
        return result

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
                    note=open_order_chase.lines_asked(wording.env, lines),
                    user_id=user.id,
                )
        asked.sudo().write({"asked_on": self.env.company._company_today()})
        return {"orders": len(asked.order_id), "lines": len(asked)}

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
        open_ones._log_on_orders(text)
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
        again._log_on_orders(text)
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

    def _log_on_orders(self, text):
        """Log on each order what was done to which of its lines."""
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
