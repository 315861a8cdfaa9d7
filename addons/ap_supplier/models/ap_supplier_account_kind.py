# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import ValidationError

KINDS = [
    ("payable", "Suppliers"),
    ("asset", "Suppliers of assets"),
    ("note", "Bills of exchange to pay"),
    ("accrual", "Bills not received"),
    ("advance", "Advances paid"),
    ("credit_due", "Credit notes to receive"),
    ("other", "Other accounts of suppliers"),
]


class ApSupplierAccountKind(models.Model):
    """Which accounts of a country's chart are accounts of suppliers, and of what kind.

    The longest prefix that fits counts. Where a country has none, the accounts of type
    payable are those of suppliers, and the accrual accounts of the company.
    """

    _name = "ap.supplier.account.kind"
    _description = "Accounts of suppliers"
    _order = "country_id, code_prefix, id"
    _rec_name = "code_prefix"

    country_id = fields.Many2one("res.country", required=True)
    code_prefix = fields.Char(
        string="Accounts", required=True, help="First figures of the account's code."
    )
    kind = fields.Selection(KINDS, required=True)
    valid_from = fields.Date()
    valid_to = fields.Date(string="Valid until", help="Included.")
    source = fields.Text(translate=True, help="The text that says so.")

    _prefix_not_blank = models.Constraint(
        "CHECK(code_prefix = btrim(code_prefix) AND code_prefix <> '')",
        "Write the first figures of the accounts, without spaces.",
    )

    @api.constrains("valid_from", "valid_to")
    def _check_dates(self):
        for one in self:
            if one.valid_from and one.valid_to and one.valid_to < one.valid_from:
                raise ValidationError(
                    self.env._(
                        "Accounts %(prefix)s: the validity must end after it starts.",
                        prefix=one.code_prefix,
                    )
                )

    @api.model
    def _prefixes(self, country, day) -> dict[str, str]:
        """Kinds by prefix in that country on that day."""
        found = self.sudo().search([
            ("country_id", "=", country.id),
            "|", ("valid_from", "=", False), ("valid_from", "<=", day),
            "|", ("valid_to", "=", False), ("valid_to", ">=", day),
        ])  # fmt: skip
        return {one.code_prefix: one.kind for one in found}
