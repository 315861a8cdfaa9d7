# SPDX-License-Identifier: AGPL-3.0-or-later
"""Analytic rules without Odoo: shares, requirements, keys; exact decimals."""
