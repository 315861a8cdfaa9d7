# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lines of the bank are always recorded; one that pays a supplier with an open case of
bank details alarms it."""

from odoo import api, models

from ..rules.bank_change_number import compact
from ..rules.texts import found_words, plain
from . import bank_change_telling
from .bank_change_door import OPEN
from .bank_change_evidence import words_of

SHORTEST = 4  # letters of a name that is looked for in a label


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._ap_alarm_cases()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if {"partner_id", "account_number", "payment_ref"} & vals.keys():
            self._ap_alarm_cases()
        return result

    def _ap_alarm_cases(self):
        out = self.sudo().filtered(lambda line: line.amount < 0)
        cases = out and self.env["ap.bank.change"].sudo().search([("state", "in", OPEN)])
        if not cases:
            return
        forms = words_of(self.env).legal_forms
        names = {case: _bare_name(case.partner_id.name, forms) for case in cases}
        for line in out:
            for case in cases.filtered(lambda one, line=line: _concerns(line, one, names[one])):
                bank_change_telling.alarm(case, line)


def _bare_name(name, forms) -> str:
    """The name of a supplier as labels write it: without its legal form."""
    legal = {plain(form) for form in forms}
    return " ".join(word for word in plain(name).split() if word not in legal)


def _concerns(line, case, name) -> bool:
    """Whether the line pays the supplier of the case, by partner, account or label."""
    if case.company_id and case.company_id not in line.company_id.parent_ids:
        return False
    if line.partner_id:
        return line.partner_id.commercial_partner_id == case.partner_id
    number = compact(line.account_number)
    if number and number in (compact(case.acc_number), compact(case.old_number)):
        return True
    label = f"{line.payment_ref or ''} {line.partner_name or ''}"
    return len(name) >= SHORTEST and bool(found_words(label, [name]))
