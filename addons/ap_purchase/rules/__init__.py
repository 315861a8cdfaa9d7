# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an order line owes at a date, in pure values: no Odoo, no clock, no database."""
