# SPDX-License-Identifier: AGPL-3.0-or-later
"""Benchmarks: ratios of one run, never a test."""
