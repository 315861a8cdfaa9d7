# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which of its taxes a company takes for each treatment and rate."""

from odoo import api, fields, models, tools
from odoo.exceptions import AccessError

TREATMENTS = [
    ("goods", "VAT due at delivery or on the bill"),
    ("services", "VAT due on payment"),
    ("not_deductible", "VAT not deductible"),
    ("partly", "VAT deductible at 80 %"),
    ("eu_goods", "Reverse charge: goods of the Union"),
    ("services_eu", "Reverse charge: services of the Union"),
    ("services_world", "Reverse charge: services of other countries"),
    ("local", "Reverse charge: supply in France"),
    ("construction", "Reverse charge: construction"),
    ("import", "Reverse charge: import of goods"),
    ("special", "Reverse charge: special cases"),
    ("none", "No VAT"),
]
# Treatment and rate -> xml id of the tax in the `fr` template.
CHART = {
    ("goods", 20): "tva_acq_normale",
    ("goods", 10): "tva_acq_intermediaire",
    ("goods", 8.5): "tva_acq_specifique",
    ("goods", 5.5): "tva_acq_reduite",
    ("goods", 2.1): "tva_acq_super_reduite",
    ("services", 20): "tva_acq_encaissement",
    ("services", 10): "tva_acq_intermediaire_encaissement",
    ("services", 5.5): "tva_acq_encaissement_reduite",
    ("services", 2.1): "tva_acq_encaissement_super_reduite",
    ("partly", 20): "tva_purchase_good_fuel",
    ("eu_goods", 20): "tva_intra_normale_biens",
    ("eu_goods", 10): "tva_intra_intermediaire_biens",
    ("eu_goods", 8.5): "tva_intra_specifique_biens",
    ("eu_goods", 5.5): "tva_intra_reduite_biens",
    ("eu_goods", 2.1): "tva_intra_super_reduite_biens",
    ("services_eu", 20): "tva_intra_normale_services",
    ("services_eu", 10): "tva_intra_intermediaire_services",
    ("services_eu", 8.5): "tva_intra_specifique_services",
    ("services_eu", 5.5): "tva_intra_reduite_services",
    ("services_eu", 2.1): "tva_intra_super_reduite_services",
    ("services_world", 20): "tva_purchase_service_20_import",
    ("local", 20): "tva_purchase_service_20_import",
    ("import", 20): "tva_import_outside_eu_20",
    ("import", 10): "tva_import_outside_eu_10",
    ("import", 8.5): "tva_import_outside_eu_8_5",
    ("import", 5.5): "tva_import_outside_eu_5_5",
    ("import", 2.1): "tva_import_outside_eu_2_1",
    ("not_deductible", 20): "ap_tva_nd_20",
    ("not_deductible", 10): "ap_tva_nd_10",
    ("not_deductible", 5.5): "ap_tva_nd_55",
    ("construction", 20): "ap_tva_rc_btp_20",
    ("construction", 10): "ap_tva_rc_btp_10",
    ("construction", 5.5): "ap_tva_rc_btp_55",
}


class ApVatChoice(models.Model):
    """A company's own tax for a treatment and a rate, instead of the chart's."""

    _name = "ap.vat.choice"
    _inherit = ["ap.remembered.table"]
    _description = "Tax for a treatment"
    _order = "company_id, treatment, rate desc"
    _rec_name = "treatment"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    treatment = fields.Selection(TREATMENTS, required=True)
    rate = fields.Float(string="Rate (%)", digits=(5, 2))
    tax_id = fields.Many2one(
        "account.tax",
        string="Tax",
        check_company=True,
        ondelete="restrict",
        domain="[('type_tax_use', '=', 'purchase')]",
        help="Empty: no tax is put on the line.",
    )

    _once = models.UniqueIndex(
        "(company_id, treatment, rate)", "This treatment has a tax for that rate already."
    )

    @api.model
    def _taxes(self, company) -> dict:
        """Tax by (treatment, rate): the chart's, then what the company chose."""
        taxes = self.env["account.tax"].with_company(company).sudo()
        chart = self._chart_taxes(company.root_id.id)
        ids = {**chart, **self._chosen_taxes(company.id)}
        return {place: taxes.browse(tax_id) for place, tax_id in ids.items()}

    @api.model
    @tools.ormcache("company_id")
    def _chosen_taxes(self, company_id: int) -> dict:
        """Id of the tax that the company, or one above it, chose for a treatment and a
        rate; False: no tax."""
        above = self.env["res.company"].sudo().browse(company_id).parent_ids
        chosen = self.sudo().search([("company_id", "in", above.ids)])
        return {(row.treatment, round(row.rate, 2)): row.tax_id.id for row in chosen}

    @api.model
    @tools.ormcache("root_id")
    def _chart_taxes(self, root_id: int) -> dict:
        """Id of the chart's tax by (treatment, rate). Their names go with them when they
        are deleted, and a change of names empties what is kept."""
        names = [f"{root_id}_{xml_id}" for xml_id in CHART.values()]
        data = self.env["ir.model.data"].sudo().search_fetch(
            [("module", "=", "account"), ("model", "=", "account.tax"),
             ("name", "in", names)], ["name", "res_id"],
        )  # fmt: skip
        ids = {row.name: row.res_id for row in data}
        alive = set(self.env["account.tax"].sudo().browse(ids.values()).exists().ids)
        return {
            (treatment, float(rate)): ids[name]
            for (treatment, rate), xml_id in CHART.items()
            if ids.get(name := f"{root_id}_{xml_id}") in alive
        }

    @api.model
    def create_missing_taxes(self, company_id=None):
        """Make the taxes that the French chart lacks: not deductible, construction.

        Gives the number of taxes made.
        """
        if not self.env.user.has_group("ap_base.group_head"):
            raise AccessError(self.env._("Only the head of accounting creates taxes."))
        company = self.env["res.company"].browse(company_id or self.env.company.id)
        company.check_access("read")
        chart = self.env["account.chart.template"].with_company(company.root_id).sudo()
        return chart._ap_create_missing_taxes()

    def action_create_missing_taxes(self):
        """Make the taxes that the company lacks, and say how many."""
        count = self.create_missing_taxes()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%(count)s taxes were created.", count=count),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
