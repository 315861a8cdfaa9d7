# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    test_bill_document,
    test_einvoice_controls,
    test_einvoice_draft,
    test_einvoice_fuzz,
    test_einvoice_means,
    test_einvoice_payment,
    test_hostile_files,
    test_moved,
    test_published_invoices,
)
