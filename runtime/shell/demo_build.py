# SPDX-License-Identifier: AGPL-3.0-or-later
"""Run by `./ap demo` in Odoo's shell: make the demo company, once."""

from odoo import fields

demo = env["ap.demo"]
last = demo._last_month_end(fields.Date.today())
demo._build(last)
demo._build_group(last)
env.cr.commit()
