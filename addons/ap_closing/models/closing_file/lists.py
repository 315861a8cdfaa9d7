# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sections of the closing file: lists with explanations, changes, ages, axes."""

from odoo.tools import groupby

from odoo.addons.ap_base.arithmetic.money import to_decimal
from odoo.addons.ap_base.documents.document import (
    AMOUNT,
    Column,
    Paragraph,
    Section,
    Table,
)

PRINTED = 250  # lines of a list on paper, the weightiest; the workbook has all
BUCKETS = ("amount_30", "amount_60", "amount_90", "amount_older")


def _lines(closing, *domain):
    """Lines of the month, by source of entries and supplier."""
    return closing.env["ap.closing.line"].search(
        [("run_id", "in", closing.run_ids.ids), ("state", "!=", "cancelled"), *domain],
        order="run_id, partner_id, id",
    )


def accruals(closing) -> Section:
    """What the month brings in, line by line."""
    names = [
        "kind", "partner_id", "label", "account_id", "amount", "amount_tax", "explanation",
    ]  # fmt: skip
    kinds = closing.env["ap.closing.kind"]._brought_in()
    lines = _lines(closing, ("kind", "in", kinds), ("amount", "!=", 0))
    return _list(closing, closing.env._("Accruals"), lines, names)


def deferrals(closing) -> Section:
    """What the month puts aside, line by line."""
    names = [
        "kind", "partner_id", "label", "account_id", "period_start", "period_end",
        "amount", "explanation",
    ]  # fmt: skip
    kinds = closing.env["ap.closing.kind"]._put_aside()
    lines = _lines(closing, ("kind", "in", kinds), ("amount", "!=", 0))
    return _list(closing, closing.env._("Deferrals"), lines, names)


def _list(closing, title, lines, names, weight="amount", in_pdf=True) -> Section:
    if not lines:
        return Section(title, (Paragraph(closing.env._("None."), "note"),), in_pdf=in_pdf)
    if "amount_tax" in names and not any(lines.mapped("amount_tax")):
        names = [name for name in names if name != "amount_tax"]
    table = lines._report_table(names, print_limit=PRINTED, weight=weight)
    return Section(title, (table,), in_pdf=in_pdf)


def decisions(closing) -> Section:
    """Amounts that a person decided, beside the computed ones."""
    names = [
        "partner_id", "label", "amount_computed", "amount", "override_reason",
        "override_user_id",
    ]  # fmt: skip
    lines = _lines(closing, ("is_overridden", "=", True))
    return _list(closing, closing.env._("Decided by persons"), lines, names)


def not_posted(closing) -> Section:
    """Proposals below the threshold or not wanted: for the workbook only."""
    names = ["kind", "partner_id", "label", "amount_computed", "excluded_code", "explanation"]
    lines = _lines(
        closing,
        ("excluded_code", "!=", False), ("is_overridden", "=", False)
    )
    return _list(
        closing,
        closing.env._("Not posted"), lines, names, weight="amount_computed", in_pdf=False
    )


def _flux(closing):
    return closing.env["ap.closing.flux"].search(
        [("run_id", "in", closing.run_ids.ids)], order="run_id, partner_id, account_id, id"
    )


def changes(closing) -> Section:
    """Per kind, supplier and account; reasons for what reaches the threshold."""
    labels = closing.env["ap.closing.kind"]._labels()
    groups = groupby(
        _flux(closing), lambda row: (row.kind, row.partner_id, row.account_id)
    )
    rows = []
    for (kind, partner, account), found in groups:
        group = closing.env["ap.closing.flux"].union(*found)
        sums = group._movements()
        rows.append(
            (
                labels.get(kind, kind), partner.display_name or "", account.code or "",
                *sums, group._reasons(sums),
            )
        )  # fmt: skip
    columns = (
        Column(closing.env._("Kind")),
        Column(closing.env._("Supplier")),
        Column(closing.env._("Account")),
        Column(closing.env._("Previous month"), AMOUNT),
        Column(closing.env._("New"), AMOUNT, hides_zero=True),
        Column(closing.env._("Settled"), AMOUNT, hides_zero=True),
        Column(closing.env._("Changed"), AMOUNT, hides_zero=True),
        Column(closing.env._("This month"), AMOUNT),
        Column(closing.env._("Explanation")),
    )
    table = Table(columns, rows, print_limit=PRINTED, weight=7)
    return Section(
        closing.env._("Changes since the previous month"),
        (_threshold(closing), table),
        sheet=closing.env._("Changes"),
    )


def _threshold(closing) -> Paragraph:
    company, language = closing.company_id, closing.env["ap.document"]._language()
    return Paragraph(
        closing.env._(
            "Changes are explained from %(amount)s and %(percent)s %% on; every line is "
            "in the workbook.",
            amount=language.number(to_decimal(company.ap_flux_amount), 2),
            percent=language.number(to_decimal(company.ap_flux_percent), 0),
        ),
        "note",
    )


def change_lines(closing) -> Section:
    """Each changed line: for the workbook only."""
    names = [
        "kind", "partner_id", "account_id", "label", "previous_amount", "new_amount",
        "gone_amount", "adjusted_amount", "amount", "explanation",
    ]  # fmt: skip
    return _list(
        closing,
        closing.env._("Changes, lines"), _flux(closing), names, in_pdf=False
    )


def ages(closing) -> Section:
    """Bills not received by supplier and age; the oldest one by one."""
    title = closing.env._("Bills not received by age")
    mine = [("run_id", "in", closing.run_ids.ids)]
    ages = closing.env["ap.closing.age"]
    sums = ages._read_group(mine, ["partner_id"], [f"{name}:sum" for name in BUCKETS])
    if not sums:
        return Section(title, (Paragraph(closing.env._("None."), "note"),))
    rows = []
    for partner, *parts in sums:
        exact = [to_decimal(round(part, 2)) for part in parts]
        rows.append((partner.display_name or "", *exact, sum(exact)))
    rows.sort(key=lambda row: -row[-1])
    columns = (
        Column(closing.env._("Supplier")),
        Column(closing.env._("0–30 days"), AMOUNT, total=True, hides_zero=True),
        Column(closing.env._("31–60 days"), AMOUNT, total=True, hides_zero=True),
        Column(closing.env._("61–90 days"), AMOUNT, total=True, hides_zero=True),
        Column(closing.env._("Over 90 days"), AMOUNT, total=True, hides_zero=True),
        Column(closing.env._("Total"), AMOUNT, total=True),
    )
    blocks = [Table(columns, rows, print_limit=PRINTED, weight=5)]
    old = ages.search([*mine, ("bucket", "=", "older")], order="age_days DESC, id")
    if old:
        names = [
            "partner_id", "label", "date_source", "age_days", "amount", "review_code",
            "explanation",
        ]  # fmt: skip
        blocks.append(
            old._report_table(
                names, title=closing.env._("Over 90 days: is a bill still to be expected?"),
                print_limit=PRINTED, weight="amount",
            )
        )  # fmt: skip
    return Section(title, tuple(blocks), sheet=closing.env._("Age"))


def axes(closing) -> list[Section]:
    """One table per analytic axis; each holds the whole month."""
    groups = closing.env["ap.closing.axis"]._read_group(
        [("run_id", "in", closing.run_ids.ids)],
        ["plan_id", "analytic_account_id"],
        ["cost_effect:sum"],
    )
    columns = (
        Column(closing.env._("Analytic account")),
        Column(closing.env._("Effect on cost"), AMOUNT, total=True),
    )
    nobody = closing.env._("Not allocated")
    tables = []
    for plan, rows in groupby(groups, lambda row: row[0]):
        cells = [
            (account.display_name or nobody, to_decimal(round(amount, 2)))
            for _plan, account, amount in rows
        ]
        tables.append(Table(columns, cells, title=plan.display_name))
    return [Section(closing.env._("Analytic axes"), tuple(tables))] if tables else []
