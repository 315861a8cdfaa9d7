# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pure rules: no Odoo, no clock, no I/O."""
