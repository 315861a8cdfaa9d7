# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills, payments, and bills that are sent, on the portal of suppliers."""

from odoo.exceptions import UserError
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import pager as portal_pager

from ..models import portal_bills, portal_payments, portal_upload
from ..models.portal_supplier import supplier_of
from .supplier_home import SupplierPortal

ORDERS = {
    "date": "invoice_date desc, id desc",
    "due": "invoice_date_due desc, id desc",
    "number": "ref, id",
}
PAGE = 30


class SupplierBills(SupplierPortal):
    @route(
        ["/my/supplier/bills", "/my/supplier/bills/page/<int:page>"],
        type="http", auth="user", website=True,
    )  # fmt: skip
    def ap_supplier_bills(self, page=1, sortby="date", filterby="all", search="", **_others):
        """The bills of the firm, with their status."""
        supplier = supplier_of(request.env)
        if not supplier:
            return self._ap_away()
        env = supplier.env
        filters = portal_bills.filters(env)
        filterby = filterby if filterby in filters else "all"
        sortby = sortby if sortby in ORDERS else "date"
        domain = portal_bills.domain(supplier) & filters[filterby]["domain"]
        if search.strip():
            domain &= portal_bills.named(search.strip())
        moves = env["account.move"]
        pager = portal_pager(
            url="/my/supplier/bills",
            url_args={"sortby": sortby, "filterby": filterby, "search": search},
            total=moves.search_count(domain),
            page=page,
            step=PAGE,
        )
        found = moves.search(domain, order=ORDERS[sortby], limit=PAGE, offset=pager["offset"])
        return self._ap_render(
            "bills", supplier, "ap_bills",
            bills=portal_bills.shown(found),
            pager=pager,
            default_url="/my/supplier/bills",
            search=search,
            sortby=sortby,
            filterby=filterby,
            searchbar_filters=filters,
            searchbar_sortings={
                "date": {"label": env._("Date")},
                "due": {"label": env._("Due on")},
                "number": {"label": env._("Number")},
            },
        )  # fmt: skip

    @route("/my/supplier/bills/<int:bill>", type="http", auth="user", website=True)
    def ap_supplier_bill(self, bill, sent=None, **_others):
        """One bill: where it stands, and its payments."""
        supplier = supplier_of(request.env)
        found = supplier and supplier.env["account.move"].search(
            portal_bills.domain(supplier) & portal_bills.Domain("id", "=", bill)
        )
        if not found:
            return self._ap_away()
        [values] = portal_bills.shown(found)
        return self._ap_render(
            "bill", supplier, "ap_bills", bill=values, sent=bool(sent), title=values["number"]
        )

    # Payments --------------------------------------------------------------------------

    @route(
        ["/my/supplier/payments", "/my/supplier/payments/page/<int:page>"],
        type="http", auth="user", website=True,
    )  # fmt: skip
    def ap_supplier_payments(self, page=1, **_others):
        """What the firm was paid, the latest first."""
        supplier = supplier_of(request.env)
        if not supplier:
            return self._ap_away()
        start = max(page - 1, 0) * PAGE
        found = portal_payments.paid(supplier, limit=PAGE + 1, offset=start)
        return self._ap_render(
            "payments", supplier, "ap_payments",
            payments=found[:PAGE],
            coming=portal_payments.on_their_way(supplier) if start == 0 else [],
            page=page,
            has_more=len(found) > PAGE,
        )  # fmt: skip

    @route("/my/supplier/payments/<int:payment>", type="http", auth="user", website=True)
    def ap_supplier_payment(self, payment, **_others):
        """One payment and the bills that it settled."""
        supplier = supplier_of(request.env)
        found = supplier and portal_payments.paid(supplier, number=payment)
        if not found:
            return self._ap_away()
        title = found[0]["reference"]
        return self._ap_render("payment", supplier, "ap_payments", parts=found, title=title)

    # Sent ------------------------------------------------------------------------------

    @route("/my/supplier/send", type="http", auth="user", website=True, methods=["GET", "POST"])
    def ap_supplier_send(self, company=None, number="", note="", is_other=None, file=None, **_others):
        """Send a bill: the form, and what becomes of it."""
        supplier = supplier_of(request.env)
        if not supplier:
            return self._ap_away()
        chosen = supplier.company(company)
        values = {
            "company": chosen, "number": number, "note": note, "error": "", "known": None,
            "by_number": False, "most": chosen.ap_portal_file_mb,
        }  # fmt: skip
        if request.httprequest.method == "POST":
            try:
                bill = self._ap_take(supplier, chosen, file, number, note, bool(is_other))
            except portal_upload.KnownBill as known:
                values |= {
                    "error": str(known), "known": known.bill, "by_number": known.by_number,
                }  # fmt: skip
            except UserError as refused:
                values["error"] = str(refused)
            else:
                return request.redirect(f"/my/supplier/bills/{bill.id}?sent=1")
        return self._ap_render("send", supplier, "ap_send", **values)

    def _ap_take(self, supplier, company, file, number, note, is_other):
        given = self._ap_file(file, company.ap_portal_file_mb)
        if not given:
            raise UserError(supplier.env._("Choose the file of your bill."))
        return portal_upload.take(supplier, company, *given, number, note, is_other)
