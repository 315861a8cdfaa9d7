# SPDX-License-Identifier: AGPL-3.0-or-later
"""Types of suppliers' requests: the words that tell them, who answers, how soon."""

from odoo import api, fields, models

from ..rules.request_reading import Kind


class ApSupplierRequestType(models.Model):
    _name = "ap.supplier.request.type"
    _description = "Type of suppliers' requests"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    hours = fields.Float(
        string="To answer within (hours of work)", default=16.0, required=True
    )
    wait_days = fields.Integer(
        string="Days to wait for the supplier",
        default=7,
        help="Once it was asked back. Zero: nobody is reminded.",
    )
    user_id = fields.Many2one("res.users", string="Answered by")
    words_fr = fields.Text(string="French words", help="One word or group of words a line.")
    words_en = fields.Text(string="English words", help="One word or group of words a line.")

    _code_once = models.UniqueIndex("(code)", "That code has a type already.")
    _hours_positive = models.Constraint(
        "CHECK(hours > 0 AND hours <= 1000)", "Give 1 to 1000 hours of work."
    )
    _wait_positive = models.Constraint(
        "CHECK(wait_days BETWEEN 0 AND 365)", "Give 0 to 365 days to wait."
    )

    @api.model
    def _kinds(self) -> list[Kind]:
        """The types with their words, for the rules that read mails."""
        # pylint: disable=no-search-all
        # some ten rows
        return [
            Kind(one.code, tuple(_lines(one.words_fr) + _lines(one.words_en)))
            for one in self.sudo().search([])
        ]

    @api.model
    def _by_code(self, code):
        return self.sudo().search([("code", "=", code)], limit=1)


def _lines(text) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]
