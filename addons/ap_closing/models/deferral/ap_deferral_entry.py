# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was posted on 486 for one deferral: the trace behind aggregated entries."""

from odoo import fields, models
from odoo.tools import SQL

NATURES = [
    ("transfer", "Moved to prepaid"),
    ("release", "Released"),
    ("catch_up", "Released, with a correction"),
    ("moved", "Given back to the cost before"),
    ("unwind", "Taken back with its bill"),
    ("cancellation", "Release cancelled"),
]
COLUMNS = (
    "deferral_id", "company_id", "account_id", "date", "amount", "nature", "move_id",
    "closing_line_id", "run_id", "cost_account_id", "cost_distribution",
    "cost_partner_id",
)  # fmt: skip


class ApDeferralEntry(models.Model):
    _name = "ap.deferral.entry"
    _description = "Posting of a deferred expense"
    _order = "date, id"
    _rec_name = "date"

    deferral_id = fields.Many2one(
        "ap.deferral", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(related="deferral_id.partner_id", string="Supplier")
    account_id = fields.Many2one("account.account", string="Prepaid account")
    date = fields.Date(required=True)
    amount = fields.Monetary(help="On the prepaid account; positive = debit.")
    nature = fields.Selection(NATURES, required=True)
    move_id = fields.Many2one("account.move", string="Entry", ondelete="restrict")
    closing_line_id = fields.Many2one(
        "ap.closing.line", ondelete="set null", index="btree_not_null"
    )
    run_id = fields.Many2one("ap.closing.run", index="btree_not_null")

    # What the other side of the entry bore: it is followed when the bill line moves.
    cost_account_id = fields.Many2one("account.account", string="Cost account")
    cost_distribution = fields.Json(string="Cost distribution")
    cost_partner_id = fields.Many2one("res.partner", string="Cost supplier")

    _by_day = models.Index("(company_id, date)")

    def _log(self, rows: SQL) -> None:
        """Add the rows of a SELECT (columns as COLUMNS) and what they hold: one
        statement for any number."""
        self.env.cr.execute(
            SQL(
                """
                WITH added AS (
                    INSERT INTO ap_deferral_entry (%s) %s
                    RETURNING deferral_id, amount
                )
                UPDATE ap_deferral deferral
                   SET held = COALESCE(deferral.held, 0) + sums.amount, is_kept = TRUE
                  FROM (SELECT deferral_id, SUM(amount) AS amount
                          FROM added GROUP BY deferral_id) sums
                 WHERE deferral.id = sums.deferral_id
                """,
                SQL(", ").join(map(SQL.identifier, COLUMNS)),
                rows,
            )
        )
        self.invalidate_model()
        self.env["ap.deferral"].invalidate_model()
