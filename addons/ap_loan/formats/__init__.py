# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tables of banks that are no table for a program: the text of a PDF."""
