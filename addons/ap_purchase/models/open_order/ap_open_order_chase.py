# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import models
from odoo.tools import SQL, format_date

from odoo.addons.ap_base.models.words import amount_text

from .ap_open_order_act import PREPARE, TO_SUPPLIER

TEMPLATE = "ap_purchase.mail_template_open_orders"


class ApOpenOrder(models.Model):
    """One mail per supplier, in its language, with the list of its lines."""

    _inherit = "ap.open.order"

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
            lines._send_chase(company, partner)
            result["mails"] += 1
            result["lines"] += len(lines)
        return result

    def _send_chase(self, company, partner):
        template = self.env.ref(TEMPLATE).sudo()
        lang = partner.lang or self.env.lang
        template.with_context(
            ap_sections=self.with_context(lang=lang).sudo()._chase_sections(),
            ap_company=company.name,
            ap_user=self.env.user.name,
        ).send_mail(
            partner.id,
            email_values={"author_id": self.env.user.partner_id.id},
        )
        self._trace(
            self.env._(
                "Supplier %(partner)s asked by mail (%(email)s) about:",
                partner=partner.display_name,
                email=partner.email,
            )
        )
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE ap_open_order SET chased_on = %s,"
                " chase_count = COALESCE(chase_count, 0) + 1 WHERE id = ANY(%s)",
                company._company_today(),
                self.ids,
            )
        )
        self.invalidate_recordset(["chased_on", "chase_count"], flush=False)

    def _chase_sections(self) -> list[dict]:
        """Return what is asked for, by what it is, in the language of the context."""
        titles = {
            "chase_bill": self.env._("Received, and not billed to us yet:"),
            "ask_credit_note": self.env._("Billed too much; a credit note is due:"),
            "chase_delivery": self.env._("Ordered, and late:"),
            "ask_supplier_or_close": self.env._(
                "Ordered, and partly delivered; is the rest still to come?"
            ),
        }
        sections = []
        for action, title in titles.items():
            lines = self.filtered(lambda record, action=action: record.action == action)
            if lines:
                rows = [line._chase_row() for line in lines.sorted("order_id")]
                sections.append({"title": title, "lines": rows})
        return sections

    def _chase_row(self) -> dict:
        """Return what the supplier needs to find it: number, text, quantity, day."""
        quantity, day = self.open, self.date_planned
        if self.action == "chase_bill":
            quantity, day = self.to_accrue, self.date_last_receipt
        elif self.action == "ask_credit_note":
            quantity, day = self.over_billed or self.billed - self.ordered, self.date_last_bill
        price = self.purchase_line_id.price_subtotal / (self.ordered or 1.0)
        return {
            "order": self.order_id.name,
            "reference": self.order_id.partner_ref or "",
            "label": self.label,
            "quantity": " ".join(
                filter(None, [self._word("", quantity), self.uom_id.display_name])
            ),
            "amount": amount_text(self.env, quantity * price, self.order_currency_id),
            "day": format_date(self.env, day) if day else "",
        }
