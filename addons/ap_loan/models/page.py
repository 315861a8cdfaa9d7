# SPDX-License-Identifier: AGPL-3.0-or-later
"""The loan's page: schedule, ledger and bank beside each other today, and the graph."""

import json
from decimal import Decimal

from markupsafe import Markup

from odoo.tools import format_date

from . import mending, positions, schedule_store

ZERO = Decimal(0)
TABLE = Markup(
    "<table class='table table-sm o_ap_preview'><thead><tr><th>{what}</th>"
    "<th class='text-end'>{schedule}</th><th class='text-end'>{ledger}</th>"
    "<th class='text-end'>{difference}</th></tr></thead><tbody>{rows}</tbody></table>{causes}"
)
ROW = Markup(
    "<tr><td>{what}</td><td class='text-end text-nowrap'>{schedule}</td>"
    "<td class='text-end text-nowrap'>{ledger}</td>"
    "<td class='text-end text-nowrap {style}'>{difference}</td></tr>"
)
CAUSE = Markup("<li>{}</li>")


def html(loan) -> tuple[Markup | bool, bool]:
    """Capital, money, interest, insurance, fees and accrued interest at the end of today
    by the schedule and by the ledger, and why they differ; and whether an entry has a
    wrong split. (False, False) for drafts."""
    real = loan._origin
    if not real or real.state == "draft":
        return False, False
    found = positions.at_date(real, real.company_id._company_today())
    splits = _split_causes(real) if found else []
    return (table(found[0], splits) if found else False), bool(splits)


def table(position, splits) -> Markup:
    """The table of one position; `splits`: its wrong ones, in words."""
    env = position.loan.env
    rows = Markup("").join(_row(position, *values) for values in lines(position))
    rows += _at_rate(position)
    causes = positions.causes(position) + splits
    listed = Markup("").join(CAUSE.format(one) for one in causes)
    return TABLE.format(
        what=env._("On %(day)s", day=format_date(env, position.day)),
        schedule=env._("By the schedule"),
        ledger=env._("In the ledger"),
        difference=env._("Difference"),
        rows=rows,
        causes=Markup("<ul class='text-warning-emphasis'>{}</ul>").format(listed)
        if causes
        else "",
    )


def lines(position) -> list[tuple]:
    """(label, by the schedule, in the ledger, how it is shown) of what must agree: in the
    loan's currency, interest accrued in the company's."""
    env, paid = position.loan.env, position.paid
    expected = position.expected
    found = [
        (env._("Capital owed (164)"), position.scheduled, position.ledger),
        (env._("Money received less paid (512)"), expected["bank"], paid.get("bank", ZERO)),
        (env._("Interest paid (66116)"), expected["interest"], paid.get("interest", ZERO)),
    ]
    extra = [
        (env._("Insurance paid (616)"), "insurance"),
        (env._("Fees and indemnities"), "fees"),
    ]
    found += [
        (label, expected[name], paid.get(name, ZERO))
        for label, name in extra
        if expected[name] or paid.get(name)
    ]
    accrued = positions.in_company_currency(position, position.accrued)
    last = env._("Accrued interest (1648)"), accrued, position.accrued_ledger
    shown = positions.shown, positions.shown_in_books
    return [*((*one, shown[0]) for one in found), (*last, shown[1])]


def _at_rate(position) -> Markup:
    """The capital at the rate of the day beside what it stands at in the books; their
    difference is latent, and booked by a closing."""
    if not position.is_foreign or not position.ledger:
        return Markup("")
    env, shown = position.loan.env, positions.shown_in_books
    gap = position.ledger_company + position.revalued
    worth = positions.in_company_currency(position, position.ledger)
    gap -= worth
    label = env._("Capital owed at the rate of the day (164)")
    if gap:
        latent = env._("latent loss") if gap < 0 else env._("latent gain")
        label = env._("%(label)s, %(latent)s", label=label, latent=latent)
    return ROW.format(
        what=label,
        schedule=shown(position, worth),
        ledger=shown(position, worth + gap),
        difference=shown(position, gap) if gap else "",
        style="text-muted",
    )


def _row(position, label, scheduled, ledger, shown) -> Markup:
    # Interest is accrued by closings only: between them 1648 holds nothing, rightly.
    is_between = shown is positions.shown_in_books and not ledger
    gap = ZERO if is_between else ledger - scheduled
    if is_between and scheduled:
        label = position.loan.env._("%(label)s, booked at the closing", label=label)
    return ROW.format(
        what=label,
        schedule=shown(position, scheduled),
        ledger=shown(position, ledger),
        difference=shown(position, gap) if gap else "",
        style="text-danger" if gap else "",
    )


def _split_causes(loan) -> list[str]:
    """The rows whose entry has interest, insurance or fees on one another's account."""
    return [
        loan.env._(
            "%(entry)s, instalment %(number)s: %(gaps)s. “Put splits right” posts the "
            "entry that mends it.",
            entry=move.display_name,
            number=row.number,
            gaps="; ".join(mending.gap_words(loan, gaps)),
        )
        for row, move, gaps in mending.wrong_splits(loan)
    ]


def graph(loan) -> str | bool:
    """The capital owed after each row, as the dashboard's graph takes it."""
    version = schedule_store.in_force(loan._origin).get(loan._origin.id)
    if version is None or not version.schedule.rows:
        return False
    points = [(row.date, row.closing) for row in version.schedule.rows]
    table_ = version.schedule
    points.insert(0, (table_.drawn_on, table_.balance_at(table_.drawn_on)))
    values = [
        {"x": format_date(loan.env, day), "y": float(amount), "name": day.isoformat()}
        for day, amount in points
    ]
    return json.dumps(
        [
            {
                "values": values, "key": loan.env._("Capital owed"), "area": True,
                "is_sample_data": False,
            }
        ]
    )  # fmt: skip
