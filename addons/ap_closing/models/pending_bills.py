# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bill lines that are not in the books at a day, with all that the desk knows of them.

Drafts, and bills booked later: what they are worth, when, for which service, whether
they repeat another bill; which order lines they bill or may bill is asked of
`ap.closing.orders`. Read by sets, a statement per source; `rules.ownership` decides what
each of them brings.
"""

from odoo.tools import SQL, html2plaintext

from odoo.addons.ap_base.arithmetic.calendar import Period
from odoo.addons.ap_base.arithmetic.duplicates import ORDER_LINE
from odoo.addons.ap_base.arithmetic.money import HUNDRED
from odoo.addons.ap_base.arithmetic.service_period import GUESSED, best

from ..rules import ownership
from ..rules.ownership import BillItem
from .account_use import uses_of
from .billed import TAXED_COLUMNS, as_decimals
from .unknown_rates import without_rate

# A bill so much later may still be for the month: by its text, or when it has no date.
LATE_DAYS = 62

ITEMS = """
SELECT line.id, line.move_id, line.account_id, line.analytic_distribution,
       template.type AS product_type,
       split_part(line.name, E'\n', 1) AS label, line.name AS text,
       line.deferred_start_date AS period_start,
       line.deferred_end_date AS period_end,
       line.deferred_convention AS convention,
       COALESCE(NULLIF(move.name, '/'), move.ref, '') AS document,
       move.ref, move.narration, move.invoice_date, move.date AS accounting_date,
       move.currency_id, currency.name AS currency_name,
       move.invoice_currency_rate::text AS rate,
       (move.create_date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date AS captured,
       move.state, partner.commercial_partner_id AS partner_id,
       %(advance)s AS is_advance,
       %(taxed)s
  FROM account_move_line line
  JOIN account_move move ON move.id = line.move_id
  JOIN res_currency currency ON currency.id = line.currency_id
  LEFT JOIN product_product product ON product.id = line.product_id
  LEFT JOIN product_template template ON template.id = product.product_tmpl_id
  LEFT JOIN res_partner partner
         ON partner.id = COALESCE(line.partner_id, move.partner_id)
 WHERE move.company_id = %(company)s
   AND move.move_type IN ('in_invoice', 'in_refund', 'in_receipt')
   AND (move.state = 'draft' OR move.state = 'posted' AND move.date > %(day)s)
   AND line.display_type = 'product'
   AND CASE WHEN line.deferred_start_date IS NOT NULL
                 AND line.deferred_end_date IS NOT NULL
            THEN line.deferred_start_date
            ELSE LEAST(COALESCE(move.invoice_date, move.create_date::date) - %(late)s,
                       CASE WHEN move.invoice_date IS NOT NULL THEN move.date END)
       END <= %(day)s
 ORDER BY line.id
"""

# What is known of whole bills: findings.
KNOWN = """
SELECT move.id, FALSE AS is_rejected, FALSE AS differs,
       EXISTS (SELECT 1 FROM ap_finding finding
                 JOIN ap_control control ON control.id = finding.control_id
                WHERE finding.res_model = 'account.move' AND finding.res_id = move.id
                  AND finding.state IN ('open', 'assigned')
                  AND finding.severity <> 'info' AND control.marks_cost) AS has_finding,
       EXISTS (SELECT 1 FROM ap_finding finding
                WHERE finding.res_model = 'account.move' AND finding.res_id = move.id
                  AND finding.control_code = 'duplicate_bill'
                  AND finding.state = 'waived') AS is_no_duplicate
  FROM account_move move
 WHERE move.id = ANY(%(moves)s)
"""


class PendingBills:
    """The bill lines of a company that are not in the books at the end of the day.

    `rows`: their columns by id; `items`: the same as the rule takes them; `read`: the
    service periods that are only in their text.
    """

    def __init__(self, env, company, day):
        self.env, self.company, self.day = env, company, day
        self.orders = env["ap.closing.orders"]
        self.rows = {row["id"]: row for row in self._read_items()}
        ties, astray = self.orders._ties(SQL("item.id = ANY(%s)", list(self.rows)))
        for key in without_rate(env, company, day, self.rows.values()):
            self.rows[key]["no_rate"] = True
        for key in astray:
            self.rows[key]["is_astray"] = True
        known = self._read_known({row["move_id"] for row in self.rows.values()})
        uses = uses_of(
            env, company, {row["account_id"] for row in self.rows.values()}, day
        )
        self.items = [
            self._item(row, ties.get(key, ()), known[row["move_id"]], uses)
            for key, row in self.rows.items()
        ]
        self.read = {item.key: item.read for item in self.items if item.read}

    def _read_items(self) -> list[dict]:
        for model in ("account.move", "account.move.line"):
            self.env[model].flush_model()
        rows = self.env.execute_query_dict(
            SQL(
                ITEMS,
                company=self.company.id,
                day=self.day,
                late=LATE_DAYS,
                advance=self.orders._is_advance("line"),
                taxed=SQL(TAXED_COLUMNS),
                zone=str(self.company._company_timezone()),
            )
        )
        return [as_decimals(row) for row in rows]

    def _read_known(self, move_ids) -> dict[int, dict]:
        """What is known of the bills; which of them repeat another is found now, so that
        one captured a moment ago is known as well."""
        if not move_ids:
            return {}
        for model in ("ap.finding", "ap.control"):
            self.env[model].flush_model()
        rows = self.env.execute_query_dict(SQL(KNOWN, moves=list(move_ids)))
        known = {row["id"]: row for row in rows}
        for key, found in self.orders._known_of_bills(list(known)).items():
            known[key].update(found)
        again, perhaps = self._read_repeats(known)
        left_out = ownership.withdrawals(again)
        for key, row in known.items():
            row["is_duplicate"] = key in left_out
            row["may_be_duplicate"] = key in perhaps
        return known

    def _read_repeats(self, known) -> tuple[dict[int, int], set[int]]:
        """The bills that are another one again, with that one; and those that may be.

        One and the same bill, or the same total on the same day: left out until a person
        says that both are due. The same total on near days: two bills, it seems.
        """
        again, perhaps = {}, set()
        finder = self.env["ap.bill.duplicate"].sudo()
        for one in finder._find(self.company, list(known)):
            key = one.again["id"]
            if known[key]["is_no_duplicate"] or one.pair.kind == ORDER_LINE:
                continue
            if one.pair.same_bill or one.again["day"] == one.kept["day"]:
                again[key] = one.kept["id"]
            else:
                perhaps.add(key)
        return again, perhaps

    def _item(self, row, ties, known, uses) -> BillItem:
        ours = row["deductible_percent"] / HUNDRED  # the rest is for private use
        return BillItem(
            key=row["id"],
            amount=row["balance"] * ours,
            day=row["invoice_date"] and min(row["invoice_date"], row["accounting_date"]),
            captured=row["captured"],
            period=period_of(row),
            read=self._read_period(row),
            use=_use(row, uses),
            ties=tuple(tie._replace(amount=tie.amount * ours) for tie in ties),
            withdrawn=_withdrawn(known),
            doubts=_doubts({**known, **row}),
        )

    def _read_period(self, row) -> Period | None:
        """The service period that the words of the line, else of its bill, say."""
        if period_of(row):
            return None
        day = row["invoice_date"] or row["captured"]
        found = best(row["text"], day) if row["text"] else None
        if found:
            return found.period
        for text in (f"ref {row['ref'] or ''}", _plain(row["narration"])):
            found = best(text, day) if text else None
            if found and found.confidence > GUESSED:
                return found.period
        return None


def period_of(row) -> Period | None:
    """The service period of a journal item, both days included."""
    if not row["period_start"] or not row["period_end"]:
        return None
    return Period(row["period_start"], row["period_end"])


def _use(row, uses) -> str:
    """What the line is: goods on a stock account are bought as much as a charge."""
    if row["is_advance"]:
        return ownership.BALANCE
    use = uses[row["account_id"]]
    is_goods = row["product_type"] == "consu"
    return ownership.COST if use == ownership.UNCLEAR and is_goods else use


def _withdrawn(known) -> str | None:
    if known["is_duplicate"]:
        return ownership.DUPLICATE
    return ownership.NOT_DUE if known["is_rejected"] else None


def _doubts(known) -> tuple[str, ...]:
    codes = {
        "may_be_duplicate": ownership.DUPLICATE,
        "differs": ownership.MATCH,
        "has_finding": ownership.FINDING,
        "is_astray": ownership.MATCH,
        "no_rate": ownership.NO_RATE,
    }
    return ownership.ranked(code for name, code in codes.items() if known.get(name))


def _plain(narration) -> str:
    return html2plaintext(narration) if narration else ""
