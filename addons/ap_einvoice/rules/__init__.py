# SPDX-License-Identifier: AGPL-3.0-or-later
"""Structured invoices without Odoo: read, summed, compared, made a draft."""
