# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening + new - reversed = closing, per line, against the account."""

from decimal import Decimal

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, escape_psql

from odoo.addons.ap_base.arithmetic.money import to_decimal
from odoo.addons.ap_base.arithmetic.rollforward import Movement, roll_forward, sum_rolls
from odoo.addons.ap_base.models import arguments
from odoo.addons.ap_base.models.tie_out import ledger_balance

OWN = ("movement", "roll")  # values of ours in a line
# Closing lines that were on the accounts at some day; those of releases are told by
# their deferrals, at whatever day.
LINES = """
SELECT line.id, line.label, line.kind, line.partner_id,
       partner.name AS partner, move.date AS date_in,
       line.date_reversal AS date_out,
       (CASE WHEN line.kind = ANY(%(aside)s) THEN 1 ELSE -1 END
        * (line.amount + line.amount_tax))::text AS balance
  FROM ap_closing_line line
  JOIN account_move move ON move.id = line.move_id
  LEFT JOIN res_partner partner ON partner.id = line.partner_id
 WHERE line.company_id = %(company)s AND line.state = 'posted'
   AND line.source_model IS DISTINCT FROM 'ap.deferral'
   AND line.counterpart_account_id = ANY(%(accounts)s)
   AND move.date <= %(end)s
   AND (line.date_reversal IS NULL OR line.date_reversal >= %(start)s)
 ORDER BY move.date, line.id
"""


class ApClosing(models.Model):
    _inherit = "ap.closing"

    @api.model
    def roll_forward(self, company_id, date_from, date_to, account_code):
        """Movements of the closing lines on an account, and the account's balance;
        for prepaid expenses that are released, those of each deferral.

        `account_code`: a code or the beginning of one (408). Both dates are included.
        Returns `opening, new, reversed, closing, ledger, difference` and `lines`, one
        per closing line (`id`) or deferral (`deferral_id`) with the same four figures.
        Amounts carry the natural sign of the account: a credit balance of a liability
        is positive.
        """
        self._check_reader()
        company = arguments.company(self.env, company_id)
        start, end = self._asked_period(date_from, date_to)
        accounts = self._accounts_by_code(company, account_code)
        sign = -1 if accounts[0].account_type.startswith("liability") else 1
        lines = self._roll_lines(company, accounts, start, end, sign)
        for line in lines:
            line["roll"] = roll_forward([line["movement"]], start, end)
        lines += self._roll_deferrals(company, accounts, start, end, sign)
        total = sum_rolls(line["roll"] for line in lines)
        ledger = sign * to_decimal(self._ledger_balance(company, accounts, end))
        return {
            **_figures(total),
            "ledger": float(ledger) + 0.0,  # never -0.0
            "difference": float(ledger - total.closing) + 0.0,
            "lines": [
                {name: line[name] for name in line if name not in OWN}
                | _figures(line["roll"])
                for line in lines
            ],
        }

    def _check_reader(self):
        """Figures read by SQL are for those who may read closings."""
        if not self.env.su and not self.has_access("read"):
            raise AccessError(
                self.env._(
                    "The figures of closings are for the roles Auditor, Apprentice and "
                    "above."
                )
            )

    def _asked_period(self, date_from, date_to):
        start, end = arguments.day(self.env, date_from), arguments.day(self.env, date_to)
        if end < start:
            raise UserError(
                self.env._(
                    "The period ends on %(end)s, before it starts on %(start)s.",
                    start=start.isoformat(),
                    end=end.isoformat(),
                )
            )
        return start, end

    def _accounts_by_code(self, company, account_code):
        accounts = self.env["account.account"].with_company(company)
        found = accounts.search(
            [
                *accounts._check_company_domain(company),
                ("code", "=like", f"{escape_psql(str(account_code or ''))}%"),
            ]
        )
        if not account_code or not found:
            raise UserError(
                self.env._(
                    "%(company)s has no account that begins with “%(code)s”.",
                    company=company.display_name,
                    code=account_code or "",
                )
            )
        return found

    def _roll_lines(self, company, accounts, start, end, sign) -> list[dict]:
        """Closing lines that were on the accounts at some day of the period."""
        self.env["ap.closing.line"].flush_model()
        rows = self.env.execute_query_dict(
            SQL(
                LINES,
                aside=self.env["ap.closing.kind"]._put_aside(),
                company=company.id,
                accounts=accounts.ids,
                start=start,
                end=end,
            )
        )
        for row in rows:
            row["movement"] = Movement(
                row["id"], row["date_in"], row["date_out"], sign * Decimal(row.pop("balance"))
            )
            row["deferral_id"] = False
            row["date_in"] = row["date_in"].isoformat()
            row["date_out"] = row["date_out"] and row["date_out"].isoformat() or False
            row["partner_id"] = row["partner_id"] or False
            row["partner"] = row["partner"] or ""
        return rows

    def _ledger_balance(self, company, accounts, day) -> float:
        """Posted balance of the accounts at the end of the day, debit positive."""
        return ledger_balance(company, accounts, day)


def _figures(total) -> dict:
    return {
        "opening": float(total.opening),
        "new": float(total.new),
        "reversed": float(total.reversed),
        "closing": float(total.closing),
    }
