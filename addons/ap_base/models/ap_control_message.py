# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import api, fields, models, tools


class ApControlMessage(models.Model):
    """A sentence of a control, with places like %(reference)s for what was found."""

    _name = "ap.control.message"
    _inherit = ["ap.remembered.table"]
    _description = "Message of a control"
    _order = "control_id, id"
    _rec_name = "code"

    control_id = fields.Many2one(
        "ap.control", required=True, index=True, ondelete="cascade"
    )
    code = fields.Char(help="Empty: the message used when the control names none.")
    text = fields.Text(required=True, translate=True)

    _code_unique = models.UniqueIndex(
        "(control_id, COALESCE(code, ''))", "A control has one message per code."
    )

    @api.model
    @tools.ormcache("self.env.lang")
    def _texts(self) -> dict[int, dict[str, str]]:
        """The sentences in the reader's language: {id of the control: {code: text}}."""
        texts = {}
        # pylint: disable=no-search-all
        for message in self.sudo().search([]):  # a few hundred sentences
            texts.setdefault(message.control_id.id, {})[message.code or ""] = message.text
        return texts
