# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files of bills are read again by the nightly job: what is kept of them has grown (amount
due, instalments, what cannot be read, what does not add up). Nothing of a bill changes."""


def migrate(cr, version):
    """Forget the signatures of what was read, but of files that are no e-invoice."""
    cr.execute("UPDATE ap_bill_document SET signature = NULL WHERE data IS NOT NULL")
