# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opening + new - reversed = closing, per line, against the account."""

from decimal import Decimal

from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, escape_psql

from odoo.addons.ap_base.arithmetic.money import to_decimal
from odoo.addons.ap_base.arithmetic.rollforward import Movement, roll_forward, sum_rolls
from odoo.addons.ap_base.models import arguments

from .deferral import rolled

OWN = ("movement", "roll")  # values of ours in a line
# Closing lines that were on the accounts at some day; those of releases are rolled
# by deferral, at whatever day.
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


def of(closings, company_id, date_from, date_to, account_code):
    """See `roll_forward` of `ap.closing`."""
    _check_reader(closings)
    company = arguments.company(closings.env, company_id)
    start, end = _asked_period(closings, date_from, date_to)
    accounts = _accounts_by_code(closings, company, account_code)
    sign = -1 if accounts[0].account_type.startswith("liability") else 1
    lines = _roll_lines(closings, company, accounts, start, end, sign)
    for line in lines:
        line["roll"] = roll_forward([line["movement"]], start, end)
    lines += rolled.lines(closings, company, accounts, start, end, sign)
    total = sum_rolls(line["roll"] for line in lines)
    ledger = sign * to_decimal(closings._ledger_balance(company, accounts, end))
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


def _check_reader(closings):
    """Figures read by SQL are for those who may read closings."""
    if not closings.env.su and not closings.has_access("read"):
        raise AccessError(
            closings.env._(
                "The figures of closings are for the roles Auditor, Apprentice and "
                "above."
            )
        )


def _asked_period(closings, date_from, date_to):
    start, end = arguments.day(closings.env, date_from), arguments.day(closings.env, date_to)
    if end < start:
        raise UserError(
            closings.env._(
                "The period ends on %(end)s, before it starts on %(start)s.",
                start=start.isoformat(),
                end=end.isoformat(),
            )
        )
    return start, end


def _accounts_by_code(closings, company, account_code):
    accounts = closings.env["account.account"].with_company(company)
    found = accounts.search(
        [
            *accounts._check_company_domain(company),
            ("code", "=like", f"{escape_psql(str(account_code or ''))}%"),
        ]
    )
    if not account_code or not found:
        raise UserError(
            closings.env._(
                "%(company)s has no account that begins with “%(code)s”.",
                company=company.display_name,
                code=account_code or "",
            )
        )
    return found


def _roll_lines(closings, company, accounts, start, end, sign) -> list[dict]:
    """Closing lines that were on the accounts at some day of the period."""
    closings.env["ap.closing.line"].flush_model()
    rows = closings.env.execute_query_dict(
        SQL(
            LINES,
            aside=closings.env["ap.closing.kind"]._put_aside(),
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


def _figures(total) -> dict:
    return {
        "opening": float(total.opening),
        "new": float(total.new),
        "reversed": float(total.reversed),
        "closing": float(total.closing),
    }
