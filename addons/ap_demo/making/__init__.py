# SPDX-License-Identifier: AGPL-3.0-or-later
"""What makes parts of the story happen; each function takes the book of the story."""
