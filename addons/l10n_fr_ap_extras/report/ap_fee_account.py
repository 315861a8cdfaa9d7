# SPDX-License-Identifier: AGPL-3.0-or-later
"""Payments of bills on accounts that start like that are fees to declare."""

from odoo import fields, models

FEE_NATURES = [
    ("fee", "Fees"),
    ("commission", "Commissions"),
    ("brokerage", "Brokerage"),
    ("rebate", "Rebates"),
    ("attendance", "Attendance fees"),
    ("royalty", "Royalties of authors"),
    ("licence", "Royalties of inventors, licences"),
    ("other", "Other remunerations"),
]


class ApFeeAccount(models.Model):
    """Payments of bills on accounts that start like that are fees to declare."""

    _name = "ap.fee.account"
    _description = "Account of fees to declare"
    _order = "country_id, code_prefix, id"
    _rec_name = "code_prefix"

    active = fields.Boolean(default=True)
    country_id = fields.Many2one("res.country", help="Of the company. Empty: of any.")
    code_prefix = fields.Char(string="Accounts", required=True)
    nature = fields.Selection(FEE_NATURES, required=True, default="fee")
    source = fields.Text(translate=True)
