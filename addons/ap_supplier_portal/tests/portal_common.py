# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two suppliers with bills and payments, two people of the first with a portal login."""

from odoo import Command, http
from odoo.tests import HttpCase, new_test_user

from odoo.addons.ap_supplier.tests.bank_change_common import BankChangeCommon

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\nstartxref\n9\n%%EOF\n"


class PortalCommon(BankChangeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.ap_supplier_portal = True
        cls.beta = cls.env["res.partner"].create(
            {"name": "Beta Industrie", "is_company": True, "supplier_rank": 1}
        )
        cls.contacts = cls.env["res.partner"].create(
            [
                {"name": name, "parent_id": firm.id, "email": mail}
                for name, firm, mail in (
                    ("Mrs Martin", cls.alpha, "martin@alpha.example"),
                    ("Mr Leroy", cls.alpha, "leroy@alpha.example"),
                    ("Mr Blanc", cls.beta, "blanc@beta.example"),
                )
            ]
        )
        cls.martin, cls.leroy, cls.blanc = (
            cls._portal_user(login, contact)
            for login, contact in zip(("martin", "leroy", "blanc"), cls.contacts, strict=True)
        )
        cls.bill.invoice_date_due = "2026-11-30"
        cls.foreign = cls._bill("FB-77", 123.45, post=True, partner=cls.beta)
        cls.draft_bill = cls._bill("FA-78", 50.0, partner=cls.alpha)

    @classmethod
    def _portal_user(cls, login, contact):
        return new_test_user(
            cls.env,
            login=f"portal_{login}",
            groups="base.group_portal",
            partner_id=contact.id,
            name=contact.name,
            email=contact.email,
            lang="en_US",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    @classmethod
    def _pay(cls, bill, amount=None, memo="VIR 4711"):
        """An entry of the bank that pays the bill, matched with it."""
        owed = bill.line_ids.filtered(lambda line: line.account_type == "liability_payable")
        amount = amount or -owed.balance
        account = cls.company_data["default_journal_bank"].default_account_id
        entry = cls.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": cls.company_data["default_journal_bank"].id,
                "date": "2026-11-12",
                "ref": memo,
                "line_ids": [
                    Command.create(
                        {"account_id": owed.account_id.id, "balance": amount,
                         "partner_id": bill.partner_id.id, "name": memo}
                    ),
                    Command.create({"account_id": account.id, "balance": -amount}),
                ],
            }
        )  # fmt: skip
        entry.action_post()
        (owed | entry.line_ids.filtered(lambda line: line.account_id == owed.account_id)).reconcile()
        return entry


class PortalHttp(PortalCommon, HttpCase):
    """The pages, as a browser asks for them."""

    def _as(self, user):
        self.env.flush_all()
        self.authenticate(user.login, user.login)

    def _page(self, path, **kwargs):
        return self.url_open(path, **kwargs)

    def _is_away(self, path):
        """Whether one is led back home."""
        answer = self.url_open(path, allow_redirects=False)
        return answer.status_code == 303 and answer.headers["Location"].rstrip("/").endswith("/my")

    def _post(self, path, files=None, **values):
        values["csrf_token"] = http.Request.csrf_token(self)
        answer = self.url_open(path, data=values, files=files)
        self.env.invalidate_all()
        return answer

    def _send(self, name="FA-90.pdf", content=PDF, **values):
        return self._post(
            "/my/supplier/send", files={"file": (name, content, "application/pdf")}, **values
        )

    def _drafts(self, user=None):
        domain = [("ap_uploaded_by_id", "=", user.id if user else False)]
        return self.env["account.move"].search(domain if user else [("ap_uploaded_by_id", "!=", False)])
