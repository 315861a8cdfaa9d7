# SPDX-License-Identifier: AGPL-3.0-or-later
"""Targets of key figures, which are each company's own."""

from ..story.targets import TARGETS


def aim(env, company, head):
    """Set the targets of the head of accounting in a company."""
    for code, target in TARGETS.items():
        kpi = env.ref(f"ap_desk.kpi_{code}").with_user(head).with_company(company)
        kpi.write({"has_target": True, "target": target})
