# SPDX-License-Identifier: AGPL-3.0-or-later
"""Suppliers: whose bank accounts change by a case only, and when a contact changed."""

from odoo import fields, models
from odoo.tools import SQL

from .bank_change_door import is_shut

MOVES = {"parent_id", "is_company", "company_id"}
CONTACT = ("phone", "email")


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        self._ap_note_contacts(vals)
        if not MOVES & vals.keys() or not is_shut(self.env):
            return super().write(vals)
        accounts = self.env["res.partner.bank"].sudo().search(
            [("partner_id", "child_of", self.ids)]
        )  # fmt: skip
        before = {one: one.partner_id.commercial_partner_id for one in accounts}
        guarded = accounts._ap_guarded()
        result = super().write(vals)
        moved = accounts.filtered(
            lambda one: one.partner_id.commercial_partner_id != before[one]
        )
        # A supplier that leaves a company without cases may have been given any account there.
        (moved | (accounts - guarded))._ap_wait_for_case("merge")
        if vals.get("parent_id"):
            self.sudo()._ap_note_moved()
        return result

    def _ap_note_moved(self):
        """Phone numbers and addresses that came to a supplier with a contact are new to
        it. As superuser."""
        people = self.search([("id", "child_of", self.ids)])
        self._ap_keep_changes(
            (one, name, False, one[name]) for one in people for name in CONTACT if one[name]
        )

    def _ap_note_contacts(self, vals):
        """Keep the phone numbers and addresses that are replaced, and the day."""
        names = [name for name in CONTACT if name in vals]
        if not names or not self.env.registry.ready:
            return
        self._ap_keep_changes(
            (partner, name, partner[name], vals[name])
            for partner in self.sudo()
            for name in names
            if (partner[name] or "") != (vals[name] or "")
        )

    def _ap_keep_changes(self, changes):
        """Write down (contact, field, before, after)."""
        rows = [
            {
                "partner_id": partner.id,
                "name": name,
                "old_value": old,
                "new_value": new,
                "user_id": self.env.uid,
                "date": fields.Datetime.now(),
            }
            for partner, name, old, new in changes
        ]
        if rows:
            self.env["ap.contact.change"].sudo().create(rows)

    def _ap_guarded_suppliers(self):
        """Those of these partners that belong to suppliers whose bank accounts change by a
        case: known as suppliers, billed or trusted before, in a company that wants it so.
        Companies of ours are not: their bank journals know their accounts."""
        companies = self.env["res.company"].sudo().search([("ap_bank_by_case", "=", True)])
        if not self or not companies:
            return self.browse()
        partners = self.sudo()
        asked = partners | partners.commercial_partner_id
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT partner.id FROM res_partner partner
                    WHERE partner.id = ANY(%(ids)s)
                      AND NOT EXISTS (SELECT 1 FROM res_company ours
                                       WHERE ours.partner_id = partner.id)
                      AND (partner.supplier_rank > 0
                           OR EXISTS (SELECT 1 FROM account_move bill
                                       WHERE bill.commercial_partner_id = partner.id
                                         AND bill.state = 'posted'
                                         AND bill.move_type IN
                                             ('in_invoice', 'in_refund', 'in_receipt'))
                           OR EXISTS (SELECT 1 FROM res_partner_bank bank
                                       WHERE bank.partner_id = partner.id
                                         AND bank.allow_out_payment))""",
                ids=asked.ids,
            )
        )
        suppliers = {number for (number,) in rows}
        ours = self.env["res.company"].sudo().search([]).partner_id  # pylint: disable=no-search-all; they are few
        found = partners.filtered(
            lambda one: {one.id, one.commercial_partner_id.id} & suppliers
            and one.commercial_partner_id not in ours
            and (not one.company_id or one.company_id in companies or one.company_id.parent_ids & companies)
        )
        return self.browse(found.ids)

    def action_ap_supplier_page(self):
        """The page of the supplier's account today."""
        self.ensure_one()
        company = self.env.company
        return self.env["ap.supplier.review"]._open_page(
            company, self, company._company_today()
        )

    def action_ap_statements(self):
        """The statements of the supplier, and where to load its next list."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ap_supplier.ap_supplier_statement_action"
        )
        supplier = self.commercial_partner_id
        action["domain"] = [("partner_id", "=", supplier.id)]
        action["context"] = {"partner_id": supplier.id}
        return action
