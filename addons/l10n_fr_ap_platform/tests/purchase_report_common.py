# SPDX-License-Identifier: AGPL-3.0-or-later
"""A company that buys abroad, and its reports to the tax office."""

from .platform_common import PlatformCase


class PurchaseReportCase(PlatformCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.vat = "FR64443061841"
        cls.platform.write(
            {
                "regime_id": cls.env.ref("l10n_fr_ap_platform.purchase_report_regime_monthly").id,
                "report_since": "2026-09-01",
            }
        )
        countries = {code: cls.env.ref(f"base.{code}").id for code in ("de", "us", "fr")}
        cls.german, cls.american = cls.env["res.partner"].create(
            [
                {"name": "Bäcker GmbH", "country_id": countries["de"], "vat": "DE123456788",
                 "is_company": True},
                {"name": "Acme Tools Inc", "country_id": countries["us"], "is_company": True},
            ]
        )  # fmt: skip
        taxes = cls.env["ap.vat.choice"]._taxes(cls.company)
        cls.goods, cls.services = taxes[("eu_goods", 20.0)], taxes[("services_world", 20.0)]
        cls.imported = taxes[("import", 20.0)]

    def _buy(self, ref, partner, amount, tax, day="2026-11-03", **values):
        lines = [(0, 0, {"name": "x", "price_unit": amount, "tax_ids": [(6, 0, tax.ids)]})]
        return self._bill(
            ref, date=day, partner=partner, invoice_line_ids=lines, post=True, **values
        )

    def _prepare(self, day="2026-11-30"):
        reports = self._as("apprentice", self.env["ap.purchase.report"])
        ids = reports.prepare(self.company.id, day)
        return self._as("accountant", self.env["ap.purchase.report"]).browse(ids)

    def _tie(self, day="2026-11-30"):
        ties = self.env["ap.tie.out"].compute(self.company.id, day, ["foreign_purchases"])
        return ties[0]

    def _three(self):
        """1,000.00 of goods (DE), 500.00 of services (US), 300.00 imported (US)."""
        self._buy("DE-4711", self.german, 1000.0, self.goods)
        self._buy("US#7", self.american, 500.0, self.services, "2026-11-07")
        self._buy("US-8", self.american, 300.0, self.imported, "2026-11-10")
        return self._prepare()
