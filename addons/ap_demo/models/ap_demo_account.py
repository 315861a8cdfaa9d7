# SPDX-License-Identifier: AGPL-3.0-or-later
"""The account of a closed month, as text for a terminal."""

from odoo import models
from odoo.tools import format_date
from odoo.tools.misc import formatLang

WIDTH = 100
BIGGEST = 5
SHOWN = 8


class ApDemo(models.AbstractModel):
    _inherit = "ap.demo"

    def _account_of(self, closing) -> str:
        """What was accrued and put aside, reversed, proved, and what to look at."""
        closing = closing.with_env(self.env)
        parts = (
            self._say_kinds, self._say_biggest, self._say_reversals, self._say_ties,
            self._say_roll_forwards, self._say_review, self._say_findings,
        )  # fmt: skip
        title = self.env._("The month of %(closing)s", closing=closing.display_name)
        blocks = ["\n".join(("", title, "=" * len(title)))]
        blocks += [block for part in parts if (block := part(closing))]
        return "\n\n".join(blocks)

    def _nothing_changed(self, closing) -> str:
        return self.env._(
            "%(closing)s was closed before: this run posted nothing and changed nothing.",
            closing=closing.with_env(self.env).display_name,
        )

    def _say_kinds(self, closing) -> str:
        labels = self.env["ap.closing.kind"]._labels()
        previous = closing.search(
            [
                ("company_id", "=", closing.company_id.id),
                ("date_end", "<", closing.date_end),
            ],
            limit=1,
        )
        before = {run.kind: run.amount for run in previous.run_ids}
        rows = [
            (
                labels[run.kind], str(run.line_count), self._money(closing, run.amount),
                self._money(closing, run.amount_tax),
                self._money(closing, before.get(run.kind, 0.0)),
                ", ".join(run._standing_moves().sorted("id").mapped("name")) or "–",
            )
            for run in closing.run_ids.sorted("sequence")
        ]  # fmt: skip
        head = (
            self.env._("What was proposed and posted"), self.env._("lines"),
            self.env._("cost"), self.env._("VAT"), self.env._("month before"),
            self.env._("entry"),
        )  # fmt: skip
        return self._aligned(head, rows, "<>>>><")

    def _say_biggest(self, closing) -> str:
        lines = self.env["ap.closing.line"].search(
            [("run_id", "in", closing.run_ids.ids), ("state", "=", "posted")]
        )
        lines = lines.sorted(lambda line: -abs(line.amount))[:BIGGEST]
        text = [self.env._("The biggest amounts, and why")]
        for line in lines:
            amount = self._money(closing, line.amount)
            text.append(f"{amount:>16}  {self._who(line)}")
            text += [f"{'':18}{row}" for row in self._wrap(line.explanation, 18)]
        return "\n".join(text)

    def _say_reversals(self, closing) -> str:
        rows = [
            (
                move.name,
                format_date(self.env, move.date),
                back.name,
                format_date(self.env, back.date),
                self._money(closing, sum(move.line_ids.mapped("debit"))),
            )
            for run in closing.run_ids.sorted("sequence")
            for move in run._standing_moves().sorted("id")
            for back in move.reversal_move_ids
        ]
        head = (
            self.env._("Entry"), self.env._("on"), self.env._("Reversed by"),
            self.env._("on"), self.env._("total"),
        )  # fmt: skip
        return self._aligned(head, rows, "<<<<>") if rows else ""

    def _say_ties(self, closing) -> str:
        ties = self.env["ap.tie.out"].compute(closing.company_id.id, closing.date_end)
        rows = [
            (
                tie["label"],
                self._money(closing, tie["left"]),
                self._money(closing, tie["right"]),
                self.env._("tied")
                if tie["tied"]
                else self.env._(
                    "NOT TIED: %(gap)s", gap=self._money(closing, tie["difference"])
                ),
            )
            for tie in ties
        ]
        head = (
            self.env._("Tie-outs"), self.env._("ledger"), self.env._("explained"), "",
        )  # fmt: skip
        return self._aligned(head, rows, "<>><")

    def _say_roll_forwards(self, closing) -> str:
        start = closing.date_end.replace(day=1)
        rows = []
        for code in ("408", "486"):
            total = self.env["ap.closing"].roll_forward(
                closing.company_id.id, start, closing.date_end, code
            )
            names = ("opening", "new", "reversed", "closing", "ledger", "difference")
            rows.append((code, *(self._money(closing, total[name]) for name in names)))
        head = (
            self.env._("Roll-forward"), self.env._("opening"), self.env._("new"),
            self.env._("reversed"), self.env._("closing"), self.env._("ledger"),
            self.env._("difference"),
        )  # fmt: skip
        return self._aligned(head, rows, "<>>>>>>")

    def _say_review(self, closing) -> str:
        """What a person decided, what waits too long, what was left out and why."""
        lines = self.env["ap.closing.line"].search(
            [
                ("run_id", "in", closing.run_ids.ids),
                ("state", "!=", "cancelled"),
                "|", "|",
                ("review_code", "!=", False),
                ("excluded_code", "!=", False),
                ("is_overridden", "=", True),
            ]
        )  # fmt: skip
        if not lines:
            return ""
        lines = lines.sorted(lambda line: (not line.review_code, line.id))
        text = [self.env._("For a person to look at")]
        for line in lines:
            codes = {
                name: dict(line._fields[name]._description_selection(self.env))
                for name in ("review_code", "excluded_code")
            }
            why = codes["review_code"].get(line.review_code) or codes["excluded_code"].get(
                line.excluded_code
            )
            why = why or self.env._("Decided by a person: %(why)s", why=line.override_reason)
            amount = self._money(closing, line.amount or line.amount_computed)
            text.append(f"{amount:>16}  {why} – {self._who(line)}")
            text += [f"{'':18}{row}" for row in self._wrap(line.explanation, 18)]
        return "\n".join(text)

    def _say_findings(self, closing) -> str:
        """Open findings, when the controls are there."""
        findings = self.env["ap.finding"].search(
            [("company_id", "=", closing.company_id.id), ("state", "=", "open")]
        )
        if not findings:
            return self.env._("Findings: none is open.")
        text = [self.env._("Findings: %(count)s open", count=len(findings))]
        for finding in findings[:SHOWN]:
            about = f"{finding.partner_id.name} – {finding.message}"
            text += [f"  {row}" for row in self._wrap(about, 4)]
        return "\n".join(text)

    # -- layout --------------------------------------------------------------------

    def _who(self, line) -> str:
        """The supplier and what it is about."""
        about = line.label.split(": ", 1)[-1]
        return f"{line.partner_id.name} – {about}" if line.partner_id else about

    def _money(self, closing, amount) -> str:
        return formatLang(self.env, amount, digits=2).replace("\u202f", "\u00a0")

    def _aligned(self, head, rows, sides) -> str:
        """Aligned columns; `sides` says < or > for each."""
        widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
        lines = [
            "  ".join(
                f"{cell:{side}{width}}"
                for cell, side, width in zip(row, sides, widths, strict=True)
            ).rstrip()
            for row in (head, *rows)
        ]
        lines.insert(1, "-" * max(map(len, lines)))
        return "\n".join(lines)

    def _wrap(self, text, indent) -> list[str]:
        """The text in lines that fit the width."""
        lines = [""]
        for word in (text or "").split():
            if len(lines[-1]) + len(word) + indent >= WIDTH:
                lines.append("")
            lines[-1] = f"{lines[-1]} {word}".strip()
        return lines
