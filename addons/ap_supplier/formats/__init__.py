# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files of suppliers as tables: bytes in, rows out."""
