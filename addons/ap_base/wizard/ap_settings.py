# SPDX-License-Identifier: AGPL-3.0-or-later
"""The settings of the desk, on a screen that the head of accounting may use.

Odoo's own settings ask for the rights of its administrator. What binds the head too (who
must trust a bank account) stays there; how the company accounts is here.
"""

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError


def of_company(kind, name: str, **more):
    """A setting that is the field `name` of the company."""
    return kind(related=f"company_id.{name}", readonly=False, **more)


def _account(name: str):
    return of_company(fields.Many2one, name)


class ApSettings(models.TransientModel):
    """One company's settings. Add-ons inherit it and add fields of the company: all of
    them may be written by the head of accounting, and by nobody below."""

    _name = "ap.settings"
    _description = "Settings of the desk"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    ap_accrued_expense_account_id = _account("ap_accrued_expense_account_id")
    ap_accrued_asset_account_id = _account("ap_accrued_asset_account_id")
    ap_credit_due_account_id = _account("ap_credit_due_account_id")
    ap_prepaid_account_id = _account("ap_prepaid_account_id")
    ap_accrued_vat_account_id = _account("ap_accrued_vat_account_id")
    ap_advance_account_id = _account("ap_advance_account_id")
    ap_accrued_other_account_id = _account("ap_accrued_other_account_id")
    ap_loan_account_id = _account("ap_loan_account_id")
    ap_loan_accrued_interest_account_id = _account("ap_loan_accrued_interest_account_id")
    ap_loan_interest_account_id = _account("ap_loan_interest_account_id")
    ap_loan_insurance_account_id = _account("ap_loan_insurance_account_id")
    ap_loan_fee_account_id = _account("ap_loan_fee_account_id")
    ap_loan_indemnity_account_id = _account("ap_loan_indemnity_account_id")
    ap_loan_cost_account_id = _account("ap_loan_cost_account_id")
    ap_loan_cost_charge_account_id = _account("ap_loan_cost_charge_account_id")
    ap_conversion_loss_account_id = _account("ap_conversion_loss_account_id")
    ap_conversion_gain_account_id = _account("ap_conversion_gain_account_id")
    ap_exchange_provision_account_id = _account("ap_exchange_provision_account_id")
    ap_exchange_provision_charge_account_id = _account(
        "ap_exchange_provision_charge_account_id"
    )
    ap_exchange_provision_release_account_id = _account(
        "ap_exchange_provision_release_account_id"
    )
    ap_bank_fee_account_id = _account("ap_bank_fee_account_id")
    ap_suspense_account_ids = of_company(fields.Many2many, "ap_suspense_account_ids")
    ap_closing_journal_id = _account("ap_closing_journal_id")

    @api.depends("company_id")
    def _compute_display_name(self):
        for settings in self:
            settings.display_name = self.env._(
                "Settings of %(company)s", company=settings.company_id.display_name
            )

    @api.model
    def action_open(self):
        """Show the settings of the company one works in, as an action."""
        self._check_head()
        settings = self.create({"company_id": self.env.company.id})
        action = self.env["ir.actions.act_window"]._for_xml_id("ap_base.ap_settings_action")
        return {**action, "res_id": settings.id}

    @api.model_create_multi
    def create(self, vals_list):
        """Every value but the company is written to the company."""
        settings = super().create(
            [
                {"company_id": vals.get("company_id", self.env.company.id)}
                for vals in vals_list
            ]
        )
        for record, vals in zip(settings, vals_list, strict=True):
            record.write({name: vals[name] for name in vals if name != "company_id"})
        return settings

    def write(self, vals):
        """Write the settings to their companies and keep a note of what changed."""
        for settings in self:
            settings._set_on_company(vals)
        return super().write({})

    def _set_on_company(self, vals):
        self._check_head()
        company = self.company_id
        if company not in self.env.user.company_ids:
            raise AccessError(self.env._("This company is not one of yours."))
        names = [name for name in vals if self._is_setting(name)]
        before = {name: self._shown(name) for name in names}
        self._check_of_company(names, vals)
        # The role was checked: writing a company otherwise needs Odoo's administrator.
        company.sudo().write({name: vals[name] for name in names})
        self.invalidate_recordset()
        after = {name: self._shown(name) for name in names}
        self._note([(name, before[name], after[name]) for name in names])

    def _is_setting(self, name) -> bool:
        """Whether it is a field of the company that this screen sets; others, such as
        the company itself, are not changed here."""
        field = self._fields.get(name)
        return bool(field and not field.readonly and field.related == f"company_id.{name}")

    def _check_of_company(self, names, vals):
        """Accounts and journals are those of the company, or the change is refused."""
        for name in names:
            field = self._fields[name]
            if not field.relational or not vals[name]:
                continue
            if not _only_links(vals[name]):
                raise AccessError(
                    self.env._("Settings choose what exists: make or change it on its card.")
                )
            records = self.env[field.comodel_name].browse(_linked_ids(vals[name]))
            mine = records.filtered_domain(records._check_company_domain(self.company_id))
            if foreign := records - mine:
                raise AccessError(
                    self.env._(
                        "%(record)s does not belong to %(company)s.",
                        record=foreign[0].display_name,
                        company=self.company_id.display_name,
                    )
                )

    def _shown(self, name) -> str:
        return str(self._fields[name].convert_to_export(self[name], self) or "")

    def _note(self, changes):
        """Who changed which setting, from what to what, on the company's card."""
        lines = [
            f"{self._fields[name]._description_string(self.env)} : {old or '–'} → {new or '–'}"
            for name, old, new in changes
            if old != new
        ]
        if lines:
            self.company_id.sudo().message_post(
                body="\n".join(lines), author_id=self.env.user.partner_id.id
            )

    @api.model
    def _check_head(self):
        if not self.env.user.has_group("ap_base.group_head"):
            raise AccessError(
                self.env._("The settings of the desk are changed by the head of accounting.")
            )


def _only_links(value) -> bool:
    """Whether it makes, changes and deletes no record: what is written as superuser."""
    kinds = {Command.UNLINK, Command.LINK, Command.CLEAR, Command.SET}
    return isinstance(value, int) or all(command[0] in kinds for command in value)


def _linked_ids(value) -> list[int]:
    """The records that a value of a relational field names."""
    if isinstance(value, int):
        return [value]
    ids = []
    for command in value:
        if command[0] == Command.LINK:
            ids.append(command[1])
        elif command[0] == Command.SET:
            ids += command[2]
    return ids
