# SPDX-License-Identifier: AGPL-3.0-or-later
"""A supplier's bank account is trusted by an accountant who did not enter it."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.base.models.res_bank import sanitize_account_number

NAMES_SHOWN = 5


class ResPartnerBank(models.Model):
    _inherit = "res.partner.bank"

    ap_entered_by_id = fields.Many2one(
        "res.users",
        string="Entered by",
        readonly=True,
        copy=False,
        help="Who wrote the account number last. Somebody else trusts it.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals["ap_entered_by_id"] = self.env.uid
        accounts = super().create(vals_list)
        if not self.env.su:
            accounts.filtered("allow_out_payment")._ap_refuse_to_trust()
        return accounts

    def write(self, vals):
        if not self.env.su:
            vals = {k: v for k, v in vals.items() if k != "ap_entered_by_id"}
        result = super().write(vals | self._ap_entered_anew(vals))
        if vals.get("allow_out_payment") and not self.env.su:
            self._ap_refuse_to_trust()
        return result

    def action_ap_trust(self):
        """Trust these accounts: the button of the list."""
        self.allow_out_payment = True
        return True

    def _ap_entered_anew(self, vals):
        """Another number (not only other spaces) or another holder."""
        number = sanitize_account_number(vals.get("acc_number"))
        changed = any(
            ("acc_number" in vals and account.sanitized_acc_number != number)
            or ("partner_id" in vals and account.partner_id.id != vals["partner_id"])
            for account in self
        )
        return {"ap_entered_by_id": self.env.uid} if changed else {}

    def _ap_refuse_to_trust(self):
        """Two persons: one enters an account, another trusts it. Alone, one may."""
        foreign = self.filtered(
            lambda account: not account.partner_id.sudo().ref_company_ids
        )
        companies = self.env.company | foreign.company_id
        if not foreign or not any(companies.mapped("ap_require_trusted_bank")):
            return
        if not self.env.user.has_group("ap_base.group_accountant"):
            raise AccessError(
                self.env._(
                    "Trusting a supplier's bank account takes the role Accountant or above."
                )
            )
        for account in foreign:
            entered_by = account.ap_entered_by_id or account.create_uid
            if entered_by != self.env.user:
                continue
            others = account._ap_who_may_trust(companies)
            if others:
                raise UserError(
                    self.env._(
                        "You entered the account %(account)s of %(supplier)s: somebody "
                        "else has to trust it (%(people)s). Save it without trust first.",
                        account=account.acc_number,
                        supplier=account.partner_id.display_name,
                        people=self._ap_names(others),
                    )
                )
            account.partner_id._message_log(
                body=self.env._(
                    "Bank account %(account)s trusted by the person who entered it: "
                    "nobody else has the role.",
                    account=account.acc_number,
                )
            )

    def _ap_who_may_trust(self, companies):
        """Accountants of these companies who did not enter this account."""
        self.ensure_one()
        entered_by = self.sudo().ap_entered_by_id or self.sudo().create_uid
        people = self.env.ref("ap_base.group_accountant").sudo().all_user_ids
        return people.filtered(
            lambda user: user.active
            and not user.share
            and user._is_internal()
            and user.id != self.env.ref("base.user_root").id
            and user != entered_by
            and user.company_ids & companies
        )

    def _ap_who_may_trust_text(self, companies):
        """Who may trust each of these accounts: names, or the role when there is none."""
        able = self.env["res.users"].union(
            *(account._ap_who_may_trust(companies) for account in self)
        )
        role = self.env._("An accountant")
        return f"{role} ({self._ap_names(able)})" if able else role

    @api.model
    def _ap_names(self, users):
        return ", ".join(users[:NAMES_SHOWN].mapped("name"))
