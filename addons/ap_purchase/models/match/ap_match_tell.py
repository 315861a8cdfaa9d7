# SPDX-License-Identifier: AGPL-3.0-or-later
"""After a comparison: findings, the log, and what people decided about them."""

from odoo import models

from .match_findings import CODES, DUPLICATE


class ApMatch(models.Model):
    _inherit = "ap.match"

    def _tell(self, run) -> None:
        """Refresh the findings of what changed, and note the changes."""
        self._note_run(run)
        self._check_findings(run.changed)
        repeated = [key for key in run.changed if _was_or_is_repeated(run, key)]
        self._check_findings(repeated, ("duplicate_bill",))

    def _check_findings(self, move_ids, codes=CODES) -> None:
        if not move_ids:
            return
        engine = self.env["ap.control"].sudo()
        known = engine.search([("code", "in", codes)]).mapped("code")
        moves = self.env["account.move"].sudo().browse(move_ids)
        for company, bills in moves.grouped("company_id").items():
            engine.check(company.id, known, "account.move", bills.ids)

    def _note_run(self, run) -> None:
        """Note, for the bills whose result changed, what it was and is."""
        entries = []
        for key in run.changed:
            before, one = run.problem.previous.get(key), run.verdicts[key]
            states = (before.state if before else None, one.state)
            event = "computed"
            if before and before.decision == "accepted" and one.decision == "none":
                event = "retested"
            figures = {
                "score": float(one.outcome.score),
                "gap": float(one.gap),
                "links": [
                    [
                        k.bill_line,
                        k.order_line,
                        float(k.order_quantity),
                        float(k.amount),
                    ]
                    for k in one.links
                ],
                "differences": [list(gap.key) for gap in one.gaps],
            }
            entries.append((key, event, *states, figures, None))
            held = states[1] == "exception"
            if held != (states[0] == "exception"):
                told = "held" if held else "released"
                entries.append((key, told, *states, {"cause": one.outcome.cause}, None))
            if one.apply and not (before and before.applied):
                entries.append((key, "applied", *states, {}, None))
        self._log(entries)

    def _log(self, entries) -> None:
        """Append to the log: (bill, event, state before, after, figures, reason) each."""
        if not entries:
            return
        matches = self.sudo().search_fetch(
            [("move_id", "in", [entry[0] for entry in entries])], ["move_id"]
        )
        ids = {match.move_id.id: match.id for match in matches}
        self.env["ap.match.log"].sudo().create(
            [
                {
                    "match_id": ids[move],
                    "move_id": move,
                    "user_id": self.env.uid,
                    "event": event,
                    "state_before": before,
                    "state_after": after,
                    "figures": figures,
                    "reason": reason,
                }
                for move, event, before, after, figures, reason in entries
            ]
        )


def _was_or_is_repeated(run, key) -> bool:
    before = run.problem.previous.get(key)
    causes = {gap.difference.cause for gap in run.verdicts[key].gaps}
    return DUPLICATE in causes or bool(before and before.cause == DUPLICATE)
