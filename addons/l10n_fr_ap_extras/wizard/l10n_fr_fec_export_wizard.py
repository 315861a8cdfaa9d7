# SPDX-License-Identifier: AGPL-3.0-or-later
"""Odoo's FEC made usable in Community: a menu, a tidy file, its check, no surprise.

Odoo writes the file, but its button does nothing in Community, its amounts are padded
with zeros, its account labels are in the language of whoever clicks, and it moves the
lock date of the fiscal year. Here the file is written in French, checked as the
administration does, and locks the year only when the head of accounting asks for it.
"""

import base64

from stdnum.fr import siren

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date
from odoo.tools.misc import formatLang

from odoo.addons.ap_base.models import arguments

from ..rules import fec
from . import fec_scope

SHOWN = 200  # remarks kept for the screen; a broken file has one per line
FRENCH = "fr_FR"
RESULT_ACCOUNTS = ("120", "129")  # PCG: profit, loss of the year


class FecExport(models.TransientModel):
    _inherit = "l10n_fr.fec.export.wizard"

    _ap_of_who_asked = True

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    test_file = fields.Boolean(
        string="Trial file",
        default=True,
        help="A trial changes nothing. A definitive file locks the year it covers.",
    )
    date_from = fields.Date(default=lambda self: self._default_year()["date_from"])
    date_to = fields.Date(default=lambda self: self._default_year()["date_to"])
    content = fields.Binary(readonly=True, attachment=False)
    summary = fields.Char(readonly=True)
    remark_ids = fields.One2many("ap.fec.remark", "export_id", readonly=True)
    error_count = fields.Integer(readonly=True)
    alert_count = fields.Integer(readonly=True)

    def _default_year(self) -> dict:
        """The last fiscal year that is over."""
        company = self.env.company
        year = company.compute_fiscalyear_dates(fields.Date.context_today(self))
        before = fields.Date.subtract(year["date_from"], days=1)
        return company.compute_fiscalyear_dates(before)

    @api.model
    def export_fec(self, company_id, date_from, date_to, definitive=False):
        """Write and check the file of a fiscal year (both days included).

        Returns `filename`, `content_base64`, `lines`, `debit`, `credit` and `remarks`,
        each with `severity, code, line, column, value, message`. `definitive` locks the
        year, which must be a fiscal year of the company that is over, and is for the
        head of accounting; a trial of other dates says so in its remarks.
        """
        company = self._own_company(company_id)
        export = self.with_company(company).create(
            {
                "company_id": company.id,
                "date_from": arguments.day(self.env, date_from),
                "date_to": arguments.day(self.env, date_to),
                "test_file": not definitive,
            }
        )
        content, remarks = export._make_file()
        lines, debit, credit = fec.totals(content)
        return {
            "filename": export.filename,
            "content_base64": base64.b64encode(content.encode()).decode(),
            "lines": lines,
            "debit": float(debit),
            "credit": float(credit),
            "remarks": [self._remark_values(remark) for remark in remarks],
        }

    def create_fec_report_action(self):
        """Make the file and show what its reader would object to, beside the file."""
        self.ensure_one()
        export = self.with_company(self._own_company(self.company_id.id))
        content, remarks = export._make_file()
        lines, debit, credit = fec.totals(content)
        currency = self.company_id.currency_id
        self.remark_ids.unlink()
        self.write(
            {
                "content": base64.b64encode(content.encode()),
                "remark_ids": [(0, 0, self._remark_values(remark)) for remark in remarks[:SHOWN]],
                "error_count": sum(remark.severity == "error" for remark in remarks),
                "alert_count": sum(remark.severity == "alert" for remark in remarks),
                "summary": self.env._(
                    "%(lines)s lines, debit %(debit)s, credit %(credit)s",
                    lines=formatLang(self.env, lines, digits=0),
                    debit=formatLang(self.env, float(debit), currency_obj=currency),
                    credit=formatLang(self.env, float(credit), currency_obj=currency),
                ),
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("FEC"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [
                (self.env.ref("l10n_fr_ap_extras.ap_fec_export_view_form").id, "form")
            ],
            "target": "new",
        }

    def _make_file(self) -> tuple[str, list[fec.Remark]]:
        """The tidy file and its remarks; a definitive one locks the year."""
        self.ensure_one()
        if self.date_to < self.date_from:
            raise UserError(
                self.env._("The year ends before it starts: exchange the two days.")
            )
        companies = fec_scope.companies_of(self)
        self._check_definitive()
        lang = FRENCH if self.env["res.lang"]._get_data(code=FRENCH) else self.env.lang
        definitive = not self.test_file
        self.test_file = True  # Odoo would move the lock date even for a broken file
        family = self.with_context(lang=lang, allowed_company_ids=companies.ids)
        made = family.with_company(self.company_id).generate_fec()
        self.test_file = not definitive
        content = self.with_context(lang=lang)._named_result(
            fec.tidy(made["file_content"].decode())
        )
        remarks = [
            *fec_scope.remarks_of(self),
            *fec.check_name(made["file_name"], self.date_to),
            *fec.check(content, self.date_from, self.date_to),
        ]
        if lang != FRENCH:
            remarks.append(fec.Remark("alert", "language", column="CompteLib", value=lang))
        self.filename = made["file_name"]
        if definitive:
            self._lock_year([remark for remark in remarks if remark.severity == "error"])
        return content, remarks

    def _named_result(self, content: str) -> str:
        """Odoo opens last year's result on 999999; the chart has 120 and 129."""
        accounts = self.env["account.account"].with_company(self.company_id)
        mine = accounts._check_company_domain(self.company_id)
        unaffected = accounts.search(
            [*mine, ("account_type", "=", "equity_unaffected")], limit=1
        )
        named = [
            accounts.search([*mine, ("code", "=like", f"{code}%")], order="code", limit=1)
            for code in RESULT_ACCOUNTS
        ]
        if not unaffected or not all(named):
            return content
        return fec.name_result(
            content, unaffected.code, *((account.code, account.name) for account in named)
        )

    def _check_definitive(self):
        if self.test_file:
            return
        if not self.env.su and not self.env.user.has_group("ap_base.group_head"):
            raise AccessError(
                self.env._(
                    "A definitive FEC locks the year: it is for the head of accounting. "
                    "Tick “Trial file” to look at it."
                )
            )
        if self.export_type != "official" or self.excluded_journal_ids:
            raise UserError(
                self.env._("A definitive FEC holds all journals and only posted entries.")
            )
        fec_scope.check(self)

    def _lock_year(self, errors):
        if errors:
            raise UserError(
                self.env._(
                    "The year was not locked, the file would be refused: %(why)s "
                    "Make a trial file to see every remark.",
                    why=self._message(errors[0]),
                )
            )
        company = self.company_id.sudo()
        if not company.fiscalyear_lock_date or company.fiscalyear_lock_date < self.date_to:
            company.fiscalyear_lock_date = self.date_to

    def _get_company_legal_data(self, company):
        # Odoo reads the SIREN in the VAT number only; SIRET and SIREN say it as well.
        found = super()._get_company_legal_data(company)
        registry = "".join(filter(str.isdigit, company.company_registry or ""))[:9]
        if not siren.is_valid(found) and siren.is_valid(registry):
            return registry
        return found

    # -- words ----------------------------------------------------------------------

    def _remark_values(self, remark: fec.Remark) -> dict:
        return {
            "severity": remark.severity, "code": remark.code, "line": remark.line,
            "column": remark.column, "value": remark.value,
            "message": self._message(remark),
        }  # fmt: skip

    def _message(self, remark: fec.Remark) -> str:
        """What is wrong and what to do, in the reader's language."""
        text = self._sentences().get(remark.code, remark.code)
        return text % {"value": remark.value, "column": remark.column}

    def _sentences(self) -> dict[str, str]:
        return {**self._file_sentences(), **self._row_sentences()}

    def _file_sentences(self) -> dict[str, str]:
        return {
            "name": self.env._(
                "The file name “%(value)s” must be SIREN + FEC + last day of the year: "
                "fill in the company's SIRET or VAT number."
            ),
            "no_year": self.env._(
                "These days are no fiscal year of the company, which is %(value)s. The "
                "last day of the year is set in the accounting settings."
            ),
            "running": self.env._(
                "The year is not over: the file holds what was entered up to %(value)s."
            ),
            "branch": self.env._(
                "A branch has no file of its own: its entries are in the one of %(value)s."
            ),
            "empty_file": self.env._("The file is empty."),
            "no_line": self.env._("The file holds no entry: check the dates and the company."),
            "separator": self.env._("Columns must be separated by a tab or by |."),
            "header": self.env._("The eighteen columns must be named and ordered by law: %(value)s"),
            "language": self.env._(
                "Account labels must be French: activate the French language, the file "
                "was written in %(value)s."
            ),
            "gap": self.env._("Numbers are missing in a journal: %(value)s"),
            "unbalanced": self.env._("The entry does not balance: %(value)s"),
        }

    def _row_sentences(self) -> dict[str, str]:
        return {
            "empty_line": self.env._("The line is empty."),
            "fields": self.env._("The line has %(value)s values, the header has another number."),
            "missing": self.env._("%(column)s is empty and may not be."),
            "control": self.env._("%(column)s holds a sign that ends a line: %(value)s"),
            "account": self.env._("The account %(value)s does not begin with three digits."),
            "dot": self.env._("%(column)s has a dot instead of the decimal comma: %(value)s"),
            "thousands": self.env._("%(column)s has a thousands separator: %(value)s"),
            "amount": self.env._("%(column)s is no amount: %(value)s"),
            "both": self.env._("Debit and credit are both filled, or both zero: %(value)s"),
            "date_format": self.env._("%(column)s must be written AAAAMMJJ: %(value)s"),
            "date": self.env._("%(column)s is no day of the calendar: %(value)s"),
            "year": self.env._("The entry is dated outside the year: %(value)s"),
            "bare": self.env._(
                "%(column)s holds only “%(value)s”: an auditor will ask for the document."
            ),
        }

    # -- arguments ------------------------------------------------------------------

    def _own_company(self, company_id):
        company = arguments.company(self.env, company_id)
        if company.account_fiscal_country_id.code != "FR":
            raise UserError(
                self.env._(
                    "%(company)s is not taxed in France: it owes no FEC.",
                    company=company.display_name,
                )
            )
        return company

    @api.depends("date_to", "company_id")
    def _compute_display_name(self):
        for export in self:
            day = export.date_to and format_date(self.env, export.date_to)
            export.display_name = f"FEC {export.company_id.name} {day or ''}"
