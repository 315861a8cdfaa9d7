# SPDX-License-Identifier: AGPL-3.0-or-later
"""From 19.0.1.0: a bill that is another one again holds the payment.

Matching held it until now, by a finding of its own. Companies keep their parameters.
"""


def migrate(cr, version):
    cr.execute("UPDATE ap_control SET hold_payment = TRUE WHERE code = 'duplicate_bill'")
