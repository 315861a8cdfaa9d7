# SPDX-License-Identifier: AGPL-3.0-or-later
"""Questions on the portal of suppliers, and their answers."""

from odoo.exceptions import UserError
from odoo.http import request, route

from ..models import portal_requests
from ..models.portal_supplier import supplier_of
from .supplier_home import SupplierPortal

SHOWN = 100


class SupplierAsk(SupplierPortal):
    @route("/my/supplier/requests", type="http", auth="user", website=True)
    def ap_supplier_requests(self, **_others):
        """The questions of the firm, the latest first."""
        supplier = supplier_of(request.env)
        if not supplier:
            return self._ap_away()
        env = supplier.env
        found = env[portal_requests.REQUEST].search(
            portal_requests.domain(supplier), order="asked_on desc, id desc", limit=SHOWN
        )
        labels = {one: portal_requests.label_of(env, one.state) for one in found}
        return self._ap_render(
            "requests", supplier, "ap_requests", requests=found, labels=labels
        )

    @route(
        "/my/supplier/requests/<int:number>",
        type="http", auth="user", website=True, methods=["GET", "POST"],
    )  # fmt: skip
    def ap_supplier_request(self, number, text="", file=None, **_others):
        """One question with its thread; what is written here goes on with it."""
        supplier = supplier_of(request.env)
        found = supplier and self._ap_request(supplier, number)
        if not found:
            return self._ap_away()
        error = ""
        if request.httprequest.method == "POST":
            given = self._ap_file(file, found.company_id.ap_portal_file_mb)
            try:
                portal_requests.reply(supplier, found, text, given)
            except UserError as refused:
                error = str(refused)
            else:
                return request.redirect(f"/my/supplier/requests/{number}")
        return self._ap_render(
            "request", supplier, "ap_requests",
            asked=found,
            label=portal_requests.label_of(supplier.env, found.state),
            messages=portal_requests.shown(supplier, found),
            text=text,
            error=error,
            most=found.company_id.ap_portal_file_mb,
            title=found.name,
        )  # fmt: skip

    @route(
        "/my/supplier/requests/<int:number>/files/<int:file>",
        type="http", auth="user", website=True,
    )  # fmt: skip
    def ap_supplier_request_file(self, number, file, **_others):
        """A document of the thread, as it is shown there."""
        supplier = supplier_of(request.env)
        found = supplier and self._ap_request(supplier, number)
        files = found and portal_requests.messages(supplier, found).attachment_ids
        wanted = files and files.filtered(lambda one: one.id == file)
        if not wanted:
            return self._ap_away()
        stream = supplier.env["ir.binary"]._get_stream_from(wanted)
        return stream.get_response(as_attachment=True)

    @route("/my/supplier/ask", type="http", auth="user", website=True, methods=["GET", "POST"])
    def ap_supplier_ask(self, company=None, subject="", text="", about="", file=None, **_others):
        """Ask: the form, and the question that it becomes."""
        supplier = supplier_of(request.env)
        if not supplier:
            return self._ap_away()
        chosen, error = supplier.company(company), ""
        if request.httprequest.method == "POST":
            given = self._ap_file(file, chosen.ap_portal_file_mb)
            try:
                asked = portal_requests.ask(supplier, chosen, subject, text, about, given)
            except UserError as refused:
                error = str(refused)
            else:
                return request.redirect(f"/my/supplier/requests/{asked.id}")
        return self._ap_render(
            "ask", supplier, "ap_requests",
            company=chosen,
            types=portal_requests.types(supplier.env),
            subject=subject,
            text=text,
            about=about,
            error=error,
            most=chosen.ap_portal_file_mb,
            title=supplier.env._("Ask"),
        )  # fmt: skip

    def _ap_request(self, supplier, number):
        return supplier.env[portal_requests.REQUEST].search(
            [*portal_requests.domain(supplier), ("id", "=", number)]
        )
