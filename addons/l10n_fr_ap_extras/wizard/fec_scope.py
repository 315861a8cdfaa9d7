# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which entries a FEC must hold: one legal entity, one fiscal year that is over."""

from stdnum.fr import siren

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..rules.fec import Remark
from ..rules.fiscal_year import is_fiscal_year


def companies_of(export):
    """The company and its branches, of which Odoo takes those that the user looks at.

    Refused when a branch is not one of the user's: the file would lack its entries and
    say nothing.
    """
    company = export.company_id
    family = company.sudo().search([("id", "child_of", company.id)])
    missing = family - export.env.user.company_ids
    if missing and not export.env.su:
        raise UserError(
            export.env._(
                "The file of %(company)s would lack the entries of its branches: "
                "%(branches)s. Ask for access to them.",
                company=company.display_name,
                branches=", ".join(missing.mapped("name")),
            )
        )
    return family


def remarks_of(export) -> list[Remark]:
    """What a trial says of its dates and of its company, and a definitive file refuses."""
    return [*_entity(export), *_year(export)]


def check(export) -> None:
    """Refuse a definitive file of a branch, of no fiscal year, or of one not over."""
    for remark in remarks_of(export):
        raise UserError(export._message(remark))


def _entity(export) -> list[Remark]:
    """A branch without a SIREN of its own is in the file of its parent."""
    company, root = export.company_id, export.company_id.sudo().root_id
    numbers = [export._get_company_legal_data(one) for one in (company, root)]
    own = siren.is_valid(numbers[0] or "") and numbers[0] != numbers[1]
    if company == root or own:
        return []
    return [Remark("alert", "branch", value=root.name)]


def _year(export) -> list[Remark]:
    company, start, end = export.company_id, export.date_from, export.date_to
    found = []
    year = company.compute_fiscalyear_dates(end)
    first = _first_entry(export)
    if not is_fiscal_year(start, end, (year["date_from"], year["date_to"]), first):
        days = [format_date(export.env, year[name]) for name in ("date_from", "date_to")]
        found.append(Remark("alert", "no_year", value=" – ".join(days)))
    if not company._ap_is_over(end):
        today = company._company_today()
        found.append(Remark("note", "running", value=format_date(export.env, today)))
    return found


def _first_entry(export):
    """The day of the company's first posted entry, or None."""
    lines = export.env["account.move.line"].sudo()
    [(first,)] = lines._read_group(
        [("company_id", "child_of", export.company_id.id), ("parent_state", "=", "posted")],
        [],
        ["date:min"],
    )
    return fields.Date.to_date(first) or None
