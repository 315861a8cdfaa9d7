# SPDX-License-Identifier: AGPL-3.0-or-later
"""Templates to download: what comes out goes in again, in every language."""

from odoo.tests import HttpCase, new_test_user, tagged

from ..readers import read_table
from .test_import import ImportCommon


@tagged("post_install", "-at_install")
class TestImportTemplate(ImportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.profile = cls.env.ref("ap_base.ap_import_profile_journal_items")

    def _in(self, lang):
        return self._as("apprentice", self.profile).with_context(lang=lang)

    def test_the_examples_of_a_template_are_an_entry(self):
        """Headers of each language, CSV and Excel: an entry of 1,234.56."""
        for lang, header in (("en_US", "Debit"), ("fr_FR", "Débit")):
            for suffix in ("csv", "xlsx"):
                with self.subTest(f"{lang} {suffix}"):
                    name, content = self._in(lang).template(suffix)
                    self.assertTrue(name.endswith(f".{suffix}"))
                    self.assertIn(header, read_table(content, name)[0])
                    answer = self._import(content, dry_run=True, filename=name)
                    self.assertEqual(answer["errors"], [])
                    self.assertEqual((answer["state"], answer["new"]), ("validated", 2))

    def test_a_template_follows_its_profile(self):
        self.profile.write(
            {"header_row": 3, "delimiter": ",", "decimal_sign": ".", "sign": "-1"}
        )
        amount = self.profile.column_ids.filtered(lambda c: c.target_field == "debit")
        amount.factor = 0.01
        _name, content = self._in("en_US").template("csv")
        lines = content.decode("utf-8-sig").splitlines()
        self.assertEqual(lines[:2], ["", ""])
        self.assertIn("-123456", lines[3])
        answer = self._import(content, dry_run=True)
        self.assertEqual(answer["errors"], [])

    def test_the_screen_lists_the_columns(self):
        html = str(self._in("fr_FR").columns_html)
        self.assertIn("Débit", html)
        self.assertIn("31/10/2026", html)
        self.assertIn("1234,56", html)
        self.assertIn(f"/ap_base/import_template/{self.profile.id}/xlsx", html)
        record = self.env["ap.import"].new({"profile_id": self.profile.id})
        self.assertIn("606400", str(self.profile.template("csv")[1]))
        self.assertTrue(record.columns_html)

    def test_a_digest_is_not_shown_as_a_document(self):
        answer = self._import(
            "Date;Account;Debit;Credit\n31/10/2026;606400;1,00;\n31/10/2026;408100;;1,00\n",
            filename="october.csv",
        )
        rows = self.env["ap.import"].browse(answer["import_id"]).row_ids
        self.assertEqual(rows.mapped("document_name"), ["october.csv"] * 2)
        rows.sudo().document = rows[0].external_key
        self.assertFalse(rows[0].document_name)


@tagged("post_install", "-at_install")
class TestImportTemplateLink(HttpCase):
    def test_only_who_may_read_profiles_gets_a_template(self):
        profile = self.env.ref("ap_base.ap_import_profile_journal_items")
        admin = self.env.ref("base.user_admin")
        url = f"/ap_base/import_template/{profile.id}/csv"
        admin.group_ids -= self.env.ref("ap_base.group_head")
        admin.group_ids |= self.env.ref("ap_base.group_apprentice")
        self.authenticate("admin", "admin")
        answer = self.url_open(url)
        self.assertEqual(answer.status_code, 200)
        self.assertIn(b";", answer.content)
        self.assertEqual(self.url_open(url.replace("csv", "exe")).status_code, 404)
        new_test_user(self.env, login="ap_stranger", groups="base.group_user")
        self.authenticate("ap_stranger", "ap_stranger")
        self.assertEqual(self.url_open(url).status_code, 404)
        self.logout()
        self.assertIn("/web/login", self.url_open(url).url)
