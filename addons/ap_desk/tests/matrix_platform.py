# SPDX-License-Identifier: AGPL-3.0-or-later
"""A platform with what came by it, and a report to check."""

from odoo import Command


def platform_scene(env, company, bill):
    address = "https://platform.example.com"
    provider = env["ap.platform.provider"].sudo().create(
        {"name": "Matrix", "flow_url": address, "directory_url": address, "token_url": address}
    )
    own = {"company_id": company.id}
    platform = env["ap.platform"].sudo().create({**own, "provider_id": provider.id})
    of_platform = {**own, "platform_id": platform.id}
    # As the engine does: nobody else may.
    env["ap.platform.flow"].sudo().create(
        {**of_platform, "direction": "in", "name": "matrix.xml", "kind": "bill",
         "state": "failed", "move_id": bill.id}
    )  # fmt: skip
    env["ap.platform.call"].sudo().create(
        {"platform_id": platform.id, "date": "2026-10-31 10:00:00"}
    )
    env["ap.purchase.report"].sudo().create(
        {**of_platform, "number": "MATRIX", "kind": "IN", "version": 1,
         "date_from": "2026-10-01", "date_to": "2026-10-31", "date_due": "2026-11-10",
         "line_ids": [Command.create({"move_id": bill.id, "outcome": "review"})]}
    )  # fmt: skip
