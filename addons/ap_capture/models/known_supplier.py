# SPDX-License-Identifier: AGPL-3.0-or-later
"""The card of the supplier that a page names: by its numbers first, then by its names."""

from odoo.tools import SQL

# One statement; the surest way that finds one card only.
FIND = """
    SELECT way, array_agg(DISTINCT partner)
      FROM (
            SELECT 'known_vat' AS way, 1 AS rank, partner.commercial_partner_id AS partner
              FROM res_partner AS partner
             WHERE partner.active AND partner.vat IS NOT NULL AND %(vat)s <> ''
               AND regexp_replace(upper(partner.vat), '[^A-Z0-9]', '', 'g')
                   IN (%(vat)s, substr(%(vat)s, 3))
               AND (partner.company_id IS NULL OR partner.company_id = ANY(%(companies)s))
            UNION ALL
            SELECT 'known_registry', 2, partner.commercial_partner_id
              FROM res_partner AS partner
             WHERE partner.active AND %(siren)s <> ''
               AND left(regexp_replace(partner.company_registry, '[^0-9]', '', 'g'), 9) = %(siren)s
               AND (partner.company_id IS NULL OR partner.company_id = ANY(%(companies)s))
            UNION ALL
            SELECT 'known_iban', 3, partner.commercial_partner_id
              FROM res_partner_bank AS bank
              JOIN res_partner AS partner ON partner.id = bank.partner_id
             WHERE bank.active AND partner.active AND %(iban)s <> ''
               AND bank.sanitized_acc_number = %(iban)s
               AND (partner.company_id IS NULL OR partner.company_id = ANY(%(companies)s))
            UNION ALL
            SELECT 'known_name', 4, partner.commercial_partner_id
              FROM res_partner AS partner
             WHERE partner.active AND %(name)s <> ''
               AND regexp_replace(upper(partner.name), '[^[:alnum:]]', '', 'g') = %(name)s
               AND (partner.company_id IS NULL OR partner.company_id = ANY(%(companies)s))
           ) AS found
     WHERE partner <> ALL(%(own)s)
     GROUP BY way, rank
    HAVING count(DISTINCT partner) = 1
     ORDER BY rank
     LIMIT 1"""


def find(company, reading):
    """Return (card, way) of the supplier that the reading names; (empty, "") if none surely is."""
    env = company.env
    env["res.partner"].flush_model(
        ["vat", "company_registry", "name", "active", "company_id", "commercial_partner_id"]
    )
    env["res.partner.bank"].flush_model(["sanitized_acc_number", "active", "partner_id"])
    said = {
        name: str(reading.fields[field].value) if field in reading.fields else ""
        for name, field in (("vat", "supplier_vat"), ("siren", "supplier_siren"), ("iban", "iban"))
    }
    name = reading.fields.get("supplier")
    plain = "".join(c for c in name.value.upper() if c.isalnum()) if name else ""
    rows = env.execute_query(
        SQL(
            FIND,
            **said,
            name=plain,
            companies=company.parent_ids.ids,
            own=env["res.company"].sudo().search([]).partner_id.ids,
        )
    )
    if not rows:
        return env["res.partner"], ""
    [(way, [number])] = rows
    return env["res.partner"].browse(number), way


def plain_vat(number: str) -> str:
    """Return a VAT number in capitals, without signs."""
    return "".join(c for c in number.upper() if c.isascii() and c.isalnum())


def own_of(company):
    """Return who we are, so that we are not taken for the supplier."""
    from ..rules.folding import squeezed
    from ..rules.reader import Own

    partner = company.partner_id
    digits = "".join(c for c in partner.company_registry or "" if c.isdigit())
    vat = plain_vat(partner.vat or "")
    banks = partner.bank_ids.mapped("sanitized_acc_number")
    names = {name for name in (company.name, partner.name) if len(squeezed(name)) > 3}
    return Own(
        tuple(sorted(names)), frozenset(filter(None, [vat])),
        frozenset(filter(None, [digits[:9]])), frozenset(filter(None, banks)),
    )  # fmt: skip
