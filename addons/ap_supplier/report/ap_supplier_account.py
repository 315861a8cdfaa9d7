# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from operator import attrgetter, itemgetter

from odoo import api, fields, models
from odoo.tools import SQL, groupby

from odoo.addons.ap_base.models import arguments

from ..models import supplier_ledger
from ..models.account_checks import shared_ibans
from ..models.ap_ageing_band import BANDS
from ..models.ap_supplier_account_kind import KINDS
from ..models.supplier_accounts import OWED, accounts_of
from . import listing

AMOUNTS = [
    "balance", "not_due", "overdue", *BANDS, "unmatched_credit", "unmatched_debit",
    "debit_balance", "advances", "payments", "credit_notes", "held", "disputed",
]  # fmt: skip
SUMMED = [
    "balance", "not_due", "unmatched_credit", "unmatched_debit", "credit_notes", "held",
    "disputed",
]  # fmt: skip
_SUMMED = attrgetter(*SUMMED)
STORED = [
    *AMOUNTS, "company_id", "currency_id", "partner_id", "account_id", "account_code",
    "kind", "date", "days_late", "item_count", "foreign_text", "unrealised", "intercompany",
    "same_iban",
]  # fmt: skip


class ApSupplierAccount(models.TransientModel):
    """An account of a supplier at the end of a day; made when somebody asks, cleaned up
    later. Debts are positive, in company currency."""

    _name = "ap.supplier.account"
    _description = "Supplier account at a date"
    _inherit = ["ap.report"]
    _order = "overdue DESC, balance DESC, id"
    _rec_name = "partner_id"

    company_id = fields.Many2one("res.company", required=True)
    currency_id = fields.Many2one("res.currency", required=True)
    partner_id = fields.Many2one("res.partner", string="Supplier")
    account_id = fields.Many2one("account.account", required=True)
    account_code = fields.Char(string="Code")
    kind = fields.Selection(KINDS)
    date = fields.Date(required=True)
    balance = fields.Monetary(help="What is owed, by the ledger; negative: the supplier owes.")
    not_due = fields.Monetary(string="Not due")
    overdue = fields.Monetary()
    band_1 = fields.Monetary(string="Late, band 1")
    band_2 = fields.Monetary(string="Late, band 2")
    band_3 = fields.Monetary(string="Late, band 3")
    band_4 = fields.Monetary(string="Late, band 4")
    band_5 = fields.Monetary(string="Late, band 5")
    days_late = fields.Integer(string="Days late", aggregator="max")
    unmatched_credit = fields.Monetary(string="Open credits")
    unmatched_debit = fields.Monetary(string="Open debits")
    debit_balance = fields.Monetary(
        help="Shown under assets: debts of others are not taken off."
    )
    advances = fields.Monetary(string="Advances paid")
    payments = fields.Monetary(string="Payments not matched")
    credit_notes = fields.Monetary(string="Credit notes not used")
    held = fields.Monetary(string="On hold")
    disputed = fields.Monetary(help="Of bills told to the supplier as disputed, or blocked.")
    item_count = fields.Integer(string="Open items")
    intercompany = fields.Boolean()
    same_iban = fields.Boolean(string="IBAN of another supplier")
    foreign_text = fields.Char(string="In foreign currency")
    unrealised = fields.Monetary(
        string="Unrealised difference",
        help="At the last day of a month: a gain is positive. It is booked by nobody here.",
    )

    # -- public -----------------------------------------------------------------------

    @api.model
    @api.readonly
    def at_date(self, company_id, date, partner_ids=None):
        """The accounts of suppliers at the end of any day; nothing is written.

        A list, per supplier and account: `partner_id, partner, account_id, account_code,
        kind, balance, not_due, overdue, bands: [{"name", "from", "to", "amount"}],
        days_late, unmatched_credit, unmatched_debit, debit_balance, advances, payments,
        credit_notes, held, disputed, item_count, intercompany, same_iban, currencies:
        [{"currency", "balance", "company_balance", "unrealised"}]`. Debts are positive; not_due and the
        bands add up to the balance. `partner_id` is false for items without a supplier.
        """
        self.check_access("read")
        company = arguments.company(self.env, company_id)
        day = arguments.day(self.env, date)
        ids = arguments.ids(self.env, partner_ids)
        if ids is not None:
            ids = self.env["res.partner"].browse(ids).exists().commercial_partner_id.ids
        bounds = self.env["ap.ageing.band"]._bounds()
        return [_answer(row, bounds) for row in self._each_row(company, day, ids)]

    @api.model
    def _rows(self, company, day, partner_ids=None) -> list[dict]:
        """Values of the fields per supplier and account, with `bands` and `currencies`."""
        return list(self._each_row(company, day, partner_ids))

    @api.model
    def _each_row(self, company, day, partner_ids=None) -> Iterator[dict]:
        """As `_rows`, one after the other: there may be a hundred thousand."""
        accounts = {one.id: one for one in accounts_of(company, day)}
        totals = supplier_ledger.totals(company, day, partner_ids, list(accounts.values()))
        world = _World(company, day, {one.partner_id for one in totals})
        for (_partner, account), its in groupby(totals, key=itemgetter(0, 1)):
            yield world.row(its, accounts[account])

    @api.model
    def _at(self, company, day, partners=None):
        """The rows of these suppliers (none: of all) with the rights of who asks."""
        rows = self._rows(company, day, partners.ids if partners else None)
        return listing.make(self, STORED, rows)

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """The columns of the ageing are named as its bands are."""
        found = super().fields_get(allfields, attributes)
        for name, (label, _start, _end) in zip(
            BANDS, self.env["ap.ageing.band"]._bounds(), strict=False
        ):
            if name in found and "string" in found[name]:
                found[name]["string"] = label
        return found

    # -- screens ----------------------------------------------------------------------

    def action_open_items(self):
        """What is open on the account at the day."""
        return self.env["ap.supplier.item"]._open_for(
            self.company_id, self.date, self.partner_id, self.account_id
        )

    def action_open_page(self):
        """The page of the supplier at the day."""
        self.ensure_one()
        return self.env["ap.supplier.review"]._open_page(
            self.company_id, self.partner_id, self.date
        )

    def _report_title(self):
        return self.env._("Supplier accounts")

    def _report_fields(self):
        used = BANDS[: len(self.env["ap.ageing.band"]._bounds())]
        return [
            "partner_id", "account_code", "balance", "not_due", *used, "days_late",
            "unmatched_credit", "unmatched_debit", "debit_balance", "credit_notes", "held",
            "disputed", "foreign_text", "unrealised",
        ]  # fmt: skip

    def _report_unprinted(self):
        return {
            "days_late", "unmatched_credit", "unmatched_debit", "credit_notes", "held",
            "disputed", "foreign_text", "unrealised",
        }  # fmt: skip

    def _report_column(self, name, summed):
        column = super()._report_column(name, summed)
        if name in BANDS:
            bounds = self.env["ap.ageing.band"]._bounds()
            return replace(column, title=bounds[BANDS.index(name)][0])
        return column


class _World:
    """What rows take from beside the ledger: names, own companies, shared IBANs, rates."""

    def __init__(self, company, day, partner_ids):
        self.company, self.day, self.env = company, day, company.env
        self.own = company.currency_id
        self.places = self.own.decimal_places
        ids = [one for one in partner_ids if one]
        self.names = _names(self.env, ids)
        companies = self.env["res.company"].sudo().search([])  # pylint: disable=no-search-all
        self.group = set(companies.partner_id.commercial_partner_id.ids)
        self.shared = shared_ibans(self.env, company)
        self.is_month_end = (day + timedelta(days=1)).day == 1
        self.currencies = {}

    def row(self, totals, account) -> dict:
        """The account of a supplier from its currencies, which are few."""
        row = self._started(totals[0], account)
        figures = [_figures(one) for one in totals]
        row.update(figures[0])
        for other in figures[1:]:
            for name, amount in other.items():
                row[name] = self.rounded(row[name] + amount)
        row["item_count"] = sum(one.item_count for one in totals)
        row["days_late"] = max(one.days_late for one in totals)
        for total in totals:
            if total.currency_id != self.own.id:
                self._add_currency(row, total)
        return self._ended(row)

    def _started(self, total, account) -> dict:
        row = dict.fromkeys(AMOUNTS, 0.0)
        return row | {
            "company_id": self.company.id,
            "currency_id": self.own.id,
            "partner_id": total.partner_id or False,
            "partner": self.names.get(total.partner_id, ""),
            "account_id": account.id,
            "account_code": account.code,
            "kind": account.kind,
            "date": self.day,
            "unrealised": 0.0,
            "intercompany": total.partner_id in self.group,
            "same_iban": total.partner_id in self.shared,
            "currencies": [],
            "foreign": [],
        }

    def rounded(self, amount) -> float:
        return round(amount, self.places)

    def _add_currency(self, row, total) -> None:
        """Foreign currency beside: never converted; the difference at a month-end."""
        unrealised = self._unrealised(total) if self.is_month_end else 0.0
        currency = self._currency(total.currency_id)
        row["unrealised"] = self.rounded(row["unrealised"] + unrealised)
        if total.rest_currency or total.rest:
            row["foreign"].append(currency.format(total.rest_currency))
            row["currencies"].append({
                "currency": currency.name,
                "balance": total.rest_currency,
                "company_balance": total.rest,
                "unrealised": unrealised,
            })  # fmt: skip

    def _currency(self, number):
        if number not in self.currencies:
            self.currencies[number] = self.env["res.currency"].browse(number)
        return self.currencies[number]

    def _unrealised(self, total):
        now = self._currency(total.currency_id)._convert(
            float(total.rest_currency), self.own, self.company, self.day
        )
        return self.rounded(total.rest - now)

    def _ended(self, row) -> dict:
        row["overdue"] = self.rounded(sum(row[name] for name in BANDS))
        row["payments"] = self.rounded(row["unmatched_debit"] - row["credit_notes"])
        if row["kind"] in OWED and row["balance"] < 0:
            row["debit_balance"] = -row["balance"]
        if row["kind"] == "advance":
            row["advances"] = row["unmatched_debit"]
            row["payments"] = 0.0
        row["foreign_text"] = ", ".join(row.pop("foreign"))
        return row


def _figures(total) -> dict[str, float]:
    """What PostgreSQL summed, by name."""
    return dict(zip(SUMMED, _SUMMED(total), strict=True)) | dict(
        zip(BANDS, total.bands, strict=False)
    )


def _names(env, ids) -> dict[int, str]:
    if not ids:
        return {}
    env["res.partner"].flush_model(["name"])
    rows = env.execute_query(
        SQL("SELECT id, name FROM res_partner WHERE id = ANY(%s)", ids)
    )
    return dict(rows)


def _answer(row, bounds) -> dict:
    bands = [
        {"name": label, "from": start, "to": end or False, "amount": float(row[name])}
        for name, (label, start, end) in zip(BANDS, bounds, strict=False)
    ]
    plain = ("partner_id", "partner", "account_id", "account_code", "kind", "days_late",
             "item_count", "intercompany", "same_iban")  # fmt: skip
    amounts = [name for name in AMOUNTS if name not in BANDS]
    return {
        **{name: row[name] for name in plain},
        **{name: float(row[name]) for name in amounts},
        "bands": bands,
        "currencies": [
            {name: value if name == "currency" else float(value) for name, value in one.items()}
            for one in row["currencies"]
        ],
    }

