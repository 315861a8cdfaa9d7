# SPDX-License-Identifier: AGPL-3.0-or-later
"""A bank account is trusted by an accountant who did not enter it.

Trust is for one number of one holder. It ends when either changes, on whatever way:
written by another name of the field, by a merge of contacts, by a contact that moves to
another supplier or company.
"""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

NAMES_SHOWN = 5


class ResPartnerBank(models.Model):
    _name = "res.partner.bank"
    _inherit = ["res.partner.bank", "ap.guarded"]

    ap_entered_by_id = fields.Many2one(
        "res.users",
        string="Entered by",
        readonly=True,
        copy=False,
        help="Who wrote the account number last. Somebody else trusts it.",
    )

    @api.model
    def _ap_engine_fields(self):
        return super()._ap_engine_fields() | {"ap_entered_by_id"}

    @api.model
    def default_get(self, fields):
        """Nobody's default trusts an account."""
        values = super().default_get(fields)
        if values.get("allow_out_payment"):
            values["allow_out_payment"] = False
        return values

    @api.model_create_multi
    def create(self, vals_list):
        accounts = super().create(vals_list)
        accounts.sudo().write({"ap_entered_by_id": self.env.uid})
        if not self.env.su:
            accounts.filtered("allow_out_payment")._ap_refuse_to_trust()
        return accounts

    def write(self, vals):
        before = {account: account._ap_identity() for account in self.sudo()}
        payers = self.sudo()._ap_payers() if "company_id" in vals else {}
        result = super().write(vals)
        changed = self.sudo().filtered(lambda one: one._ap_identity() != before[one])
        if changed:
            changed._ap_enter_anew(keep_trust="allow_out_payment" in vals)
        now = self.sudo()._ap_payers() if payers else {}
        wider = self.sudo().filtered(lambda one: payers and now[one] - payers[one])
        wider._ap_forget_trust(self.env._("other companies may pay to it"))
        if vals.get("allow_out_payment") and not self.env.su:
            self._ap_refuse_to_trust()
        return result

    def action_ap_trust(self):
        """Trust these accounts: the button of the list."""
        self.allow_out_payment = True
        return True

    # Whose number ----------------------------------------------------------------------

    def _ap_identity(self) -> tuple:
        """The number, without its spaces, and the holder: what trust is given to."""
        return self.sanitized_acc_number, self.partner_id.id

    def _ap_trusted_for(self) -> tuple:
        """The supplier that is paid on it, and the companies that may: a pair."""
        payers = frozenset(self._ap_paying_companies().ids)
        return self.partner_id.commercial_partner_id.id, payers

    def _ap_payers(self) -> dict:
        """Return {account: ids of the companies that may pay to it}."""
        return {one: one._ap_trusted_for()[1] for one in self}

    def _ap_is_own(self) -> bool:
        """Whether it is the account of a bank journal of a company of ours. Another
        account that bears the name of the company is trusted as any other."""
        return bool(self.partner_id.ref_company_ids and self.journal_id)

    def _ap_enter_anew(self, keep_trust=False):
        """Another number or holder is another account: entered by who changed it, and
        trusted by nobody (as superuser; `keep_trust` where trust is asked for apart)."""
        self.write({"ap_entered_by_id": self.env.uid})
        if not keep_trust:
            self._ap_forget_trust(self.env._("its number or its holder was changed"))

    def _ap_forget_trust(self, why):
        """Take the trust of these accounts back, and write it down. As superuser."""
        trusted = self.filtered("allow_out_payment")
        if not trusted:
            return
        trusted.write({"allow_out_payment": False, "ap_entered_by_id": self.env.uid})
        for account in trusted:
            account.partner_id._message_log(
                body=self.env._(
                    "Bank account %(account)s is no longer trusted: %(why)s. Another "
                    "accountant trusts it again after a call.",
                    account=account.acc_number,
                    why=why,
                )
            )

    # Two persons -----------------------------------------------------------------------

    def _ap_paying_companies(self):
        """The companies that may pay to this account, whichever the user works in."""
        self.ensure_one()
        companies = self.env["res.company"].sudo()
        if self.sudo().company_id:
            return companies.search([("id", "child_of", self.sudo().company_id.ids)])
        return companies.search([])  # pylint: disable=no-search-all; they are few

    def _ap_refuse_to_trust(self):
        """Two persons: one enters an account, another trusts it. Alone, one may."""
        for account in self.filtered(lambda one: not one.sudo()._ap_is_own()):
            companies = account._ap_paying_companies()
            if any(companies.mapped("ap_require_trusted_bank")):
                account._ap_refuse_alone(companies)

    def _ap_refuse_alone(self, companies):
        self.ensure_one()
        if not self.env.user.has_group("ap_base.group_accountant"):
            raise AccessError(
                self.env._(
                    "Trusting a supplier's bank account takes the role Accountant or above."
                )
            )
        if self._ap_entered_by() != self.env.user:
            return
        others = self._ap_who_may_trust(companies)
        if others:
            raise UserError(
                self.env._(
                    "You entered the account %(account)s of %(supplier)s: somebody "
                    "else has to trust it (%(people)s). Save it without trust first.",
                    account=self.acc_number,
                    supplier=self.partner_id.display_name,
                    people=self._ap_names(others),
                )
            )
        self.partner_id._message_log(
            body=self.env._(
                "Bank account %(account)s trusted by the person who entered it: "
                "nobody else has the role.",
                account=self.acc_number,
            )
        )

    def _ap_entered_by(self):
        account = self.sudo()
        return (account.ap_entered_by_id or account.create_uid).sudo(False)

    def _ap_who_may_trust(self, companies):
        """Accountants of these companies who did not enter this account."""
        self.ensure_one()
        entered_by = self._ap_entered_by()
        people = self.env.ref("ap_base.group_accountant").sudo().all_user_ids
        return people.filtered(
            lambda user: user.active
            and not user.share
            and user._is_internal()
            and user.id != self.env.ref("base.user_root").id
            and user.id != entered_by.id
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
