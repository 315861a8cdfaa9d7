# SPDX-License-Identifier: AGPL-3.0-or-later
"""A supplier with a trusted account and two bills, and people of each role."""

from odoo.addons.ap_base.tests.test_doors_of_entries import DoorsCommon
from odoo.addons.ap_supplier.models.bank_change_door import DOOR

IBAN = "FR7630006000011234567890189"
OTHER = "FR1420041010050500013M02606"
THIRD = "BE71096123456769"
BANK = "res.partner.bank"
CASE = "ap.bank.change"


class BankChangeCommon(DoorsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ap.control"].with_context(active_test=False).search(
            [("code", "in", ["paid_on_hold", "paid_while_held"])]
        ).active = True
        companies = cls.env["res.company"].search([])
        companies.write({"ap_bank_by_case": True, "ap_bank_cooling_days": 3})
        cls.users["colleague"] = cls._user("colleague", "ap_base.group_accountant")
        for user in cls.users.values():
            user.group_ids |= cls.env.ref("base.group_partner_manager")
        cls.alpha = cls.env["res.partner"].create(
            {"name": "Alpha SAS", "is_company": True, "phone": "+33 1 02 03 04 05",
             "email": "compta@alpha.example", "country_id": cls.env.ref("base.fr").id,
             "supplier_rank": 1}
        )  # fmt: skip
        cls.env.cr.execute(
            "UPDATE res_partner SET create_date = '2020-01-01' WHERE id = %s", [cls.alpha.id]
        )
        cls.alpha.invalidate_recordset()
        cls.account = cls._known_account(cls.alpha)
        cls.bill = cls._bill("FA-77", 900.0, post=True, partner=cls.alpha)
        cls.other = cls._bill("FB-1", 10.0, post=True)
        cls.journal = cls.company_data["default_journal_bank"]
        cls.cases = cls.env[CASE]

    @classmethod
    def _known_account(cls, partner, number=IBAN):
        with DOOR.open():
            return cls.env[BANK].with_user(cls.users["head"]).sudo().create(
                {"partner_id": partner.id, "acc_number": number, "allow_out_payment": True}
            )  # fmt: skip

    def _open_cases(self, partner=None):
        return self.cases.search(
            [("partner_id", "=", (partner or self.alpha).id), ("state", "in", ("open", "approved"))]
        )

    def _open(self, role="apprentice", **values):
        [made] = self._call(
            role, CASE, "create",
            [{"partner_id": self.alpha.id, "kind": "replace", "account_id": self.account.id,
              "acc_number": OTHER, "acc_holder_name": "Alpha", **values}],
        )  # fmt: skip
        return self.cases.browse(made)

    def _approved(self, case, caller="accountant", approver="head"):
        self._call(caller, CASE, "call_back", case.ids, "confirmed", "Mrs Martin says yes")
        self._call(approver, CASE, "approve", case.ids)
        return case

    def _all_of(self, partner):
        return self.env[BANK].with_context(active_test=False).search(
            [("partner_id", "=", partner.id)]
        )  # fmt: skip
