# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two figures that must be equal at a date, each with its drill-down."""

import json

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.ap_base.models import arguments

ACCOUNTS = {
    "accrued_expenses": "ap_accrued_expense_account_id",
    "accrued_assets": "ap_accrued_asset_account_id",
    "credit_due": "ap_credit_due_account_id",
    "prepaid": "ap_prepaid_account_id",
    "accrued_other": "ap_accrued_other_account_id",
    "accrued_vat": "ap_accrued_vat_account_id",
}


class ApTieOut(models.Model):
    """Stored so that a screen and a checklist can show the last comparison; always
    computed again, never typed in. A higher room adds one by `_definitions` and
    `_tie_<code>(company, date)` that returns (left, right, left domain, right domain).
    """

    _name = "ap.tie.out"
    _description = "Tie-out"
    _order = "date DESC, company_id, sequence"

    company_id = fields.Many2one("res.company", required=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(required=True)
    code = fields.Char(required=True)
    sequence = fields.Integer()
    label = fields.Char(compute="_compute_label")
    left = fields.Monetary(string="In the ledger")
    right = fields.Monetary(string="Explained")
    difference = fields.Monetary()
    tied = fields.Boolean()
    left_domain = fields.Json()
    right_domain = fields.Json()

    _once = models.UniqueIndex("(company_id, date, code)")

    @api.depends("code")
    @api.depends_context("lang")
    def _compute_label(self):
        labels = self._definitions()
        for tie in self:
            tie.label = labels.get(tie.code, tie.code)

    def _definitions(self) -> dict[str, str]:
        """Labels by code, in order."""
        return {
            "accrued_expenses": self.env._("Bills not received: ledger and open lines"),
            "accrued_assets": self.env._("Fixed assets not billed: ledger and open lines"),
            "credit_due": self.env._("Credit notes to receive: ledger and open lines"),
            "prepaid": self.env._("Prepaid expenses: ledger and remaining lines"),
            "accrued_other": self.env._("Other accruals: ledger and open lines"),
            "accrued_vat": self.env._("VAT on accruals: ledger and open lines"),
        }

    @api.model
    def compute(self, company_id, date, codes=None):
        """Compare at the end of `date`. Returns, per code, `code, label, left, right,
        difference, tied`; amounts debit positive, left from the ledger."""
        company = arguments.company(self.env, company_id)
        day = arguments.day(self.env, date)
        labels, results, rows = self._definitions(), [], {}
        asked = self._checked_codes(codes, labels)
        for sequence, code in enumerate(labels):
            if code not in asked:
                continue
            found = self._tie(code, company, day)
            if found is None:
                continue
            left, right, left_domain, right_domain = found
            gap = company.currency_id.round(left - right)
            values = {
                "left": left, "right": right, "difference": gap, "sequence": sequence,
                "tied": company.currency_id.is_zero(gap),
                "left_domain": left_domain, "right_domain": right_domain,
            }  # fmt: skip
            rows[code] = values
            results.append(
                {"code": code, "label": labels[code], "left": left, "right": right,
                 "difference": gap, "tied": values["tied"]}
            )  # fmt: skip
        self._keep(company, day, rows)
        return results

    def _checked_codes(self, codes, labels) -> list[str]:
        """The comparisons asked for: all by default, an unknown one is refused."""
        if codes is None or codes is False:
            return list(labels)
        asked = codes if isinstance(codes, list | tuple) else [codes]
        unknown = [
            code for code in asked if not isinstance(code, str) or code not in labels
        ]
        if unknown:
            raise UserError(
                self.env._(
                    "Unknown tie-out: %(codes)s. Known: %(known)s.",
                    codes=", ".join(map(str, unknown)),
                    known=", ".join(labels),
                )
            )
        return list(asked)

    def _tie(self, code, company, day):
        method = getattr(self, f"_tie_{code}", None)
        return method(company, day) if method else self._tie_account(code, company, day)

    def _keep(self, company, day, rows: dict[str, dict]) -> None:
        """Store the comparisons by code; what is as it was stored is not written."""
        # The comparison is the engine's, whoever asked for it.
        ties = self.sudo()
        known = ties.search(
            [("company_id", "=", company.id), ("date", "=", day), ("code", "in", list(rows))]
        )
        for tie in known:
            values = rows.pop(tie.code)
            changed = {
                name: value for name, value in values.items() if not _same(tie[name], value)
            }
            if changed:
                tie.write(changed)
        ties.create(
            [
                {"company_id": company.id, "date": day, "code": code, **values}
                for code, values in rows.items()
            ]
        )

    def _tie_account(self, code, company, day):
        """The account's balance against the closing lines that are open at the day."""
        account = company[ACCOUNTS[code]]
        if not account:
            return None
        lines = [
            ("company_id", "=", company.id),
            ("state", "=", "posted"),
            ("date_end", "<=", day.isoformat()),
            ("date_reversal", ">", day.isoformat()),
        ]
        if code != "accrued_vat":
            lines.append(("counterpart_account_id", "=", account.id))
        right = sum(
            self._signed(kind, amount, tax, vat=code == "accrued_vat")
            for kind, amount, tax in self.env["ap.closing.line"]._read_group(
                lines, ["kind"], ["amount:sum", "amount_tax:sum"]
            )
        )
        left = self.env["ap.closing"]._ledger_balance(company, account, day)
        items = [
            ("company_id", "=", company.id),
            ("account_id", "=", account.id),
            ("parent_state", "=", "posted"),
            ("date", "<=", day.isoformat()),
        ]
        round_ = company.currency_id.round
        return round_(left), round_(right), items, lines

    def _signed(self, kind, amount, tax, vat) -> float:
        """What lines of a kind put on their account, debit positive."""
        sign = self.env["ap.closing.kind"]._kinds()[kind].cost_sign
        return sign * tax if vat else -sign * (amount + tax)

    def action_open_left(self):
        """What the left figure is made of."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.label,
            "res_model": "account.move.line",
            "views": [
                (self.env.ref("ap_closing.account_move_line_view_list_tie").id, "list"),
                (False, "form"),
            ],
            "search_view_id": [
                self.env.ref("ap_closing.account_move_line_view_search_tie").id,
                "search",
            ],
            "domain": self.left_domain,
            "context": {"search_default_open": 1, "search_default_group_by_partner": 1},
        }

    def action_open_right(self):
        """What the right figure is made of."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ap_closing.ap_closing_line_action"
        )
        action["domain"] = self.right_domain
        action["context"] = {}
        action["display_name"] = self.label
        return action


def _same(stored, value) -> bool:
    """Whether a stored value is that one; domains come back as lists of lists."""
    if isinstance(value, list):
        return json.dumps(stored) == json.dumps(value)
    return stored == value
