# SPDX-License-Identifier: AGPL-3.0-or-later
"""How findings are shown: sentences and evidence in the reader's language."""

from markupsafe import Markup

from odoo import fields, models
from odoo.tools import format_date

from .finding_value import UNCHECKED, fill, plain
from .words import amount_text


class ApFinding(models.Model):
    _inherit = "ap.finding"

    def _render(self, templates) -> str:
        """The message of this finding, from the templates of its control by code."""
        template = templates.get(self.message_code or "")
        if not template and self.message_code == UNCHECKED:
            return self.env._(
                "%(control)s: this document could not be checked. The server log says why: "
                "tell your administrator.",
                control=self.control_id.name,
            )
        template = template or templates.get("")
        if not template:
            return self.control_id.name or ""
        return fill(template, self.message_values or {}, self._shown)

    def _shown(self, value) -> str:
        """A value in the way of the reader's language."""
        if isinstance(value, list):
            return ", ".join(map(self._shown, value))
        if isinstance(value, dict) and "date" in value:
            return format_date(self.env, fields.Date.to_date(value["date"]))
        if isinstance(value, dict) and "term" in value:
            model, res_id, field = value["term"]
            record = self.env[model].sudo().browse(res_id).exists()
            return record[field] if record else plain(value)
        if isinstance(value, dict) and "amount" in value:
            currency = self.env["res.currency"].browse(value.get("currency_id") or [])
            currency = currency or self.company_id.currency_id
            return amount_text(self.env, float(value["amount"]), currency)
        return plain(value)

    def _evidence_table(self, labels) -> Markup:
        """Evidence as two columns, documents as links, in the order of the labels (the
        database does not keep that of the keys)."""
        places = {code: place for place, code in enumerate(labels)}
        evidence = sorted(
            (self.evidence or {}).items(),
            key=lambda pair: places.get(pair[0], len(places)),
        )
        rows = [
            Markup("<tr><th class='pe-3 fw-normal text-muted'>%s</th><td>%s</td></tr>")
            % (labels.get(code, code), self._evidence_cell(value))
            for code, value in evidence
        ]
        if not rows:
            return Markup()
        return Markup("<table class='table table-sm'>%s</table>") % Markup().join(rows)

    def _evidence_cell(self, value) -> Markup | str:
        if isinstance(value, list):
            return Markup("<br/>").join(map(self._evidence_cell, value))
        if isinstance(value, dict) and "model" in value:
            return Markup("<a href='/odoo/%s/%s'>%s</a>") % (
                value["model"],
                value["id"],
                value.get("name") or value["id"],
            )
        return self._shown(value)
