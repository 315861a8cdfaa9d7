# SPDX-License-Identifier: AGPL-3.0-or-later
"""Orders that a supplier's request names: its own only; copies go with the answer."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.ap_base.arithmetic.bill_numbers import bill_number_key
from odoo.addons.ap_supplier.models import request_answers
from odoo.addons.ap_supplier.rules import request_reading

from . import order_copy

SENT = ("sent", "to approve", "purchase", "cancel")  # the supplier may know them


class ApSupplierRequest(models.Model):
    _inherit = "ap.supplier.request"

    order_ids = fields.Many2many("purchase.order", string="Orders", check_company=True)

    @api.model
    def _ap_engine_fields(self):
        return super()._ap_engine_fields() - {"order_ids"}

    @api.model
    def _answer_rests_on(self):
        return super()._answer_rests_on() | {"order_ids"}

    @api.constrains("order_ids", "partner_id")
    def _check_order_ids(self):
        for request in self.sudo():
            firm = request.partner_id.commercial_partner_id
            other = request.order_ids.filtered(
                lambda order, firm=firm: order.partner_id.commercial_partner_id != firm
            )
            if other:
                raise ValidationError(
                    self.env._(
                        "%(order)s is an order to %(supplier)s: a request is about orders to "
                        "its own supplier.",
                        order=other[0].name,
                        supplier=other[0].partner_id.display_name,
                    )
                )

    def _documents_named(self, texts, unknown):
        unknown = super()._documents_named(texts, unknown)
        known = self._own_orders()
        named, _unknown = request_reading.named(texts, known)
        self.order_ids = [(6, 0, named)]
        return [number for number in unknown if bill_number_key(number) not in known]

    def _own_orders(self) -> dict[str, int]:
        """The orders to the supplier of the request, by the key of their numbers; of an
        unknown sender none."""
        if not self.partner_id:
            return {}
        orders = self.env["purchase.order"].search_fetch(
            [
                ("company_id", "=", self.company_id.id),
                ("partner_id", "child_of", self.partner_id.commercial_partner_id.id),
                ("state", "in", SENT),
            ],
            ["name", "partner_ref"],
            order="id",
        )
        return {
            key: order.id
            for order in orders
            for number in (order.partner_ref, order.name)
            if (key := bill_number_key(number or ""))
        }

    def _order_names(self):
        names = [*self.sudo().order_ids.mapped("name"), *super()._order_names()]
        return list(dict.fromkeys(names))

    def _orders_attached(self):
        return [*super()._orders_attached(), *self.sudo().order_ids.mapped("name")]

    def _files_of_answer(self):
        """And a copy of each order, where copies were asked for and may be told."""
        files = super()._files_of_answer()
        if self.type_code != "order_copy" or not self._may_be_told():
            return files
        spoken = self.sudo().with_context(lang=request_answers.lang_of(self))
        return files | order_copy.attached(spoken, spoken.order_ids)
