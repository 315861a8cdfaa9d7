# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two figures that must be equal at a date, each with its drill-down."""

import json

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models import arguments
from ..models.tie_out import TieOut


class ApTieOut(models.Model):
    """Stored so that a screen and a checklist can show the last comparison; always
    computed again, never typed in. A room adds one to `_registered`: see
    `models.tie_out.TieOut`."""

    _name = "ap.tie.out"
    _description = "Tie-out"
    _inherit = ["ap.report"]
    _order = "date DESC, company_id, sequence"

    company_id = fields.Many2one("res.company", required=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(required=True)
    code = fields.Char(required=True)
    sequence = fields.Integer()
    label = fields.Char(compute="_compute_label")
    left = fields.Monetary(string="In the ledger")
    right = fields.Monetary(string="Explained")
    difference = fields.Monetary()
    tied = fields.Boolean()
    left_domain = fields.Json()
    right_domain = fields.Json()

    _once = models.UniqueIndex("(company_id, date, code)")

    @api.depends("code")
    @api.depends_context("lang")
    def _compute_label(self):
        labels = self._labels()
        for tie in self:
            tie.label = labels.get(tie.code, tie.code)

    def _registered(self) -> list[TieOut]:
        """The comparisons of the rooms that are there. Of two with one code the last one
        stands."""
        return []

    def _tie_outs(self) -> dict[str, TieOut]:
        """All comparisons by code, in order."""
        found = {tie.code: tie for tie in self._registered()}
        return dict(sorted(found.items(), key=lambda item: item[1].sequence))

    def _labels(self) -> dict[str, str]:
        """What is compared with what, by code, in the language of the reader."""
        return {code: tie.label(self.env) for code, tie in self._tie_outs().items()}

    @api.model
    def compute(self, company_id, date, codes=None):
        """Compare at the end of `date`. Returns, per code, `code, label, left, right,
        difference, tied`; amounts debit positive, left from the ledger."""
        company = arguments.company(self.env, company_id)
        day = arguments.day(self.env, date)
        known, results, rows = self._tie_outs(), [], {}
        asked = self._checked_codes(codes, known)
        for sequence, (code, tie_out) in enumerate(known.items()):
            if code not in asked:
                continue
            found = tie_out.compare(company, day)
            if found is None:
                continue
            gap = company.currency_id.round(found.left - found.right)
            tied = company.currency_id.is_zero(gap)
            rows[code] = {
                **found._asdict(), "difference": gap, "sequence": sequence, "tied": tied,
            }  # fmt: skip
            results.append(
                {"code": code, "label": tie_out.label(self.env), "left": found.left,
                 "right": found.right, "difference": gap, "tied": tied}
            )  # fmt: skip
        self._keep(company, day, rows)
        return results

    def _checked_codes(self, codes, known) -> list[str]:
        """The comparisons asked for: all by default, an unknown one is refused."""
        if codes is None or codes is False:
            return list(known)
        asked = codes if isinstance(codes, list | tuple) else [codes]
        unknown = [
            code for code in asked if not isinstance(code, str) or code not in known
        ]
        if unknown:
            raise UserError(
                self.env._(
                    "Unknown tie-out: %(codes)s. Known: %(known)s.",
                    codes=", ".join(map(str, unknown)),
                    known=", ".join(known),
                )
            )
        return list(asked)

    def _applicable(self, company, codes) -> bool:
        """Whether the company has what at least one of these comparisons compares."""
        known = self._tie_outs()
        return any(known[code].applies(company) for code in codes if code in known)

    def _keep(self, company, day, rows: dict[str, dict]) -> None:
        """Store the comparisons by code; what is as it was stored is not written."""
        # The comparison is the engine's, whoever asked for it.
        ties = self.sudo()
        known = ties.search(
            [("company_id", "=", company.id), ("date", "=", day), ("code", "in", list(rows))]
        )
        for tie in known:
            values = rows.pop(tie.code)
            changed = {
                name: value for name, value in values.items() if not _same(tie[name], value)
            }
            if changed:
                tie.write(changed)
        ties.create(
            [
                {"company_id": company.id, "date": day, "code": code, **values}
                for code, values in rows.items()
            ]
        )

    def action_open_left(self):
        """List what stands behind the left figure."""
        return self._tie_out().open_left(self)

    def action_open_right(self):
        """List what stands behind the right figure."""
        return self._tie_out().open_right(self)

    def _tie_out(self) -> TieOut:
        """What is compared; refused when its room is not there any more."""
        self.ensure_one()
        known = self._tie_outs()
        self._checked_codes(self.code, known)
        return known[self.code]

    def _report_title(self):
        return self.env._("Tie-outs")

    def _report_fields(self):
        return ["date", "label", "left", "right", "difference"]


def _same(stored, value) -> bool:
    """Whether a stored value is that one; domains come back as lists of lists."""
    if isinstance(value, list):
        return json.dumps(stored) == json.dumps(value)
    return stored == value
