# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the accounts of a chart are for, as far as the desk must know: dated data."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

NATURES = [
    ("rent", "Rent of premises"),
    ("hire", "Hire of equipment and hosting"),
    ("leasing", "Leasing"),
    ("maintenance", "Maintenance contract"),
    ("insurance", "Insurance"),
    ("licence", "Licence or software"),
    ("subscription", "Subscription"),
    ("membership", "Membership"),
    ("advertising", "Advertising"),
    ("telecom", "Telecommunications"),
    ("advance", "Advance or deposit"),
    ("other", "Other"),
]


class ApAccountNature(models.Model):
    """Accounts whose code starts like that have this nature, in that country, then.

    Of several that fit an account on a day the longest prefix counts, then the one of
    the country before the one of all countries, then the latest.
    """

    _name = "ap.account.nature"
    _description = "Nature of accounts"
    _order = "country_id, code_prefix, valid_from desc, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    country_id = fields.Many2one(
        "res.country", help="Of the company. Empty: of any country."
    )
    code_prefix = fields.Char(
        string="Accounts", required=True, help="First figures of the account's code."
    )
    nature = fields.Selection(NATURES, required=True, default="other")
    needs_period = fields.Boolean(
        string="Needs service dates",
        help="A bill line on such an account is asked for the first and the last day "
        "of its service.",
    )
    valid_from = fields.Date()
    valid_to = fields.Date(string="Valid until", help="Included.")
    source = fields.Text(
        translate=True, help="The text or the practice that says so."
    )

    _prefix_not_blank = models.Constraint(
        "CHECK(code_prefix = btrim(code_prefix) AND code_prefix <> '')",
        "Write the first figures of the accounts, without spaces.",
    )
    _dates_in_order = models.Constraint(
        "CHECK(valid_from IS NULL OR valid_to IS NULL OR valid_from <= valid_to)",
        "The validity of a nature must end after it starts.",
    )

    @api.constrains("code_prefix", "country_id", "valid_from", "valid_to", "active")
    def _check_one_at_a_time(self):
        for one in self.filtered("active"):
            rivals = self.search(
                [
                    ("id", "!=", one.id),
                    ("code_prefix", "=", one.code_prefix),
                    ("country_id", "=", one.country_id.id),
                ]
            )
            for rival in rivals:
                if one._overlaps(rival):
                    raise ValidationError(
                        self.env._(
                            "Accounts %(prefix)s already have the nature “%(name)s” in "
                            "that time: end it before the new one starts.",
                            prefix=one.code_prefix,
                            name=rival.name,
                        )
                    )

    def _overlaps(self, other) -> bool:
        """Whether both are valid on some day."""
        one_first = not self.valid_to or not other.valid_from
        other_first = not other.valid_to or not self.valid_from
        return (one_first or other.valid_from <= self.valid_to) and (
            other_first or self.valid_from <= other.valid_to
        )

    @api.depends("code_prefix", "name")
    def _compute_display_name(self):
        for one in self:
            one.display_name = f"{one.code_prefix or ''} {one.name or ''}".strip()

    @api.model
    def _sql_of_accounts(self, company_ids) -> SQL:
        """Pairs of account and nature of companies: account_id, company_id, nature_id,
        nature, needs_period, valid_from, valid_to, strength. On a day those count whose
        validity holds it, and of those the one of the greatest strength."""
        return SQL(
            """
            SELECT account.id AS account_id, company.id AS company_id,
                   one.id AS nature_id, one.nature,
                   COALESCE(one.needs_period, FALSE) AS needs_period,
                   one.valid_from, one.valid_to,
                   ARRAY[length(one.code_prefix), (one.country_id IS NOT NULL)::int,
                         COALESCE(one.valid_from - '1900-01-01'::date, 0), one.id]
                   AS strength
              FROM account_account account
              JOIN account_account_res_company_rel rel
                ON rel.account_account_id = account.id
              JOIN res_company owner ON owner.id = rel.res_company_id
              JOIN res_company company
                ON company.parent_path LIKE owner.parent_path || '%%'
              JOIN ap_account_nature one
                ON starts_with(
                       account.code_store->>split_part(company.parent_path, '/', 1),
                       one.code_prefix)
               AND (one.country_id IS NULL
                    OR one.country_id = company.account_fiscal_country_id)
             WHERE one.active AND company.id = ANY(%(companies)s)
            """,
            companies=list(company_ids),
        )
