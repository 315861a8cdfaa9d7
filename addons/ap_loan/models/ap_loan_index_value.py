# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models
from odoo.exceptions import UserError


class ApLoanIndexValue(models.Model):
    """A value of an index, as it was published."""

    _name = "ap.loan.index.value"
    _description = "Value of an index"
    _order = "index_id, date DESC"
    _rec_name = "date"

    index_id = fields.Many2one("ap.loan.index", required=True, index=True, ondelete="cascade")
    date = fields.Date(string="From", required=True)
    percent = fields.Float(string="Value (%)", digits=(9, 6), required=True)
    source = fields.Char(required=True, help="Where the value was read.")

    _once = models.UniqueIndex("(index_id, date)", "The index has a value of that day.")
    _plausible = models.Constraint(
        "CHECK(percent > -100 AND percent < 1000)", "A value is between −100 and 1,000 %."
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_unused(self):
        """What a running loan may have been computed with stays."""
        self._refuse_used()

    def write(self, vals):
        if {"index_id", "date", "percent"} & vals.keys():
            self._refuse_used()
        return super().write(vals)

    def _refuse_used(self):
        for value in self:
            running = [("index_id", "=", value.index_id.id), ("state", "!=", "draft")]
            used = self.env["ap.loan"].sudo().search(running, limit=1)
            if used and not self.env.su:
                raise UserError(
                    self.env._(
                        "%(loan)s runs on this index: a published value is not changed. "
                        "Add the corrected value on its own day.",
                        loan=used.name,
                    )
                )
