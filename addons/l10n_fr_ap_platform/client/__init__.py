# SPDX-License-Identifier: AGPL-3.0-or-later
"""Client of accredited platforms (AFNOR XP Z12-013): HTTP by `requests`, no Odoo."""
