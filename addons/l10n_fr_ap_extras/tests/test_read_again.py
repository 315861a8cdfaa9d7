# SPDX-License-Identifier: AGPL-3.0-or-later
"""The update to 19.0.1.1 has e-invoices read again."""

import runpy

from odoo.tests import tagged
from odoo.tools.misc import file_path

from odoo.addons.ap_einvoice.tests.einvoice_common import EInvoiceCase, pdf, ubl


@tagged("post_install", "-at_install")
class TestReadAgain(EInvoiceCase):
    def test_after_the_upgrade_e_invoices_are_read_again_at_night(self):
        read = self._upload("a.xml", ubl())
        plain = self._upload("b.pdf", pdf())
        documents = self.env["ap.bill.document"]
        self.assertFalse(documents._unread(read | plain))
        path = file_path("l10n_fr_ap_extras/migrations/19.0.1.1.0/post-read-again.py")
        self.env.flush_all()
        runpy.run_path(path)["migrate"](self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        self.assertEqual(documents._unread(read | plain), read.ids)
        read._ap_read_documents()
        self.assertFalse(documents._unread(read | plain))
