# SPDX-License-Identifier: AGPL-3.0-or-later
"""The shares of a key from a day on."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.ap_base.arithmetic.money import to_decimal

FROZEN = {"key_id", "date_from", "line_ids"}


class ApAllocationKeyVersion(models.Model):
    """The shares of a key from a day on."""

    _name = "ap.allocation.key.version"
    _inherit = ["ap.guarded"]
    _description = "Version of an allocation key"
    _order = "date_from desc, id desc"
    _check_company_auto = True

    key_id = fields.Many2one(
        "ap.allocation.key", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="key_id.company_id", store=True, index=True)
    plan_id = fields.Many2one(related="key_id.plan_id")
    date_from = fields.Date(
        string="From", required=True, default=fields.Date.context_today
    )
    date_to = fields.Date(
        string="To", help="Included. Empty: until the next version starts."
    )
    source = fields.Char(help="Where the weights come from.")
    line_ids = fields.One2many("ap.allocation.key.line", "version_id", string="Shares")
    shares_text = fields.Char(compute="_compute_shares_text", string="Shares in words")
    is_used = fields.Boolean(
        string="Used",
        readonly=True,
        copy=False,
        help="Lines were imputed with it: it is not changed any more.",
    )

    @api.model
    def _ap_engine_fields(self):
        return super()._ap_engine_fields() | {"is_used"}

    _once = models.UniqueIndex(
        "(key_id, date_from)", "The key already has a version from that day."
    )
    _dates_in_order = models.Constraint(
        "CHECK(date_to IS NULL OR date_from <= date_to)",
        "A version must end after it starts.",
    )

    @api.depends("key_id.name", "date_from")
    def _compute_display_name(self):
        for version in self:
            version.display_name = f"{version.key_id.name} {version.date_from or ''}"

    @api.depends_context("lang")
    @api.depends("line_ids.share", "line_ids.analytic_account_id.name")
    def _compute_shares_text(self):
        percent = self.env["account.move.line"]._ap_percent
        for version in self:
            version.shares_text = ", ".join(
                f"{line.analytic_account_id.name} {percent(to_decimal(line.share))}"
                for line in version.line_ids
            )

    @api.constrains("line_ids", "key_id")
    def _check_lines(self):
        for version in self:
            if not any(line.weight > 0 for line in version.line_ids):
                raise ValidationError(
                    self.env._(
                        "%(version)s shares nothing out: give a weight to one account "
                        "at least.",
                        version=version.display_name,
                    )
                )

    def _weights(self) -> dict:
        return {
            line.analytic_account_id.id: to_decimal(line.weight)
            for line in self.line_ids
        }

    def _distribution(self) -> dict:
        """The shares by combination, as the pure rules take them."""
        return {
            (line.analytic_account_id.id,): to_decimal(line.share)
            for line in self.line_ids
            if line.share
        }

    def _refuse_used(self):
        used = self.filtered("is_used")
        if used:
            raise UserError(
                self.env._(
                    "%(version)s was used to impute lines and stays as it is: write a "
                    "new version that starts on a later day.",
                    version=used[0].display_name,
                )
            )

    def write(self, vals):
        if vals.keys() & FROZEN:
            self._refuse_used()
        if "is_used" in vals and not self.env.su:
            raise AccessError(self.env._("Odoo itself says which versions are used."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_unused(self):
        self._refuse_used()
