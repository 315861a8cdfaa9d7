# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sections of the closing file: the month, its entries, tie-outs and roll-forwards."""

from odoo import fields, models
from odoo.tools import format_date, format_datetime

from odoo.addons.ap_base.arithmetic.calendar import month_start
from odoo.addons.ap_base.arithmetic.money import to_decimal
from odoo.addons.ap_base.documents.document import (
    AMOUNT,
    DAY,
    INTEGER,
    Column,
    Figures,
    Paragraph,
    Section,
    Table,
)

from ..models.tie_outs import ClosingLines

MOVEMENTS = ("opening", "new", "reversed", "closing")
NAMES_SHOWN = 4  # entries named in a cell; the others are counted


class ApClosing(models.Model):
    _inherit = "ap.closing"

    def _closing_file_sections(self) -> list[Section]:
        """The file, in order; a higher room adds its own."""
        ties = self.env["ap.tie.out"].compute(self.company_id.id, self.date_end)
        rolls = self._file_rolls()
        return [
            self._file_summary(ties),
            self._file_ties(ties),
            self._file_roll_totals(rolls),
            self._file_accruals(),
            self._file_deferrals(),
            self._file_decisions(),
            self._file_changes(),
            self._file_ages(),
            *self._file_axes(),
            self._file_findings(),
            *self._file_tasks(),
            self._file_roll_lines(rolls),
            self._file_change_lines(),
            self._file_not_posted(),
        ]

    # -- summary --------------------------------------------------------------------

    def _file_summary(self, ties) -> Section:
        warnings = [Paragraph(text, "warning") for text in self._file_warnings(ties)]
        return Section(
            self.env._("Summary"),
            (Figures(tuple(self._file_facts())), *warnings, self._file_entries()),
        )

    def _file_facts(self) -> list[tuple]:
        """Who and when; facts that this month does not have are left out."""
        states = dict(self._fields["state"]._description_selection(self.env))
        modes = dict(self._fields["vat_mode"]._description_selection(self.env))
        posted = self.run_ids._standing_moves().sorted("id")[-1:]
        made = format_datetime(self.env, fields.Datetime.now())
        facts = [
            (self.env._("Company"), self.company_id.display_name),
            (self.env._("Month"), format_date(self.env, self.date_end, date_format="MMMM yyyy")),
            (self.env._("Closing date"), self.date_end),
            (self.env._("State"), states.get(self.state, "")),
            (self.env._("VAT on accruals"), modes.get(self.vat_mode, "")),
            (self.env._("Responsible"), self.user_id.sudo().name),
            (self.env._("Posted by"), self._who_and_when(posted.create_uid, posted.create_date)),
            *self._file_closed(),
            (self.env._("Currency"), self.currency_id.name),
            (self.env._("File made by"), f"{self.env.user.name}, {made}"),
        ]
        return [(label, value) for label, value in facts if value]

    def _file_closed(self) -> list[tuple]:
        """Who closed the month, once it is closed."""
        who = self._who_and_when(self.closed_by_id, self.closed_on)
        return [(self.env._("Closed by"), who)]

    def _who_and_when(self, user, moment) -> str:
        if not user or not moment:
            return ""
        return f"{user.sudo().name}, {format_datetime(self.env, moment)}"

    def _file_warnings(self, ties) -> list[str]:
        """What a reader must know before the figures."""
        found = []
        waiting = self.run_ids.filtered(
            lambda run: run.line_count and run.state in ("proposed", "reviewed")
        )
        if waiting or not self.run_ids:
            labels = self.env["ap.closing.kind"]._labels()
            names = ", ".join(labels[run.kind] for run in waiting)
            found.append(self.env._("Not posted yet: %(runs)s", runs=names or "—"))
        if self.is_stale:
            found.append(self.env._("Documents of the month came after the proposal."))
        apart = [tie["label"] for tie in ties if not tie["tied"]]
        if apart:
            found.append(self.env._("Does not tie: %(ties)s", ties="; ".join(apart)))
        return found

    def _file_entries(self) -> Table:
        labels = self.env["ap.closing.kind"]._labels()
        kinds = self.env["ap.closing.kind"]._kinds()
        states = dict(self.run_ids._fields["state"]._description_selection(self.env))
        columns = (
            Column(self.env._("Source of entries")),
            Column(self.env._("State")),
            Column(self.env._("Lines"), INTEGER, total=True),
            Column(self.env._("Previous month"), AMOUNT),
            Column(self.env._("Amount"), AMOUNT),
            Column(self.env._("VAT"), AMOUNT),
            Column(self.env._("Effect on cost"), AMOUNT, total=True),
            Column(self.env._("Entries")),
            Column(self.env._("Reversals")),
        )
        rows = []
        for run in self.run_ids.sorted("sequence"):
            moves = run._standing_moves().sorted("id")
            amount = to_decimal(run.amount)
            sign = kinds[run.kind].cost_sign if run.kind in kinds else 1
            rows.append(
                (
                    labels.get(run.kind, run.kind), states[run.state], run.line_count,
                    to_decimal(run.previous_amount), amount, to_decimal(run.amount_tax),
                    sign * amount, self._names(moves), self._names(moves.reversal_move_ids),
                )
            )  # fmt: skip
        return Table(columns, rows, title=self.env._("Figures and entries"))

    def _names(self, moves) -> str:
        """Numbers of entries: the first ones, and how many more."""
        names = moves.sorted("id").mapped("name")
        shown = ", ".join(name or "" for name in names[:NAMES_SHOWN])
        more = len(names) - NAMES_SHOWN
        return self.env._("%(names)s and %(more)s more", names=shown, more=more) if more > 0 else shown

    # -- tie-outs and roll-forwards ---------------------------------------------------

    def _file_ties(self, ties) -> Section:
        columns = (
            Column(self.env._("Tie-out")),
            Column(self.env._("In the ledger"), AMOUNT),
            Column(self.env._("Explained"), AMOUNT),
            Column(self.env._("Difference"), AMOUNT, total=True),
            Column(self.env._("Ties")),
        )
        yes, no = self.env._("Yes"), self.env._("No")
        rows = [
            (
                tie["label"], to_decimal(tie["left"]), to_decimal(tie["right"]),
                to_decimal(tie["difference"]), yes if tie["tied"] else no,
            )
            for tie in ties
        ]  # fmt: skip
        return Section(self.env._("Tie-outs"), (Table(columns, rows),))

    def _file_rolls(self) -> list[tuple]:
        """(account, roll-forward of the month) of each balance-sheet account, once."""
        company, ties = self.company_id, self.env["ap.tie.out"]._tie_outs()
        kinds = self.env["ap.closing.kind"]._kinds().values()
        codes = {code for kind in kinds for code in kind.tie_outs}
        accounts = self.env["account.account"].union(
            *(ties[code].account_of(company) for code in codes if _is_rolled(ties[code]))
        )
        start = month_start(self.date_end).isoformat()
        end = self.date_end.isoformat()
        return [
            (account, self.roll_forward(company.id, start, end, account.code))
            for account in accounts.with_company(company).sorted("code")
        ]

    def _file_roll_totals(self, rolls) -> Section:
        # Assets and liabilities have no common total.
        columns = (
            Column(self.env._("Account")),
            *self._movement_columns(total=False),
            Column(self.env._("In the ledger"), AMOUNT),
            Column(self.env._("Difference"), AMOUNT),
        )
        names = (*MOVEMENTS, "ledger", "difference")
        rows = [
            (account.display_name, *(to_decimal(roll[name]) for name in names))
            for account, roll in rolls
        ]
        note = Paragraph(
            self.env._("Opening + new − reversed = closing, in the account's natural sign."),
            "note",
        )
        return Section(self.env._("Roll-forward"), (note, Table(columns, rows)))

    def _movement_columns(self, total):
        return (
            Column(self.env._("Opening"), AMOUNT, total=total),
            Column(self.env._("New"), AMOUNT, total=total),
            Column(self.env._("Reversed"), AMOUNT, total=total),
            Column(self.env._("Closing"), AMOUNT, total=total),
        )

    def _file_roll_lines(self, rolls) -> Section:
        """Each line of each roll-forward: for the workbook only."""
        columns = (
            Column(self.env._("Account")),
            Column(self.env._("Supplier")),
            Column(self.env._("Label")),
            Column(self.env._("In"), DAY),
            Column(self.env._("Out"), DAY),
            *self._movement_columns(total=False),
        )
        day = fields.Date.to_date
        rows = [
            (
                account.code, line.get("partner") or "", line.get("label") or "",
                day(line.get("date_in")) or None, day(line.get("date_out")) or None,
                *(to_decimal(line[name]) for name in MOVEMENTS),
            )
            for account, roll in rolls
            for line in roll["lines"]
        ]  # fmt: skip
        return Section(
            self.env._("Roll-forward, lines"), (Table(columns, rows),), in_pdf=False
        )


def _is_rolled(tie_out) -> bool:
    """Whether closing lines explain an account that is rolled forward."""
    return isinstance(tie_out, ClosingLines) and tie_out.rolls
