# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bank statements read, bank lines matched, and the reconciliation statement; no Odoo."""
