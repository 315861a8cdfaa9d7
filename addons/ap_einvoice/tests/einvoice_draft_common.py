# SPDX-License-Identifier: AGPL-3.0-or-later
"""A supplier, its e-invoices, and what is found on their drafts."""

from .einvoice_common import EInvoiceCase
from .einvoice_files import cii, ubl

BOTH = (("cii", cii), ("ubl", ubl))


def lines(*nets, **others):
    return {"lines": [{"price": net, "net": net, **others} for net in nets]}


def money(untaxed, vat, total, **others):
    """The summary of VAT at 20 % and the totals of an invoice."""
    return {
        "rates": [{"base": untaxed, "vat": vat}],
        "totals": {
            "lines": untaxed, "untaxed": untaxed, "vat": vat, "total": total, "due": total,
            **others,
        },
    }  # fmt: skip


class DraftCase(EInvoiceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.supplier = cls.env["res.partner"].create(
            {
                "name": "Nordlys SAS", "is_company": True, "vat": "FR44732829320",
                "company_registry": "73282932000074",
                "country_id": cls.env.ref("base.fr").id,
            }
        )  # fmt: skip
        cls.counter = 0

    def _make(self, write=cii, **given):
        """The draft that the journal's upload makes of an e-invoice."""
        type(self).counter += 1
        given.setdefault("number", f"E-{self.counter}")
        return self._upload(f"{self.counter}.xml", write(**given))

    def _found(self, bill, *codes):
        """Codes of controls and of messages, of what is open on a bill."""
        found = self.env["ap.finding"].search(
            [("res_model", "=", "account.move"), ("res_id", "=", bill.id),
             ("state", "=", "open"), ("control_code", "in", codes)]
        )  # fmt: skip
        return sorted((one.control_code, one.message_code) for one in found)

    def _amounts(self, bill):
        return bill.amount_untaxed, bill.amount_tax, bill.amount_total

    def _doubts(self, bill):
        return self._found(bill, "einvoice_amount", "einvoice_difference")

    def _words(self, bill):
        return " ".join(bill.message_ids.mapped("body"))
