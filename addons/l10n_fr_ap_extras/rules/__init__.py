# SPDX-License-Identifier: AGPL-3.0-or-later
"""French rules without Odoo: text and figures in, remarks out."""
