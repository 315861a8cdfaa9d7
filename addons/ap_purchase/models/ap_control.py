# SPDX-License-Identifier: AGPL-3.0-or-later
"""Exceptions of matching as findings: one control per cause, all with one method."""

from odoo import api, models

from odoo.addons.ap_base.models.control_reads import reads

from .match import match_findings, match_source

# The bill, the label of its line, and the comparison with all that it names.
COMPARED = ("bill", "lines", "match")
METHODS = ("_find_match", "_find_match_suggested", "_find_match_order_expected")


class ApControl(models.Model):
    _inherit = "ap.control"

    @api.model
    def _says_nothing(self):
        """When the list of open orders was sent says nothing of bills."""
        return super()._says_nothing() | {"ap_open_digest_on"}

    @api.model
    def _sources(self):
        return super()._sources() | match_source.SOURCES

    @api.model
    def _methods_of_bills(self):
        return super()._methods_of_bills() | set(METHODS)

    @reads(*COMPARED)
    def _find_match(self, company, records, date):
        """Bills that do not match their orders, with the cause that the code names."""
        return match_findings.exceptions(self.env, company, records, self.code)

    @reads(*COMPARED)
    def _find_match_suggested(self, company, records, date):
        """Bills that differ from the order they are likely for, which nobody confirmed."""
        return match_findings.suggested(self.env, company, records)

    @reads(*COMPARED)
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
