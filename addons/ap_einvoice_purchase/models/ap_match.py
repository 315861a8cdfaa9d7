# SPDX-License-Identifier: AGPL-3.0-or-later
from decimal import Decimal

from odoo import models

from odoo.addons.ap_purchase.rules.matching import Extra, references_in


class ApMatch(models.Model):
    """The e-invoice as it was received names the order it bills, and its totals."""

    _inherit = "ap.match"

    def _bill_references(self, moves):
        result = super()._bill_references(moves)
        moves._ap_read_documents()
        documents = self.env["ap.bill.document"].search_fetch(
            [("move_id", "in", moves.ids), ("data", "!=", False)],
            ["move_id", "data", "amount_untaxed", "amount_tax", "total_known"],
        )
        for document in documents:
            key = document.move_id.id
            data = document.data
            known = result.get(key, Extra())
            notes = [text for _code, text in data.get("notes") or ()]
            order = references_in(data.get("order") or "")
            result[key] = known._replace(
                references=tuple(dict.fromkeys((*known.references, *order))),
                text="\n".join(filter(None, (known.text, *notes))),
                **_totals(document),
            )
        return result


def _totals(document) -> dict:
    """Return the totals that the e-invoice prints, negative for a credit note."""
    if not document.total_known:
        return {}
    sign = -1 if document.move_id.move_type == "in_refund" else 1
    return {
        "untaxed": sign * abs(Decimal(str(document.amount_untaxed))),
        "tax": sign * abs(Decimal(str(document.amount_tax))),
    }
