# SPDX-License-Identifier: AGPL-3.0-or-later
"""Mails that a machine wrote open no request, reopen none and are not answered."""

import logging

from odoo import api, models

from ..rules import request_mail
from . import request_intake

REQUEST = "ap.supplier.request"
_logger = logging.getLogger(__name__)


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        """Routes of a mail without those to requests, when a machine wrote it."""
        ours = [route for route in routes or () if route[0] == REQUEST]
        if ours:
            routes = self._ap_routes(message, message_dict, routes, ours)
        return super()._message_route_process(message, message_dict, routes)

    def _ap_routes(self, message, message_dict, routes, ours):
        headers = dict(message.items())
        sender = message_dict.get("email_from") or ""
        if request_mail.is_automatic(headers, message_dict.get("subject") or "", sender):
            _logger.info("Automatic mail %s opens no request", message_dict.get("message_id"))
            for request in self.env[REQUEST].sudo().browse([one[1] for one in ours if one[1]]):
                request_intake.note_automatic(request, message_dict)
            return [route for route in routes if route[0] != REQUEST]
        signs = request_mail.sender_signs(headers, sender)
        return [self._ap_with_signs(route, signs) for route in routes]

    def _ap_with_signs(self, route, signs):
        """The route with what speaks against the sender."""
        model, thread_id, values, user_id, alias = route
        if model != REQUEST or thread_id:
            return route
        values = {**(values or {}), "sender_signs": ",".join(signs)}
        return model, thread_id, values, user_id, alias
