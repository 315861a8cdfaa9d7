# SPDX-License-Identifier: AGPL-3.0-or-later
"""The life cycle of the French reform without Odoo: order of statuses, messages."""
