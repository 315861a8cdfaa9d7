# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sections of the closing file: the month, its entries, tie-outs and roll-forwards."""

from odoo import fields
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

from ..tie_outs import ClosingLines
from . import lists, people

MOVEMENTS = ("opening", "new", "reversed", "closing")
NAMES_SHOWN = 4  # entries named in a cell; the others are counted


def of(closing) -> list[Section]:
    """See `_closing_file_sections` of `ap.closing`."""
    ties = closing.env["ap.tie.out"].compute(closing.company_id.id, closing.date_end)
    rolled = rolls(closing)
    return [
        _summary(closing, ties),
        _ties(closing, ties),
        _roll_totals(closing, rolled),
        lists.accruals(closing),
        lists.deferrals(closing),
        lists.decisions(closing),
        lists.changes(closing),
        lists.ages(closing),
        *lists.axes(closing),
        people.findings(closing),
        *people.tasks(closing),
        _roll_lines(closing, rolled),
        lists.change_lines(closing),
        lists.not_posted(closing),
    ]


def _summary(closing, ties) -> Section:
    warnings = [Paragraph(text, "warning") for text in _warnings(closing, ties)]
    return Section(
        closing.env._("Summary"),
        (Figures(tuple(_facts(closing))), *warnings, _entries(closing)),
    )


def _facts(closing) -> list[tuple]:
    """Who and when; facts that this month does not have are left out."""
    states = dict(closing._fields["state"]._description_selection(closing.env))
    modes = dict(closing._fields["vat_mode"]._description_selection(closing.env))
    posted = closing.run_ids._standing_moves().sorted("id")[-1:]
    made = format_datetime(closing.env, fields.Datetime.now())
    facts = [
        (closing.env._("Company"), closing.company_id.display_name),
        (closing.env._("Month"), format_date(closing.env, closing.date_end, date_format="MMMM yyyy")),
        (closing.env._("Closing date"), closing.date_end),
        (closing.env._("State"), states.get(closing.state, "")),
        (closing.env._("VAT on accruals"), modes.get(closing.vat_mode, "")),
        (closing.env._("Responsible"), closing.user_id.sudo().name),
        (closing.env._("Posted by"), _who_and_when(closing, posted.create_uid, posted.create_date)),
        *_closed(closing),
        (closing.env._("Currency"), closing.currency_id.name),
        (closing.env._("File made by"), f"{closing.env.user.name}, {made}"),
    ]
    return [(label, value) for label, value in facts if value]


def _closed(closing) -> list[tuple]:
    """Who closed the month, once it is closed."""
    who = _who_and_when(closing, closing.closed_by_id, closing.closed_on)
    return [(closing.env._("Closed by"), who)]


def _who_and_when(closing, user, moment) -> str:
    if not user or not moment:
        return ""
    return f"{user.sudo().name}, {format_datetime(closing.env, moment)}"


def _warnings(closing, ties) -> list[str]:
    """What a reader must know before the figures."""
    found = []
    waiting = closing.run_ids.filtered(
        lambda run: run.line_count and run.state in ("proposed", "reviewed")
    )
    if waiting or not closing.run_ids:
        labels = closing.env["ap.closing.kind"]._labels()
        names = ", ".join(labels[run.kind] for run in waiting)
        found.append(closing.env._("Not posted yet: %(runs)s", runs=names or "—"))
    if closing.is_stale:
        found.append(closing.env._("Documents of the month came after the proposal."))
    apart = [tie["label"] for tie in ties if not tie["tied"]]
    if apart:
        found.append(closing.env._("Does not tie: %(ties)s", ties="; ".join(apart)))
    return found


def _entries(closing) -> Table:
    labels = closing.env["ap.closing.kind"]._labels()
    kinds = closing.env["ap.closing.kind"]._kinds()
    states = dict(closing.run_ids._fields["state"]._description_selection(closing.env))
    columns = (
        Column(closing.env._("Source of entries")),
        Column(closing.env._("State")),
        Column(closing.env._("Lines"), INTEGER, total=True),
        Column(closing.env._("Previous month"), AMOUNT),
        Column(closing.env._("Amount"), AMOUNT),
        Column(closing.env._("VAT"), AMOUNT),
        Column(closing.env._("Effect on cost"), AMOUNT, total=True),
        Column(closing.env._("Entries")),
        Column(closing.env._("Reversals")),
    )
    rows = []
    for run in closing.run_ids.sorted("sequence"):
        moves = run._standing_moves().sorted("id")
        amount = to_decimal(run.amount)
        sign = kinds[run.kind].cost_sign if run.kind in kinds else 1
        rows.append(
            (
                labels.get(run.kind, run.kind), states[run.state], run.line_count,
                to_decimal(run.previous_amount), amount, to_decimal(run.amount_tax),
                sign * amount, _names(closing, moves), _names(closing, moves.reversal_move_ids),
            )
        )  # fmt: skip
    return Table(columns, rows, title=closing.env._("Figures and entries"))


def _names(closing, moves) -> str:
    """Numbers of entries: the first ones, and how many more."""
    names = moves.sorted("id").mapped("name")
    shown = ", ".join(name or "" for name in names[:NAMES_SHOWN])
    more = len(names) - NAMES_SHOWN
    return closing.env._("%(names)s and %(more)s more", names=shown, more=more) if more > 0 else shown


def _ties(closing, ties) -> Section:
    columns = (
        Column(closing.env._("Tie-out")),
        Column(closing.env._("In the ledger"), AMOUNT),
        Column(closing.env._("Explained"), AMOUNT),
        Column(closing.env._("Difference"), AMOUNT, total=True),
        Column(closing.env._("Ties")),
    )
    yes, no = closing.env._("Yes"), closing.env._("No")
    rows = [
        (
            tie["label"], to_decimal(tie["left"]), to_decimal(tie["right"]),
            to_decimal(tie["difference"]), yes if tie["tied"] else no,
        )
        for tie in ties
    ]  # fmt: skip
    return Section(closing.env._("Tie-outs"), (Table(columns, rows),))


def rolls(closing) -> list[tuple]:
    """(account, roll-forward of the month) of each balance-sheet account, once."""
    company, ties = closing.company_id, closing.env["ap.tie.out"]._tie_outs()
    kinds = closing.env["ap.closing.kind"]._kinds().values()
    codes = {code for kind in kinds for code in kind.tie_outs}
    accounts = closing.env["account.account"].union(
        *(ties[code].account_of(company) for code in codes if _is_rolled(ties[code]))
    )
    start = month_start(closing.date_end).isoformat()
    end = closing.date_end.isoformat()
    return [
        (account, closing.roll_forward(company.id, start, end, account.code))
        for account in accounts.with_company(company).sorted("code")
    ]


def _roll_totals(closing, rolls) -> Section:
    # Assets and liabilities have no common total.
    columns = (
        Column(closing.env._("Account")),
        *_movement_columns(closing, total=False),
        Column(closing.env._("In the ledger"), AMOUNT),
        Column(closing.env._("Difference"), AMOUNT),
    )
    names = (*MOVEMENTS, "ledger", "difference")
    rows = [
        (account.display_name, *(to_decimal(roll[name]) for name in names))
        for account, roll in rolls
    ]
    note = Paragraph(
        closing.env._("Opening + new − reversed = closing, in the account's natural sign."),
        "note",
    )
    return Section(closing.env._("Roll-forward"), (note, Table(columns, rows)))


def _movement_columns(closing, total):
    return (
        Column(closing.env._("Opening"), AMOUNT, total=total),
        Column(closing.env._("New"), AMOUNT, total=total),
        Column(closing.env._("Reversed"), AMOUNT, total=total),
        Column(closing.env._("Closing"), AMOUNT, total=total),
    )


def _roll_lines(closing, rolls) -> Section:
    """Each line of each roll-forward: for the workbook only."""
    columns = (
        Column(closing.env._("Account")),
        Column(closing.env._("Supplier")),
        Column(closing.env._("Label")),
        Column(closing.env._("In"), DAY),
        Column(closing.env._("Out"), DAY),
        *_movement_columns(closing, total=False),
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
        closing.env._("Roll-forward, lines"), (Table(columns, rows),), in_pdf=False
    )


def _is_rolled(tie_out) -> bool:
    """Whether closing lines explain an account that is rolled forward."""
    return isinstance(tie_out, ClosingLines) and tie_out.rolls
