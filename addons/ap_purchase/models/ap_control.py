# SPDX-License-Identifier: AGPL-3.0-or-later
"""Exceptions of matching as findings: one control per cause, all with one method."""

from odoo import api, models

from .match import match_findings


class ApControl(models.Model):
    _inherit = "ap.control"

    @api.model
    def _says_nothing(self):
        """When the list of open orders was sent says nothing of bills."""
        return super()._says_nothing() | {"ap_open_digest_on"}

    def _find_match(self, company, records, date):
        """Bills that do not match their orders, with the cause that the code names."""
        return match_findings.exceptions(self.env, company, records, self.code)

    def _find_match_suggested(self, company, records, date):
        """Bills that differ from the order they are likely for, which nobody confirmed."""
        return match_findings.suggested(self.env, company, records)

    def _find_match_order_expected(self, company, records, date):
        """Bills of suppliers that work with orders, for which no order was found."""
        return match_findings.without_order(self.env, company, records)

    def _evidence_labels(self):
        return {
            **super()._evidence_labels(),
            "match_owner": self.env._("To be cleared by"),
            "match_due": self.env._("Until"),
            "match_order": self.env._("Order"),
            "match": self.env._("Comparison with the order"),
        }
