# SPDX-License-Identifier: AGPL-3.0-or-later
"""French accounts whose bill lines need service dates."""

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.ap_base.tests.common import AccountingCase

# Account -> nature, and whether its bill lines need dates.
EXPECTED = {
    "612200": ("leasing", True),
    "613200": ("rent", True),
    "613500": ("hire", False),
    "614000": ("rent", True),
    "615200": None,
    "615600": ("maintenance", True),
    "616100": ("insurance", True),
    "616360": ("insurance", False),
    "616800": ("insurance", False),
    "618100": ("subscription", True),
    "618300": ("subscription", True),
    "622600": None,
    "623100": ("advertising", False),
    "628100": ("membership", True),
    "651100": ("licence", True),
    "651600": ("licence", False),
    "607100": None,
}


@tagged("post_install", "-at_install")
class TestAccountNature(AccountingCase):
    @classmethod
    @AccountingCase.setup_country("fr")
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids |= cls.env.ref("ap_base.group_head")
        cls.company = cls.company_data["company"]
        cls.natures = cls.env["ap.account.nature"]

    def _found(self, company=None, day="2026-10-01"):
        """Nature and need of dates by account code, on that day."""
        company = company or self.company
        self.env.flush_all()
        query = self.natures._sql_of_accounts(company.ids)
        rows = self.env.execute_query_dict(query)
        account_model = self.env["account.account"].with_company(company)
        strongest = {}
        for row in sorted(rows, key=lambda row: row["strength"]):
            since, until = row["valid_from"], row["valid_to"]
            if (not since or str(since) <= day) and (not until or day <= str(until)):
                code = account_model.browse(row["account_id"]).code
                strongest[code] = (row["nature"], row["needs_period"])
        return strongest

    def test_the_longest_prefix_counts(self):
        found = self._found()
        self.assertEqual({code: found.get(code) for code in EXPECTED}, EXPECTED)

    def test_every_prefix_is_in_the_french_chart(self):
        codes = self.env["account.account"].search([("code", "!=", False)])
        codes = codes.mapped("code")
        for prefix in self.natures.search([("country_id.code", "=", "FR")]):
            with self.subTest(prefix.code_prefix):
                self.assertTrue(any(c.startswith(prefix.code_prefix) for c in codes))
                self.assertTrue(prefix.source)

    def test_another_country_has_none_of_them(self):
        self.company.account_fiscal_country_id = self.env.ref("base.be")
        self.assertFalse(self._found())

    def test_a_change_has_its_day(self):
        rent = self.env.ref("l10n_fr_ap_extras.account_nature_6132")
        rent.valid_to = "2026-12-31"
        self.natures.create(
            {
                "name": "Rent, spread by nobody",
                "code_prefix": "6132",
                "country_id": rent.country_id.id,
                "nature": "rent",
                "valid_from": "2027-01-01",
            }
        )
        self.assertEqual(self._found(day="2026-12-31")["613200"], ("rent", True))
        self.assertEqual(self._found(day="2027-01-01")["613200"], ("rent", False))

    def test_one_nature_of_a_prefix_at_a_time(self):
        rent = self.env.ref("l10n_fr_ap_extras.account_nature_6132")
        values = {"name": "Twice", "code_prefix": "6132", "nature": "rent"}
        with self.assertRaises(ValidationError):
            self.natures.create({**values, "country_id": rent.country_id.id})
        self.assertTrue(self.natures.create(values))
