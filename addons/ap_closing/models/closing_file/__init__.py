# SPDX-License-Identifier: AGPL-3.0-or-later
"""The closing file: what an auditor needs of a month. Plain functions of a closing."""
