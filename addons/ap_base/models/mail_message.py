# SPDX-License-Identifier: AGPL-3.0-or-later
"""Notes on entries are for our own people, whichever way they are read.

Odoo hides the notes that a person wrote from users of the portal; what a program noted in the
same place (who put a payment on hold, and why) they could read by the number of the message.
"""

from odoo import models
from odoo.tools import SQL


class MailMessage(models.Model):
    _inherit = "mail.message"

    def _get_forbidden_access(self, operation):
        forbidden = super()._get_forbidden_access(operation)
        if operation != "read" or self.env.user._is_internal():
            return forbidden
        rows = self.env.execute_query(
            SQL(
                """SELECT message.id FROM mail_message message
                LEFT JOIN mail_message_subtype subtype ON subtype.id = message.subtype_id
                    WHERE message.id = ANY(%s) AND message.model = 'account.move'
                      AND (message.is_internal OR message.subtype_id IS NULL
                           OR subtype.internal)""",
                self.ids,
            )
        )
        return forbidden | self.browse([number for (number,) in rows])
