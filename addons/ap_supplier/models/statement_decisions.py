# SPDX-License-Identifier: AGPL-3.0-or-later
"""What follows the rows of statements: suggestions parted, accruals proposed, and what a
later list says."""

from collections import defaultdict
from decimal import Decimal

from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from odoo.addons.ap_base.arithmetic.calendar import month_end
from odoo.addons.ap_base.arithmetic.money import to_decimal
from odoo.addons.ap_closing.models.manual import typed_lines

from ..rules.statement_values import BILL, ONLY_OURS, ONLY_THEIRS

MISSING = "missing_bill"
_LATER = """
SELECT mine.line_id, MIN(other.date)
  FROM ap_supplier_statement_line_item mine
  JOIN ap_supplier_statement_line first ON first.id = mine.line_id
  JOIN ap_supplier_statement_line_item theirs ON theirs.item_id = mine.item_id
  JOIN ap_supplier_statement_line other ON other.id = theirs.line_id
 WHERE mine.line_id = ANY(%s) AND other.date > first.date
   AND other.company_id = first.company_id
   AND other.result IN ('matched', 'amount_differs', 'date_differs')
 GROUP BY mine.line_id
"""


def matched_later(lines) -> dict[int, str]:
    """What a later list of the supplier matched, by row: the snapshot itself stays."""
    ours = lines.filtered(lambda line: line.result == ONLY_OURS)
    if not ours.ids:
        return {}
    lines.env.flush_all()
    rows = lines.env.execute_query(SQL(_LATER, ours.ids))
    return {
        number: lines.env._(
            "Matched on the list of %(day)s", day=format_date(lines.env, day)
        )
        for number, day in rows
    }


def propose_accruals(lines):
    """Lines of the closing of the month of each list, one for each missing bill; once."""
    lines.statement_id.check_access("write")
    wrong = lines.filtered(lambda line: not is_missing(line))
    if wrong:
        raise UserError(
            lines.env._(
                "%(number)s: only a bill that is missing here, and not captured yet, can be "
                "accrued.",
                number=wrong[0].their_number or wrong[0].our_number or "/",
            )
        )
    made = lines.env["ap.closing.line"]
    months = defaultdict(lambda: lines.browse())
    for line in lines:
        months[line.company_id, month_end(line.date)] |= line
    for (company, day), its in months.items():
        closing = lines.env["ap.closing"].with_company(company)._locked(company, day)
        run = closing._runs(["manual"])
        found = typed_lines.add(run, _typed_values(its))
        for line, closing_line in zip(its, found, strict=True):
            line.sudo().write({"closing_line_id": closing_line.id})
        made |= found
    return made


def is_missing(line) -> bool:
    """Whether the row is a bill that we lack."""
    kinds = line.their_kind == BILL and line.reason in (MISSING, "refused")
    return bool(line.result == ONLY_THEIRS and kinds and line.theirs > 0)


def _typed_values(lines) -> list[dict]:
    """The missing bills without VAT, on the account and at the VAT of the last bill."""
    usual = _usual(lines)
    vals = []
    for line in lines:
        account, share = usual.get(line.partner_id.id, (False, Decimal(1)))
        if not account:
            raise UserError(
                lines.env._(
                    "%(supplier)s: no bill of it was ever booked, so that its expense account "
                    "is unknown. Type the accrual in the closing.",
                    supplier=line.partner_id.display_name,
                )
            )
        company = line.company_id
        amount = line.currency_id._convert(
            line.theirs, company.currency_id, company, line.date, round=False
        )
        net = company.currency_id.round(float(to_decimal(amount) * share))
        vals.append({
            "source_key": f"statement:{line.partner_id.id}:{line.their_number or line.id}",
            "label": lines.env._(
                "%(supplier)s, bill %(number)s on its statement",
                supplier=line.partner_id.name,
                number=line.their_number or "/",
            ),
            "partner_id": line.partner_id.id,
            "account_id": account,
            "counterpart_account_id": company.ap_accrued_expense_account_id.id,
            "amount_computed": net,
            "note": lines.env._(
                "Statement of %(day)s: %(amount)s with VAT; net as on the last bill booked.",
                day=format_date(lines.env, line.date),
                amount=line.currency_id.format(line.theirs),
            ),
        })  # fmt: skip
    return vals


def _usual(lines) -> dict[int, tuple[int, Decimal]]:
    """The expense account of each supplier's last bill, and its net as a share."""
    lines.env.flush_all()
    rows = lines.env.execute_query(
        SQL(
            """SELECT DISTINCT ON (move.commercial_partner_id)
                      move.commercial_partner_id, line.account_id,
                      move.amount_untaxed / NULLIF(move.amount_total, 0)
                 FROM account_move move
                 JOIN account_move_line line ON line.move_id = move.id
                WHERE move.commercial_partner_id = ANY(%s) AND move.company_id = ANY(%s)
                  AND move.state = 'posted' AND move.move_type = 'in_invoice'
                  AND line.display_type = 'product'
             ORDER BY move.commercial_partner_id, move.invoice_date DESC, move.id DESC,
                      ABS(line.balance) DESC, line.id""",
            lines.partner_id.ids,
            lines.company_id.ids,
        )
    )
    return {
        partner: (account, Decimal(str(share)) if share else Decimal(1))
        for partner, account, share in rows
    }
