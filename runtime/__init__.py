# SPDX-License-Identifier: AGPL-3.0-or-later
"""What `./ap` does: find or fetch Odoo, run PostgreSQL, build databases, run them.

Standard library only, because it runs before anything is installed.
"""
