# SPDX-License-Identifier: AGPL-3.0-or-later
"""Key figures without Odoo: how a ratio is told, and why it differs from what was kept."""
