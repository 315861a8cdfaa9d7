# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stands between a month and its entries, each with the one screen that mends it.

Read when it is shown: what was mended in the meantime is gone from the list.
"""

from collections.abc import Iterator
from typing import NamedTuple

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

BLOCK, LOOK = "block", "look"  # prevents posting; asks for a look before it
OPEN_STATES = ("proposed", "reviewed")
NAMED = 3  # documents or lines that a sentence names


class Blocker(NamedTuple):
    """One reason. `key` names it to the screen, `lines`: the closing lines it is about."""

    key: str
    level: str
    text: str
    button: str = ""
    action: str = ""  # what its button does: a function of this module
    lines: tuple = ()


def of(closing, runs=None) -> list[Blocker]:
    """Reasons of the runs that are still to be posted (by default all of the month),
    those that prevent posting first."""
    runs = closing.run_ids if runs is None else runs
    waiting = runs.filtered(lambda run: run.state in OPEN_STATES)
    if not waiting:
        return []
    filled = _with_open_lines(waiting)
    found = [*_locked(closing, waiting), *_settings(closing, filled)]
    for run in filled:
        found += [*_without_account(run), *_objections(run)]
    return [*found, *_to_look_at(closing, waiting)]


def sentences(closing, runs=None) -> list[str]:
    """Sentences that say what prevents posting; empty when nothing does."""
    return [one.text for one in of(closing, runs) if one.level == BLOCK]


# -- the month --------------------------------------------------------------------


def _locked(closing, runs) -> Iterator[Blocker]:
    company, env = closing.company_id, closing.env
    locks = company._get_violated_lock_dates(
        closing.date_end, False, company._ap_closing_journal()
    )
    if locks and any(runs.mapped("line_count")):
        yield Blocker(
            "locked", BLOCK,
            env._(
                "%(day)s is locked (%(locks)s): the head of accounting can move the "
                "lock date (Closing ▸ Lock dates).",
                day=format_date(env, closing.date_end),
                locks=company._format_lock_dates(locks),
            ),
            env._("Lock dates"), "open_lock_dates",
        )  # fmt: skip


def _settings(closing, runs) -> Iterator[Blocker]:
    """Accounts that the settings of the company lack, each once."""
    names = dict.fromkeys(name for run in runs for name in _accounts_needed(run))
    for name in names:
        try:
            closing.company_id._ap_account(name)
        except UserError as error:
            yield Blocker(
                f"setting:{name}", BLOCK, str(error),
                closing.env._("Settings"), "open_settings",
            )  # fmt: skip


def _accounts_needed(run) -> list[str]:
    """The settings that open lines of a run lack an account for, or use."""
    kind = run._kind()
    lines, mine = run.env["ap.closing.line"], _open_lines(run)
    names = []
    without = (
        mine & Domain("counterpart_account_id", "=", False) & Domain("amount", "!=", 0)
    )
    if kind.proposes and lines.search_count(without, limit=1):
        names += filter(None, (kind.counterpart, kind.asset_counterpart))
    if lines.search_count(mine & Domain("amount_tax", "!=", 0), limit=1):
        names.append("ap_accrued_vat_account_id")
    return names


# -- lines ------------------------------------------------------------------------


def _without_account(run) -> Iterator[Blocker]:
    """The lines of which a person must choose the account."""
    env = run.env
    kind = run._kind()
    no_account = Domain("account_id", "=", False)
    if not kind.proposes:
        no_account |= Domain("counterpart_account_id", "=", False)
    lines = env["ap.closing.line"].search(
        _open_lines(run) & Domain("amount", "!=", 0) & no_account
    )
    if lines:
        yield Blocker(
            f"{run.kind}:account", BLOCK,
            env._(
                "%(run)s: choose the accounts of %(lines)s.",
                run=env["ap.closing.kind"]._labels()[run.kind],
                lines=_named(env, lines.mapped("label")),
            ),
            env._("Choose accounts"), "open_lines", tuple(lines.ids),
        )  # fmt: skip


def _objections(run) -> Iterator[Blocker]:
    """What the ledger would refuse, by the rules of whatever room has any."""
    env = run.env
    found = (
        env["ap.entry"]
        .with_company(run.company_id)
        ._objections(run.date_end, run._entry_items())
    )
    for code, group in found.items():
        lines = _lines_of(run, group.items)
        yield Blocker(
            f"{run.kind}:{code}", BLOCK,
            env._(
                "%(run)s: %(what)s",
                run=env["ap.closing.kind"]._labels()[run.kind],
                what=group.text,
            ),
            group.button or env._("Open the lines"), "open_lines",
            tuple(lines),
        )  # fmt: skip


def _lines_of(run, items) -> list[int]:
    """The open lines that became these items of cost: same account, distribution."""
    keys = {(item.account_id, str(item.distribution or {})) for item in items}
    rows = run.env.execute_query(
        SQL(
            "SELECT id, account_id, analytic_distribution FROM ap_closing_line"
            " WHERE run_id = %s AND state = 'proposed' AND account_id = ANY(%s)"
            " ORDER BY id",
            run.id,
            list({item.account_id for item in items}),
        )
    )
    return [
        line_id
        for line_id, account, distribution in rows
        if (account, str(dict(sorted(distribution.items())) if distribution else {})) in keys
    ]


def _to_look_at(closing, runs) -> Iterator[Blocker]:
    """Marked lines by reason, in the order of the reasons; they do not prevent posting."""
    env = closing.env
    lines = env["ap.closing.line"]
    domain = Domain(
        [
            ("run_id", "in", runs.ids),
            ("state", "=", "proposed"),
            ("review_code", "!=", False),
        ]
    )
    counts = dict(lines._read_group(domain, ["review_code"], ["__count"]))
    for code, label in lines._fields["review_code"]._description_selection(env):
        if counts.get(code):
            yield Blocker(
                f"review:{code}", LOOK,
                env._("%(reason)s: %(count)s to look at", reason=label, count=counts[code]),
                env._("Look"), "open_marked",
            )  # fmt: skip


# -- screens that mend ------------------------------------------------------------


def blocked_runs(closing):
    """The runs of which lines prevent posting: their sources may have been mended."""
    kinds = {
        one.key.partition(":")[0]
        for one in of(closing)
        if one.level == BLOCK and one.action == "open_lines"
    }
    return closing.run_ids.filtered(lambda run: run.kind in kinds)


def stale_runs(closing):
    """The runs still to be posted of which sources changed since they were read."""
    return closing.run_ids.filtered(lambda run: run.is_stale and run.state in OPEN_STATES)


def open_lock_dates(closing, _blocker) -> dict:
    _only_head(closing)
    action = closing.env["ir.actions.act_window"]
    return action._for_xml_id("ap_base.ap_lock_dates_action")


def open_settings(closing, _blocker) -> dict:
    _only_head(closing)
    return closing.env["ap.settings"].with_company(closing.company_id).action_open()


def _only_head(closing) -> None:
    if not closing.env.user.has_group("ap_base.group_head"):
        raise UserError(
            closing.env._("The head of accounting does it: tell whoever has that role.")
        )


def open_lines(closing, blocker) -> dict:
    """The lines of a reason, with the columns that it is about."""
    action = closing.env["ir.actions.act_window"]._for_xml_id(
        "ap_closing.ap_closing_line_action"
    )
    view = closing.env.ref("ap_closing.ap_closing_line_view_list_mend")
    return {
        **action,
        "name": blocker.button,
        "display_name": blocker.button,
        "domain": [("id", "in", list(blocker.lines))],
        "context": {},
        "views": [(view.id, "list"), (False, "form")],
    }


def open_marked(closing, blocker) -> dict:
    """The lines marked for one reason."""
    code = blocker.key.partition(":")[2]
    action = closing.action_open_lines()
    action["domain"] = [
        ("run_id", "in", closing.run_ids.ids),
        ("state", "=", "proposed"),
        ("review_code", "=", code),
    ]
    return action


def _with_open_lines(runs):
    """Those of the runs that have lines to post, in their order."""
    rows = runs.env["ap.closing.line"]._read_group(
        [("run_id", "in", runs.ids), ("state", "=", "proposed")], ["run_id"]
    )
    filled = {run.id for (run,) in rows}
    return runs.filtered(lambda run: run.id in filled)


def _open_lines(run) -> Domain:
    return Domain([("run_id", "=", run.id), ("state", "=", "proposed")])


def _named(env, labels) -> str:
    """A few labels, and how many more there are."""
    shown = ", ".join(labels[:NAMED])
    more = len(labels) - NAMED
    if more <= 0:
        return shown
    return env._("%(labels)s and %(count)s more", labels=shown, count=more)
