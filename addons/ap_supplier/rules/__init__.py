# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pure rules of supplier accounts: values in, values out; no Odoo, no clock, no file."""
