# SPDX-License-Identifier: AGPL-3.0-or-later
"""The bill in the books that an expense pays, and its supplier."""

from odoo.addons.ap_base.arithmetic.money import to_decimal

BILLS = ("in_invoice", "in_refund", "in_receipt")


class Bills:
    """The bills and suppliers that a set of expenses may mean, read at once."""

    def __init__(self, company, expenses):
        self.env = company.env
        numbers = {one.invoice_number for one in expenses if one.invoice_number}
        moves = self.env["account.move"].sudo()
        domain = [
            ("company_id", "=", company.id),
            ("move_type", "in", BILLS),
            ("state", "!=", "cancel"),
            ("ref", "in", sorted(numbers)),
        ]
        self.by_number: dict = {}
        for move in moves.search(domain) if numbers else moves:
            self.by_number.setdefault(_key(move.ref), []).append(move)
        self._suppliers = self._read_suppliers(company, expenses)

    def of(self, expense, chosen):
        """(bill, what is known of it): booked, draft, several, or empty."""
        if "bill_id" in chosen:
            bill = expense.bill_id
            return bill, _state(bill) if bill else ""
        nothing = self.env["account.move"]
        if not expense.invoice_number or not expense.has_amount:
            return nothing, ""
        like = [
            move for move in self.by_number.get(_key(expense.invoice_number), ())
            if to_decimal(move.amount_total) == abs(to_decimal(expense.gross))
        ]  # fmt: skip
        if len(like) > 1:
            return nothing, "several"
        return (like[0], _state(like[0])) if like else (nothing, "")

    def supplier(self, expense):
        """The supplier of that VAT number, reference or name."""
        for text in (expense.supplier_vat, expense.supplier_ref, expense.merchant):
            found = self._suppliers.get(_key(text))
            if found:
                return found
        return self.env["res.partner"]

    def _read_suppliers(self, company, expenses) -> dict:
        """Partners by VAT number, reference and name; none where two have it."""
        texts = {
            text.strip()
            for one in expenses
            for text in (one.supplier_vat, one.supplier_ref, one.merchant)
            if text and one.kind in ("invoice", "credit_note")
        }
        if not texts:
            return {}
        found: dict = {}
        partners = self.env["res.partner"].sudo().search(
            [
                ("parent_id", "=", False),
                ("company_id", "in", [False, company.id]),
                "|", "|", ("vat", "in", list(texts)), ("ref", "in", list(texts)),
                ("name", "in", list(texts)),
            ]
        )  # fmt: skip
        for one in partners:
            for text in {_key(one.vat), _key(one.ref), _key(one.name)} - {""}:
                found[text] = found.get(text, self.env["res.partner"]) | one
        return {text: its for text, its in found.items() if len(its) == 1}


def _state(bill) -> str:
    return "booked" if bill.state == "posted" else "draft"


def _key(text) -> str:
    return " ".join((text or "").split()).casefold()
