# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo.tests import TransactionCase, tagged

from odoo.addons.ap_base.models.words import amount_text


@tagged("post_install", "-at_install")
class TestWords(TransactionCase):
    def test_in_french_the_currency_comes_behind_its_amount(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        dollar, euro = self.env.ref("base.USD"), self.env.ref("base.EUR")
        dollar.position, euro.position = "before", "after"
        french = self.env["base"].with_context(lang="fr_FR").env
        english = self.env["base"].with_context(lang="en_US").env
        self.assertEqual(amount_text(french, 11.13, dollar), "11,13\u00a0$")
        self.assertEqual(amount_text(french, 30937.5, euro).split(",")[1], "50\u00a0€")
        self.assertEqual(amount_text(english, 11.13, dollar).replace("\u00a0", ""), "$11.13")
        self.assertEqual(amount_text(french, False, None), "0,00")
