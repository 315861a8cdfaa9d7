# SPDX-License-Identifier: AGPL-3.0-or-later
"""A planned month has the company, the supplier and the account of its deferral: their
columns, and the keys that each month paid for, go."""


def migrate(cr, version):
    cr.execute(
        "ALTER TABLE ap_deferral_part DROP COLUMN IF EXISTS company_id,"
        " DROP COLUMN IF EXISTS partner_id, DROP COLUMN IF EXISTS account_id"
    )
