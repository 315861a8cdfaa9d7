# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bank accounts of suppliers change by a case only, whoever writes and on whatever way.

What is written from outside is kept as a case: the account stays as it was, and a new one
is put away until the case is applied. Giving trust up passes: it only makes payments
harder. What a person is not allowed to write is refused as before.
"""

from odoo import api, models

from ..rules.bank_change_number import compact
from .bank_change_door import DOOR, OPEN, WATCHED, is_shut


class ResPartnerBank(models.Model):
    _inherit = "res.partner.bank"

    @api.model_create_multi
    def create(self, vals_list):
        if not is_shut(self.env):
            return super().create(vals_list)
        kept = [self._ap_put_away(vals) for vals in vals_list]
        fresh = [vals for vals, account in zip(vals_list, kept, strict=True) if not account]
        made = iter(super().create(fresh) if fresh else self.browse())
        accounts = self.browse()
        for account in kept:
            accounts |= account or next(made)
        accounts.sudo()._ap_wait_for_case("door")
        return accounts

    def _ap_put_away(self, vals):
        """The account of a supplier that is put away already, where it is asked for again;
        a new one is trusted by nobody."""
        partner = self._ap_partner_of(vals)
        if not partner._ap_guarded_suppliers():
            return self.browse()
        vals["allow_out_payment"] = False
        number = vals.get("sanitized_acc_number") or vals.get("acc_number")
        return self.with_context(active_test=False).search(
            [
                ("partner_id", "=", partner.id),
                ("acc_number", "=", number),
                ("active", "=", False),
            ],
            limit=1,
        ) if number else self.browse()  # fmt: skip

    def _ap_partner_of(self, vals):
        number = vals.get("partner_id") or self.env.context.get("default_partner_id")
        return self.env["res.partner"].browse(number or ()).exists()

    def _ap_wait_for_case(self, source):
        """Accounts that came to a supplier wait. As superuser."""
        self._ap_guarded()._ap_put_away_for_case(source)

    def _ap_put_away_for_case(self, source):
        """Put these accounts away until a case lets them in. As superuser."""
        for account in self:
            with DOOR.open():
                account.write({"active": False, "allow_out_payment": False})
            self.env["ap.bank.change"]._ask_for(account, {"active": True}, source)

    def write(self, vals):
        names = WATCHED & vals.keys()
        if not names or not is_shut(self.env):
            return super().write(vals)
        kept = self._ap_kept(vals)
        if not kept:
            return super().write(vals)
        self.check_access("write")
        others = self - kept
        if others:
            super(ResPartnerBank, others).write(dict(vals))
        passing = {name: value for name, value in vals.items() if name not in names}
        if vals.get("allow_out_payment") is False:
            passing["allow_out_payment"] = False
        if passing:
            super(ResPartnerBank, kept).write(passing)
        asked = {name: vals[name] for name in names}
        for account in kept:
            self.env["ap.bank.change"]._ask_for(account, asked)
        return True

    def _ap_kept(self, vals):
        """Those of these accounts that the values would change, and may not."""
        guarded = self.sudo()._ap_guarded()
        if vals.get("partner_id"):
            partner = self.env["res.partner"].sudo().browse(vals["partner_id"])
            if partner._ap_guarded_suppliers():
                guarded = self.sudo()
        if vals.get("allow_out_payment"):
            guarded |= self.sudo()._ap_of_payees()
        return self.browse(guarded.filtered(lambda one: one._ap_changes(vals)).ids)

    def _ap_changes(self, vals) -> bool:
        """Whether the values change where money goes. An account that is trusted by nobody
        is put away freely."""
        for name in WATCHED & vals.keys():
            if self._ap_is_same(name, vals[name]):
                continue
            if name == "allow_out_payment" and not vals[name]:
                continue
            if name == "active" and not vals[name] and not self.allow_out_payment:
                continue
            return True
        return False

    def _ap_is_same(self, name, value) -> bool:
        if name in ("acc_number", "sanitized_acc_number"):
            return compact(self.acc_number) == compact(value)
        now = self._fields[name].convert_to_write(self[name], self)
        return (now or False) == (value or False)

    def _ap_guarded(self):
        """Those of these accounts that belong to suppliers whose accounts change by case."""
        partners = self.partner_id._ap_guarded_suppliers()
        return self.filtered(lambda one: one.partner_id in partners)

    def _ap_of_payees(self):
        """Those of these accounts to which a company that wants cases could pay once they
        are trusted: whoever is neither a company nor a user of ours. Nobody is trusted
        first and becomes a supplier afterwards."""
        companies = self.env["res.company"].sudo()
        ours = companies.search([])  # pylint: disable=no-search-all; they are few
        by_case = ours.filtered("ap_bank_by_case")
        return self.filtered(
            lambda one: one.partner_id.commercial_partner_id not in ours.partner_id
            and not any(user._is_internal() for user in one.partner_id.user_ids)
            and one._ap_paying_companies() & by_case
        )

    def unlink(self):
        """Odoo puts accounts away instead of deleting them: that is asked for, too."""
        kept = self.filtered("active")._ap_kept({"active": False}) if is_shut(self.env) else self.browse()
        if not kept:
            return super().unlink()
        kept.check_access("unlink")
        kept.write({"active": False})
        return super(ResPartnerBank, self - kept).unlink()

    def action_ap_trust(self):
        """Trust these accounts; of a supplier whose accounts change by case: open it."""
        result = super().action_ap_trust()
        waiting = self.env["ap.bank.change"].search(
            [("account_id", "in", self.ids), ("state", "in", OPEN)]
        )
        if not waiting:
            return result
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ap_supplier.ap_bank_change_action"
        )
        action.pop("path", None)
        action["domain"] = [("id", "in", waiting.ids)]
        action["context"] = {}
        return action
