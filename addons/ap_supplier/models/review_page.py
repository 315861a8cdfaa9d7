# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page of a supplier: its accounts, what is open, the graph of its ageing."""

import json

from markupsafe import Markup

from odoo.exceptions import UserError
from odoo.tools import format_date

from . import supplier_ledger
from .ap_ageing_band import BANDS
from .supplier_accounts import OWED, accounts_of

SHOWN = 40
ALWAYS = ("account_code", "balance", "not_due")
# The buttons of the page: the field that counts, and the model that it opens.
COUNTED = {
    "bill_count": "account.move",
    "order_count": "purchase.order",
    "contract_count": "ap.recurring",
    "request_count": "ap.supplier.request",
    "statement_count": "ap.supplier.statement",
    "bank_change_count": "ap.bank.change",
}
SCREENS = {
    "ap.supplier.request": "ap_supplier.ap_supplier_request_action",
    "ap.supplier.statement": "ap_supplier.ap_supplier_statement_action",
    "ap.bank.change": "ap_supplier.ap_bank_change_action",
}
MORE_OF = {
    "account.move": [
        ("move_type", "in", ("in_invoice", "in_refund", "in_receipt")),
        ("state", "!=", "cancel"),
    ],
    "purchase.order": [("state", "!=", "cancel")],
}
TABLE = Markup(
    "<table class='table table-sm o_ap_preview'><thead><tr>{head}</tr></thead>"
    "<tbody>{rows}</tbody></table>{more}"
)
CELL = Markup("<td class='{style}'>{text}</td>")
HEAD = Markup("<th class='{style}'>{text}</th>")
ROW = Markup("<tr>{}</tr>")
MORE = Markup("<p class='text-muted'>{}</p>")
RIGHT = "text-end text-nowrap"


class Page:
    """What one review shows, from the books as they are now."""

    def __init__(self, review):
        self.review, self.env = review, review.env
        self.company, self.day = review.company_id, review.date
        self.currency = review.currency_id
        ids = review.partner_id.ids
        self.rows = self.open = []
        if ids and self.day:
            self.rows = self.env["ap.supplier.account"]._rows(self.company, self.day, ids)
            self.open = supplier_ledger.open_items(self.company, self.day, ids)

    def accounts(self) -> Markup | bool:
        """Each account: balance, ageing, open debits, foreign currency."""
        if not self.rows:
            return False
        bounds = self.env["ap.ageing.band"]._bounds()
        labels = {
            "account_code": self.env._("Account"),
            "balance": self.env._("Balance"),
            "not_due": self.env._("Not due"),
            **{
                name: label
                for name, (label, *_days) in zip(BANDS, bounds, strict=False)
            },
            "unmatched_debit": self.env._("Open debits"),
            "foreign_text": self.env._("In foreign currency"),
        }
        columns = [
            (name, label, "" if name == "account_code" else RIGHT)
            for name, label in labels.items()
        ]
        # An account on which nothing stands, a column that is empty: they say nothing.
        rows = [row for row in self.rows if any(row[name] for name, *_rest in columns[1:])]
        used = [one for one in columns if one[0] in ALWAYS or any(row[one[0]] for row in rows)]
        lines = [
            [(self._shown(row[name]), style) for name, _label, style in used]
            for row in sorted(rows, key=lambda one: one["account_code"])
        ]
        return _table([(label, style) for _name, label, style in used], lines) if rows else False

    def items(self) -> Markup | bool:
        """What is open, by account and due date, with the balance after each."""
        if not self.open:
            return MORE.format(self.env._("Nothing is open at this day."))
        codes = {one.id: one.code for one in accounts_of(self.company, self.day)}
        head = [
            (self.env._("Account"), ""), (self.env._("Date"), ""), (self.env._("Due on"), ""),
            (self.env._("Document"), ""), (self.env._("Open"), RIGHT),
            (self.env._("Balance"), RIGHT), (self.env._("Days late"), RIGHT),
        ]  # fmt: skip
        rows, running = [], {}
        for one in sorted(self.open, key=lambda one: (codes[one.account_id], one.due, one.id)):
            total = running[one.account_id] = running.get(one.account_id, 0.0) + one.rest
            rows.append([
                (codes[one.account_id], ""), (format_date(self.env, one.date), "text-nowrap"),
                (format_date(self.env, one.due), "text-nowrap"),
                (one.reference or one.label or one.number or "", ""),
                (self._money(one.rest), RIGHT), (self._money(total), RIGHT),
                (str(one.late) if one.late and one.rest > 0 else "", RIGHT),
            ])  # fmt: skip
        more = ""
        if len(rows) > SHOWN:
            more = self.env._("%(count)s more: “Open items” lists all.", count=len(rows) - SHOWN)
        return _table(head, rows[:SHOWN], more)

    def graph(self) -> str | bool:
        """The ageing of what is owed, as the dashboard's graph takes it."""
        owed = [row for row in self.rows if row["kind"] in OWED]
        if not owed:
            return False
        bounds = self.env["ap.ageing.band"]._bounds()
        bars = [(self.env._("Not due"), "not_due", "future")]
        bars += [
            (label, name, "past")
            for name, (label, *_days) in zip(BANDS, bounds, strict=False)
        ]
        values = [
            {"label": label, "value": round(sum(row[name] for row in owed), 2), "type": kind}
            for label, name, kind in bars
        ]
        return json.dumps(
            [{"values": values, "title": "", "key": self.env._("Ageing"), "is_sample_data": False}]
        )

    def _shown(self, value) -> str:
        return value if isinstance(value, str) else self._money(value)

    def _money(self, amount) -> str:
        return self.currency.format(amount) if amount else ""


def _table(head, rows, more="") -> Markup:
    def cells(kind, some):
        return Markup("").join(kind.format(text=text, style=style) for text, style in some)

    return TABLE.format(
        head=cells(HEAD, head),
        rows=Markup("").join(ROW.format(cells(CELL, row)) for row in rows),
        more=MORE.format(more) if more else "",
    )


def attention_words(env) -> dict[str, str]:
    """What wants a look, in the reader's language."""
    return {
        "same_iban": env._("IBAN of another supplier"),
        "findings": env._("open findings"),
        "debit_balance": env._("debit balance"),
        "old": env._("late for long"),
        "held": env._("bills on hold"),
        "advances": env._("advances beside bills"),
        "to_match": env._("debits and credits to match"),
        "credit_notes": env._("credit notes not used"),
        "intercompany": env._("company of the group"),
    }


def tie_words(review, gap) -> str:
    """Whether the accounts of suppliers tie at the day, as a sentence."""
    env = review.env
    if review.currency_id.is_zero(gap):
        return env._("The accounts of suppliers are the sum of suppliers.")
    return env._(
        "The accounts of suppliers and the sum of suppliers differ by %(amount)s.",
        amount=review.currency_id.format(gap),
    )


def count(review, model) -> int:
    """How many records the button of that model opens."""
    env = review.env
    if model not in env or not env[model].has_access("read"):
        return 0
    return env[model].search_count(of_supplier(review, model))


def of_supplier(review, model) -> list:
    """The records of that model of the supplier, of its company or of all."""
    return [
        ("partner_id", "child_of", review.partner_id.id),
        ("company_id", "in", (review.company_id.id, False)),
        *MORE_OF.get(model, ()),
    ]


def screen(review, model, more=()) -> dict:
    """The action that lists these records of the supplier and the company."""
    env = review.env
    if model not in env:
        raise UserError(env._("The room that keeps them is not installed."))
    action = {"type": "ir.actions.act_window", "res_model": model}
    if model in SCREENS:  # what to do when there is none is said there
        action = env["ir.actions.act_window"]._for_xml_id(SCREENS[model])
        action.pop("path", None)
    return {
        **action,
        "name": review.partner_id.display_name,
        "views": [(False, "list"), (False, "form")],
        "domain": [*of_supplier(review, model), *more],
        "context": {
            "default_partner_id": review.partner_id.id,
            "partner_id": review.partner_id.id,
        },
    }


def ledger_screen(review) -> dict:
    """The action that lists all posted items of the supplier up to the day."""
    accounts = [one.id for one in accounts_of(review.company_id, review.date)]
    action = screen(review, "account.move.line", [
        ("account_id", "in", accounts), ("parent_state", "=", "posted"),
        ("date", "<=", review.date),
    ])  # fmt: skip
    views = [
        (review.env.ref(f"ap_base.account_move_line_view_{name}_tie").id, name)
        for name in ("list", "search")
    ]
    return {
        **action,
        "views": [views[0], (False, "form")],
        "search_view_id": [views[1][0], "search"],
    }
