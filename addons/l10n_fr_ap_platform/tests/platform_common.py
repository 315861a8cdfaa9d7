# SPDX-License-Identifier: AGPL-3.0-or-later
"""A company with a platform, which the mock plays without a network."""

from unittest.mock import patch

from odoo.addons.ap_base.tests.common import ApCommon
from odoo.addons.ap_einvoice.tests.einvoice_files import cii, ubl

from .mock_platform import MockPlatform, MockSession

BOTH = {"CII": cii, "UBL": ubl}


class PlatformCase(ApCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._only_controls(
            ["platform_flow_failed", "platform_status_refused", "purchase_report_due"]
        )
        cls.company.ap_einvoice_draft = True
        cls.company.partner_id.write(
            {"country_id": cls.env.ref("base.fr").id, "company_registry": "443061841"}
        )
        cls.supplier = cls.env["res.partner"].create(
            {
                "name": "Nordlys SAS", "is_company": True, "vat": "FR44732829320",
                "company_registry": "73282932000074",
                "country_id": cls.env.ref("base.fr").id,
            }
        )  # fmt: skip
        cls.provider = cls.env["ap.platform.provider"].create(
            {
                "name": "Mock", "number": "9999", "flow_url": "http://127.0.0.1/flow",
                "directory_url": "http://127.0.0.1/directory",
                "token_url": "http://127.0.0.1/token",
            }
        )  # fmt: skip
        cls.platform = cls.env["ap.platform"].create(
            {
                "provider_id": cls.provider.id, "company_id": cls.company.id,
                "client_id": "client-7", "client_secret": "secret",
            }
        )  # fmt: skip

    def setUp(self):
        super().setUp()
        self.mock = MockPlatform()
        models = type(self.env["ap.platform"])
        self.startPatcher(patch.object(models, "_session", lambda _self: MockSession(self.mock)))

    def _arrive(self, syntax="CII", about=None, **given):
        """A bill waits on the platform; gives the id of its flow."""
        return self.mock.put(BOTH[syntax](**given), syntax=syntax, **(about or {}))

    def _pull(self, role="apprentice"):
        platform = self._as(role, self.env["ap.platform"])
        return platform.pull(self.company.id)

    def _job(self):
        """What the job does every quarter of an hour."""
        self.env.cr.precommit.run()
        company = self.company
        here = self.platform.sudo().with_company(company)
        return here.with_context(allowed_company_ids=company.ids)._pull(
            keep=self.env.cr.precommit.run
        )

    def _flow(self, flow_id):
        return self.env["ap.platform.flow"].search([("flow_id", "=", flow_id)])

    def _out(self, bill):
        return bill.ap_flow_ids.filtered(lambda flow: flow.direction == "out").sorted("id")
