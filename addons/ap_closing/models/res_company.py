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

    def _ap_vat_mode(self, day) -> str:
        """The VAT mode of a closing at `day`, by the company's policy."""
        self.ensure_one()
        if self.ap_vat_policy != "year_end":
            return self.ap_vat_policy
        year_end = self.compute_fiscalyear_dates(day)["date_to"]
        return "included" if day == year_end else "excluded"
