# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lines typed in that have a source: a template or a row of a file."""

from odoo import models
from odoo.exceptions import UserError


class ApClosingRun(models.Model):
    _inherit = "ap.closing.run"

    def action_add_from_template(self):
        """Choose a template and see its lines before they are added."""
        self.ensure_one()
        self.closing_id._check_role("ap_base.group_apprentice")
        self._check_takes_manual_lines()
        self.env["ap.accrual.template"]._load_country(self.company_id)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Add from template"),
            "res_model": "ap.accrual.add",
            "view_mode": "form",
            "target": "new",
            "context": {"default_run_id": self.id},
        }

    def _add_typed(self, vals_list):
        """Add lines by their source key, or bring those that are there up to date; the
        run is then to be reviewed. Returns the lines, in the order of the values."""
        self.ensure_one()
        self.closing_id._lock()
        self._check_takes_manual_lines()
        if self.state == "cancelled":
            self._propose()  # what was typed before comes back first
        lines = self.env["ap.closing.line"]
        known = {
            line.source_key: line
            for line in lines.search(
                [
                    ("run_id", "=", self.id),
                    ("state", "=", "proposed"),
                    ("source_key", "in", [vals["source_key"] for vals in vals_list]),
                ]
            )
        }
        fresh = [vals for vals in vals_list if vals["source_key"] not in known]
        for vals in vals_list:
            if vals["source_key"] in known:
                kept = {name: value for name, value in vals.items() if name != "source_key"}
                known[vals["source_key"]].write(kept)
        created = lines.create([{"run_id": self.id, **vals} for vals in fresh])
        known.update({line.source_key: line for line in created})
        self._know_previous(created)
        self._count()
        self._settle()
        return lines.union(*(known[vals["source_key"]] for vals in vals_list))

    def _know_previous(self, lines):
        """Last month's amount of the same source, as for computed lines."""
        before = self._previous_amounts(lines.mapped("source_key"))
        for line in lines:
            if before.get(line.source_key):
                line.sudo().write({"previous_amount": before[line.source_key]})
                line._compute_amounts()

    def _previous_amounts(self, source_keys) -> dict[str, float]:
        """What the closing before accrued, per source."""
        self.ensure_one()
        return dict(
            self.env["ap.closing.line"]._read_group(
                [
                    ("company_id", "=", self.company_id.id),
                    ("kind", "=", self.kind),
                    ("date_end", "=", self.closing_id._previous_end()),
                    ("source_key", "in", list(source_keys)),
                    ("state", "!=", "cancelled"),
                ],
                ["source_key"],
                ["amount:sum"],
            )
        )


class ApClosingLine(models.Model):
    _inherit = "ap.closing.line"

    def _take_back(self):
        """Remove lines that a file brought, as long as they are not posted."""
        posted = self.filtered(lambda line: line.state == "posted")
        if posted:
            raise UserError(
                self.env._(
                    "“%(line)s” is posted: cancel the run of its month first.",
                    line=posted[0].label,
                )
            )
        runs = self.run_id
        self.filtered(lambda line: line.state == "proposed").unlink()
        runs._count()
