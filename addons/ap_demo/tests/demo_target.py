# SPDX-License-Identifier: AGPL-3.0-or-later
"""Targets of the demo companies: set by the head, and beside the figures of each."""

from ..story.targets import TARGETS


class TargetsOfTheDemo:
    """Tests for the class that builds the demo company."""

    def test_each_company_is_beside_its_targets(self):
        head = self._as("head", "ap.kpi")
        for company in head.env.user.company_ids:
            found = head.search([]).with_company(company).filtered("has_target")
            self.assertEqual({one.code: one.target for one in found}, TARGETS, company.name)

    def test_some_are_reached_and_some_are_missed(self):
        shown = self._as("head", "ap.kpi").with_company(self.company).search([])
        self.assertLessEqual({"yes", "no"}, set(shown.mapped("reaches")))
