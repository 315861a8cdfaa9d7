# SPDX-License-Identifier: AGPL-3.0-or-later
"""The portal of suppliers: home and account. Whoever is no supplier's contact, or asks for
what belongs to somebody else, is led back to its own home."""

from odoo.http import content_disposition, request, route

from odoo.addons.portal.controllers.portal import CustomerPortal

from ..models import portal_payments
from ..models.portal_supplier import supplier_of


class SupplierPortal(CustomerPortal):
    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if not counters:  # the page itself, not its figures
            values["ap_supplier"] = supplier_of(request.env)
        return values

    def _ap_render(self, template, supplier, page_name, **values):
        return request.render(
            f"ap_supplier_portal.{template}",
            {
                **self._prepare_portal_layout_values(),
                "page_name": page_name,
                "ap_supplier": supplier,
                "ap_many": len(supplier.companies) > 1,
                **values,
            },
        )

    def _ap_away(self):
        """Home: nothing is said of what there is or is not."""
        return request.redirect("/my")

    @route("/my/supplier/account", type="http", auth="user", website=True)
    def ap_supplier_account(self, company=None, **_others):
        """What is open on the account of the firm today, in each company."""
        supplier = supplier_of(request.env)
        if not supplier:
            return self._ap_away()
        accounts = [portal_payments.account(supplier, one) for one in supplier.companies]
        return self._ap_render("account", supplier, "ap_account", accounts=accounts)

    @route("/my/supplier/account/<int:company>/pdf", type="http", auth="user", website=True)
    def ap_supplier_account_pdf(self, company, **_others):
        """The same as a file."""
        supplier = supplier_of(request.env)
        if not supplier or company not in supplier.companies.ids:
            return self._ap_away()
        name, content = portal_payments.account_pdf(supplier, supplier.company(company))
        return request.make_response(
            content,
            [
                ("Content-Type", "application/pdf"),
                ("Content-Length", len(content)),
                ("Content-Disposition", content_disposition(name)),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )

    def _ap_file(self, file, most_megabytes):
        """(name, content) of a file of a form, read no further than it may be large."""
        if not file or not file.filename:
            return None
        return file.filename, file.stream.read(most_megabytes * 1024 * 1024 + 1)
