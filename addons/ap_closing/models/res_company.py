# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields, models

CONVENTIONS = [
    ("days", "Actual days"),
    ("days_360", "Days of a 360-day year"),
    ("months_prorated", "Months, the first one by days"),
    ("months_started", "Months, a started month counts whole"),
    ("months_completed", "Months, completed ones only"),
]
DEFERRAL_METHODS = [
    ("stock", "At each closing"),
    ("release", "Month by month"),
]
LOCKS = [
    ("none", "No lock date"),
    ("purchase", "Bills and credit notes"),
    ("fiscalyear", "Bills, then every journal"),
    ("hard", "Every journal, for good"),
]
# What a closing locks, by the setting of the company: fields of the company.
LOCKED = {
    "none": (),
    "purchase": ("purchase_lock_date",),
    "fiscalyear": ("purchase_lock_date", "fiscalyear_lock_date"),
    "hard": ("purchase_lock_date", "hard_lock_date"),
}
ITEMS = [
    ("supplier", "One line per supplier on 408 and 486"),
    ("axis", "One line per account and axis"),
]
VAT_MODES = [
    ("excluded", "Without VAT"),
    ("included", "With VAT on its own account"),
]


class ResCompany(models.Model):
    _inherit = "res.company"

    ap_vat_policy = fields.Selection(
        [("year_end", "With VAT at year-end, without it in other months"), *VAT_MODES],
        string="VAT on accruals",
        required=True,
        default="year_end",
        help="At year-end 408 is a debt shown with its VAT; monthly closings for "
        "management usually leave VAT out. Each closing can differ.",
    )
    ap_prepaid_convention = fields.Selection(
        CONVENTIONS,
        string="Convention of prepaid expenses",
        required=True,
        default="days",
        help="How a cost is shared between periods. Kept with each line, so that a "
        "change here never moves what was computed before.",
    )
    ap_deferral_method = fields.Selection(
        DEFERRAL_METHODS,
        string="Method of prepaid expenses",
        required=True,
        default="stock",
        help="At each closing: what belongs to later months is set aside and comes back "
        "the next day. Month by month: the cost is moved with its bill and released each "
        "month. Both give the same cost each month and the same balance at each month "
        "end. Rules may choose the other one for a supplier, a product, a category or "
        "an account; what was begun one way is finished that way.",
    )
    ap_closing_items = fields.Selection(
        ITEMS,
        string="Lines of closing entries",
        required=True,
        default="supplier",
        help="Costs always have one line per account and analytic distribution. The lines of "
        "the closing keep supplier and document either way: each journal item opens those "
        "that it is made of, and accounts of suppliers are read from them.",
    )
    ap_accrual_threshold = fields.Monetary(
        string="Smallest amount to accrue",
        currency_field="currency_id",
        help="Proposals below it are kept, explained and not posted.",
    )
    ap_accrual_age_days = fields.Integer(
        string="Review accruals older than (days)",
        default=180,
        help="A receipt that waits longer for its bill is flagged: is a bill still to "
        "be expected?",
    )
    ap_closing_lock = fields.Selection(
        LOCKS,
        string="Locked by a closing",
        required=True,
        default="purchase",
        help="Which lock dates are set to the end of the month when it is closed. The "
        "last choice can never be taken back.",
    )
    ap_recurring_policy = fields.Selection(
        [
            ("ask", "A person accepts each of them"),
            ("regular", "Regular ones are accrued at once, a person accepts the others"),
        ],
        string="Suppliers that bill regularly",
        required=True,
        default="ask",
        help="What becomes of suppliers in whose bills a rhythm is found. Irregular "
        "amounts or dates always wait for a person.",
    )
    ap_flux_amount = fields.Monetary(
        string="Smallest change to explain",
        currency_field="currency_id",
        default=500.0,
        help="Month-over-month changes below it are listed without being marked.",
    )
    ap_flux_percent = fields.Float(
        string="Smallest change to explain (%)",
        default=10.0,
        help="Of the previous month's amount; a change is marked when it reaches both.",
    )

    def _ap_vat_mode(self, day) -> str:
        """The VAT mode of a closing at `day`, by the company's policy."""
        self.ensure_one()
        if self.ap_vat_policy != "year_end":
            return self.ap_vat_policy
        year_end = self.compute_fiscalyear_dates(day)["date_to"]
        return "included" if day == year_end else "excluded"

    def _ap_closing_locks(self) -> tuple[str, ...]:
        """The lock dates that a closing of this company sets."""
        self.ensure_one()
        return LOCKED[self.ap_closing_lock or "purchase"]

    def _ap_lock(self, name: str):
        """The lock date that holds, by the name of its field: the latest one of the
        company and of those above it, as Odoo applies them; None without any."""
        self.ensure_one()
        above = self.sudo().parent_ids
        return max((day for day in above.mapped(name) if day), default=None)
