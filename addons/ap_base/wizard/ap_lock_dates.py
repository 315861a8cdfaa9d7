# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

SOFT_LOCKS = ("fiscalyear_lock_date", "purchase_lock_date", "tax_lock_date")


class ApLockDates(models.TransientModel):
    """Community has lock dates and no screen for them; this is the screen.

    The irreversible lock is left out on purpose: it cannot be taken back.
    """

    _name = "ap.lock.dates"
    _description = "Lock dates"
    _inherit = ["ap.guarded"]

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    fiscalyear_lock_date = fields.Date(
        string="Everything locked up to",
        help="No entry on this day or before, in any journal.",
    )
    purchase_lock_date = fields.Date(
        string="Bills locked up to", help="No bill on this day or before."
    )
    tax_lock_date = fields.Date(
        string="VAT locked up to", help="No entry with VAT on this day or before."
    )

    @api.model
    def _ap_fixed_fields(self):
        """The dates shown are those of the company: they are not written to another."""
        return super()._ap_fixed_fields() | {"company_id"}

    @api.model
    def default_get(self, field_names):
        values = super().default_get([*field_names, "company_id"])
        locks = self._locks_of(values.get("company_id"))
        values |= {name: day for name, day in locks.items() if name in field_names}
        return {name: values[name] for name in values if name in field_names}

    @api.model_create_multi
    def create(self, vals_list):
        """Dates that are not given are those of the company that is named."""
        default = self.default_get(["company_id"])["company_id"]
        return super().create(
            [{**self._locks_of(vals.get("company_id") or default), **vals} for vals in vals_list]
        )

    @api.model
    def _locks_of(self, company_id) -> dict:
        """The lock dates of a company of the user, as they are."""
        company = self.env["res.company"].browse(company_id or self.env.company.id)
        if company not in self.env.user.company_ids:
            raise AccessError(self.env._("This company is not one of yours."))
        return {name: company.sudo()[name] for name in SOFT_LOCKS}

    def action_apply(self):
        """Set the lock dates of the company; its history keeps who and when."""
        self.ensure_one()
        if not self.env.user.has_group("ap_base.group_head"):
            raise AccessError(
                self.env._("Lock dates are set by the head of accounting.")
            )
        if self.company_id not in self.env.user.company_ids:
            raise AccessError(self.env._("This company is not one of yours."))
        self._check_over()
        # The role was checked: writing a company otherwise needs Odoo's administrator.
        self.company_id.sudo().write({name: self[name] for name in SOFT_LOCKS})
        return {"type": "ir.actions.act_window_close"}

    def _check_over(self):
        """Lock days that are over only: Odoo would book a bill of today on the first
        day after the lock, in another month or year, and say nothing."""
        for name in SOFT_LOCKS:
            day = self[name]
            if day and day != self.company_id[name] and not self.company_id._ap_is_over(day):
                raise UserError(
                    self.env._(
                        "“%(lock)s”: %(day)s is not over. Bills up to that day would be "
                        "booked after it.",
                        lock=self._fields[name]._description_string(self.env),
                        day=format_date(self.env, day),
                    )
                )
