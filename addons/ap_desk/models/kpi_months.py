# SPDX-License-Identifier: AGPL-3.0-or-later
"""Months of key figures: kept once, and told apart from what they would be today."""

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.ap_base.arithmetic.money import to_decimal
from odoo.addons.ap_base.models.bulk import copy_rows

from ..rules.kpi_values import Sums, differences

FIRST_DAY = 10  # of the month after: by then bills of the month have come in
MOST_TOLD = 3  # suppliers by which a figure differs that are named
COLUMNS = (
    "kpi_id", "company_id", "month", "partner_id", "numerator", "denominator", "documents",
    "kept_on", "kept_by_id", "create_uid", "write_uid", "create_date", "write_date",
)  # fmt: skip


def summed(rows) -> SQL:
    """Rows of documents as sums of suppliers, to the ten decimals that are kept: a person
    is shared among the bills of many."""
    return SQL(
        "SELECT partner_id, ROUND(SUM(numerator), 10)::text, ROUND(SUM(denominator), 10)::text,"
        " COUNT(*) FROM (%s) document GROUP BY partner_id",
        rows,
    )


def keep(kpis, company, first) -> int:
    """Keep the month that begins at `first`; return how many figures were kept now."""
    env = kpis.env
    last = first + relativedelta(months=1, days=-1)
    if last >= company._company_today():
        raise UserError(env._("A month is kept once it is over."))
    env.cr.execute(
        "SELECT pg_advisory_xact_lock(hashtext(%s), %s)", ["ap_kpi_value", company.id]
    )
    known = kept(kpis, company, first)
    now, user, count = fields.Datetime.now(), env.uid, 0
    rows = []
    for kpi in kpis:
        if kpi.id in known:
            continue
        count += 1
        parts = kpi._by_partner(company, first, last) or {0: Sums()}
        rows += [
            (kpi.id, company.id, first, partner or None, one.numerator, one.denominator,
             one.documents, now, user, user, user, now, now)
            for partner, one in parts.items()
        ]  # fmt: skip
    copy_rows(env.cr, "ap_kpi_value", COLUMNS, rows)
    env["ap.kpi.value"].invalidate_model()
    return count


def kept(kpis, company, first) -> dict:
    """{key figure id: {supplier id: Sums}} of the month, where it was kept."""
    kpis.env["ap.kpi.value"].flush_model()
    rows = kpis.env.execute_query(
        SQL(
            "SELECT kpi_id, partner_id, numerator::text, denominator::text, documents"
            "  FROM ap_kpi_value WHERE company_id = %s AND month = %s AND kpi_id = ANY(%s)",
            company.id, first, kpis.ids,
        )
    )  # fmt: skip
    found: dict[int, dict] = {}
    for kpi, partner, over, under, count in rows:
        sums = Sums(to_decimal(over), to_decimal(under), count)
        parts = found.setdefault(kpi, {})
        parts[partner or 0] = parts.get(partner or 0, Sums()) + sums  # merged since: two rows
    return found


def across(kpis, companies, first, last) -> dict:
    """{(key figure id, company id): Sums} of the month from `first` to `last`: as it was
    kept, else counted now; one statement for each key figure that was not kept."""
    env = kpis.env
    env.flush_all()
    rows = env.execute_query(
        SQL(
            "SELECT kpi_id, company_id, SUM(numerator)::text, SUM(denominator)::text,"
            " SUM(documents)::int FROM ap_kpi_value"
            " WHERE company_id = ANY(%s) AND month = %s AND kpi_id = ANY(%s)"
            " GROUP BY kpi_id, company_id",
            companies.ids, first, kpis.ids,
        )
    )  # fmt: skip
    found = {
        (kpi, company): Sums(to_decimal(over), to_decimal(under), count)
        for kpi, company, over, under, count in rows
    }
    figures = kpis._figures()
    for kpi in kpis:
        left = companies.filtered(lambda one, kpi=kpi: (kpi.id, one.id) not in found)
        if left:
            counted = env.execute_query(figures[kpi.code].across(left, first, last))
            for company, over, under, count in counted:
                found[kpi.id, company] = Sums(to_decimal(over), to_decimal(under), count)
    return found


def told(kpi, then, now) -> str:
    """Why the figure would be another today: the suppliers, and what came or went."""
    env = kpi.env
    apart = differences({k: v for k, v in then.items() if v != Sums()}, now)
    if not apart:
        return ""
    words = {
        "documents_more": env._("%(who)s: documents +%(count)s"),
        "documents_less": env._("%(who)s: documents −%(count)s"),
        "documents_changed": env._("%(who)s: as many documents, other figures"),
    }
    lines = []
    for one in apart[:MOST_TOLD]:
        who = env["res.partner"].browse(one.key).display_name if one.key else env._("No supplier")
        count = abs(one.now.documents - one.kept.documents)
        lines.append(words[one.reason] % {"who": who, "count": count})
    if len(apart) > MOST_TOLD:
        lines.append(env._("and %(count)s more suppliers", count=len(apart) - MOST_TOLD))
    return "\n".join(lines)
