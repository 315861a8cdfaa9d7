# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words by which names, senders and mails of suppliers are read: data, not code."""

from odoo import api, fields, models

USES = [
    ("legal_form", "Legal form, left out when names are compared"),
    ("free_mail", "Mail domain that anybody may use"),
    ("urgent", "Wording that presses"),
]


class ApSupplierWord(models.Model):
    _name = "ap.supplier.word"
    _description = "Word of suppliers' mails"
    _order = "use, lang, name, id"

    name = fields.Char(string="Word", required=True)
    use = fields.Selection(USES, string="Meaning", required=True, index=True)
    lang = fields.Selection([("fr", "French"), ("en", "English")], string="Language")
    active = fields.Boolean(default=True)

    _word_once = models.UniqueIndex(
        "(use, lower(name), COALESCE(lang, ''))", "That word has this meaning already."
    )

    @api.model
    def _words(self, use) -> tuple[str, ...]:
        return tuple(self.sudo().search([("use", "=", use)]).mapped("name"))
