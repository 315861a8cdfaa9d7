# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rules of the closing: pure, no Odoo."""
