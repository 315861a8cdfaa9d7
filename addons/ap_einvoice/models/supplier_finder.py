# SPDX-License-Identifier: AGPL-3.0-or-later
"""The supplier of an e-invoice among the cards, or a new card to be checked."""

import re

from odoo.fields import Domain
from odoo.tools import SQL

from ..rules.einvoice_party import choose, identity
from ..rules.einvoice_summary import bare

MOST_CARDS = 200
PLAIN_RUN = re.compile(r"[A-Za-z0-9]{3,}")  # of a name: how it is accented may differ


class SupplierFinder:
    """Cards of one company's suppliers, shared ones included.

    Who imports a bill need not see or make contacts: the desk does it in its place, for
    apprentices and above; anybody else with the rights they have.
    """

    def __init__(self, company, env):
        """`company`: whose bill it is; `env`: of who imports it."""
        desk = env.user.has_group("ap_base.group_apprentice")
        self._partners = env["res.partner"].sudo() if desk else env["res.partner"]
        self._company = company

    def find(self, party):
        """Return the card that is the party, an empty record set if none surely is."""
        seller = identity(party)
        # pylint: disable=protected-access
        cards = [card._ap_card() for card in self._candidates(party, seller)]
        return self._partners.browse(choose(seller, cards) or ())

    def make(self, party):
        """Return a new card of the party, marked to be checked; an empty record set for a
        party without name, or with neither a number nor a country."""
        seller = identity(party)
        numbers = (party.vat, party.legal_id, *(number for _scheme, number in party.ids))
        name = party.name or party.trade_name
        country = self._country(party)
        if not name or not (country or any(numbers)):
            return self._partners.browse()
        registry = seller.establishment or seller.register or bare(party.legal_id)
        card = self._partners.create(
            {
                "name": name[:128],
                "is_company": True,
                "country_id": country.id,
                "street": party.street or False,
                "street2": party.street_more or False,
                "zip": party.zip or False,
                "city": party.city or False,
                "email": party.email or False,
                "phone": party.phone or False,
                "company_registry": registry or False,
            }
        )
        if seller.vat:
            card.vat, _code = card._run_vat_checks(country, seller.vat, validation="setnull")
        card.write({"ap_made_by_import": True, "lang": card._ap_home_lang()})
        return card

    def _country(self, party):
        code = party.country.upper()[:2]
        countries = self._partners.env["res.country"]
        return countries.search([("code", "=", code)], limit=1) if code else countries

    def _candidates(self, party, seller):
        """Cards that share a number, a name or an e-mail with the seller."""
        found = self._partners._ap_identity_domain(seller)
        if seller.vat:
            found |= Domain("id", "in", self._same_vat(seller.vat))
        for name in filter(None, (party.name, party.trade_name)):
            found |= Domain("name", "ilike", _probe(name))
        if seller.email:
            found |= Domain("email", "=ilike", _literally(seller.email))
        companies = Domain("company_id", "in", (False, *self._company.parent_ids.ids))
        return self._partners.search(found & companies, limit=MOST_CARDS, order="id")

    def _same_vat(self, vat) -> SQL:
        """Cards whose VAT number is that one, with or without its country."""
        self._partners.flush_model(["vat"])
        return SQL(
            """SELECT id FROM res_partner
                WHERE active AND vat IS NOT NULL
                  AND regexp_replace(upper(vat), '[^A-Z0-9]', '', 'g') IN %s""",
            (vat, vat[2:] or vat),
        )


def known_account(bill, numbers):
    """The account of the bill's supplier that bears one of these numbers; empty if none.

    Only accounts on the supplier's card, never a new or an archived one.
    """
    stated = {bare(number) for number in numbers if number}
    supplier = bill.partner_id
    banks = (supplier | supplier.commercial_partner_id).bank_ids.filtered(
        lambda bank: bank.company_id in (bank.company_id.browse(), bill.company_id)
    )
    known = banks.filtered(lambda bank: bare(bank.acc_number) in stated)
    return known.sorted("allow_out_payment")[-1:]


def _probe(name: str) -> str:
    """The longest part of a name that is written in one way only."""
    return max(PLAIN_RUN.findall(name), key=len, default=_literally(name))


def _literally(text: str) -> str:
    """The text for ILIKE, without signs that stand for others."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
