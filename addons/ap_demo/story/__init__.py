# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens in the demo company, as plain values: no Odoo, no clock, no chance."""
