# SPDX-License-Identifier: AGPL-3.0-or-later
"""Run by `./ap demo` in Odoo's shell: close the open month, print the account of it.

A second run changes nothing and says so. AP_LANG=fr prints in French.
"""

import os
import sys

accountant = env["res.users"].search([("login", "=", "accountant")], limit=1)
company = accountant.company_id
french = os.environ.get("AP_LANG", "").startswith("fr")
desk = env(
    user=accountant.id,
    context={
        "lang": "fr_FR" if french else "en_GB",
        "allowed_company_ids": company.ids,
    },
)
last = desk["ap.closing"].search([("company_id", "=", company.id)], limit=1)
before = len(last.run_ids.move_ids)
result = desk["ap.closing"].close_month(company.id, last.date_end, post=True)
env.cr.commit()
if result["blocking"]:
    print("\n".join(result["blocking"]))
    sys.exit(1)
print(desk["ap.demo"]._account_of(last))
print()
if len(last.run_ids.move_ids) == before:
    print(desk["ap.demo"]._nothing_changed(last))
desk["ap.supplier.review"].open_month(company.id, last.date_end)  # with what was accrued
env.cr.commit()
