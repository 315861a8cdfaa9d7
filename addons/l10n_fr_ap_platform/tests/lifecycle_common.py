# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills with a life cycle, and messages about them."""

from odoo.addons.ap_base.tests.common import ApCommon, b64
from odoo.addons.l10n_fr_ap_platform.rules import cdar, lifecycle

SELLER, BUYER = "100000009", "200000008"


class LifecycleCommon(ApCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_controls([])
        # The published messages use numbers that fail their key: written as they are.
        cls.seller = cls.partner_a
        cls.seller.write(
            {
                "name": "VENDEUR",
                "is_company": True,
                "country_id": cls.env.ref("base.fr").id,
                "property_supplier_payment_term_id": False,
            }
        )
        cls.company.name = "ACHETEUR"
        cls._set_siren(cls.seller, SELLER)
        cls._set_siren(cls.company.partner_id, BUYER)
        cls.bill = cls._einvoice("F202500003", 12000.0)

    @classmethod
    def _set_siren(cls, partner, siren):
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE res_partner SET ap_siren = %s WHERE id = %s", [siren, partner.id]
        )
        partner.invalidate_recordset(["ap_siren"])

    @classmethod
    def _einvoice(cls, ref, amount=100.0, **values):
        """A bill that came through a platform."""
        bill = cls._bill(ref, amount, date="2025-07-01", **values)
        cls.env["ap.bill.document"].sudo().create({"move_id": bill.id, "syntax": "cii"})
        return bill

    def _message(self, status, **values):
        seller = cdar.Party("SE", ((cdar.SIREN_SCHEME, SELLER),))
        buyer = cdar.Party("BY", ((cdar.SIREN_SCHEME, BUYER),))
        roles = {"buyer": buyer, "seller": seller, "platform": cdar.Party("WK")}
        known = lifecycle.STATUSES.get(status)
        given = {
            "identifier": f"M-{status}",
            "invoice": "F202500003",
            "status": status,
            "issuer": roles[known.actor if known else "platform"],
            "recipients": (seller, buyer),
            "seller_ids": seller.ids,
        }
        return b64(cdar.write(cdar.Message(**{**given, **values})))

    def _import(self, content, role="accountant"):
        return self._as(role, self.env["ap.bill.status"]).import_message(content)

    def _codes(self, bill=None):
        rows = (bill or self.bill).ap_lifecycle_ids.sorted("id")
        return " ".join(rows.mapped("code"))

    def _register(self, bills, **values):
        wizard = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=bills.ids)
            .create(
                {"journal_id": self.company_data["default_journal_bank"].id, **values}
            )
        )
        return wizard._create_payments()
