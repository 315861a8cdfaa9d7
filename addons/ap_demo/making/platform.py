# SPDX-License-Identifier: AGPL-3.0-or-later
"""The accredited platform of the demo company: chosen, tested, read, and reported through."""

from ..story.platform import FLOWS, HOST, NUMBER
from ..story.values import Day

REPORTED, CHOSEN = Day(1, 1), Day(2, 1)
IMPUTED = ((FLOWS[0].supplier, "626"), ("neteclat", "615"))


def choose(env, book):
    """The administrator chooses the platform; reports begin with the month before the one to
    close."""
    address = f"https://{HOST}"
    provider = env["ap.platform.provider"].create(
        {
            "name": "Plateforme de démonstration", "number": NUMBER,
            "flow_url": f"{address}/flow", "directory_url": f"{address}/directory",
            "token_url": f"{address}/token",
        }
    )  # fmt: skip
    _impute_by_rule(env, book)
    book.platform = env["ap.platform"].create(
        {
            "provider_id": provider.id, "company_id": book.company.id,
            "client_id": "reboot-market", "client_secret": "demo",
            "date_from": CHOSEN.on(book.last),
            "regime_id": env.ref("l10n_fr_ap_platform.purchase_report_regime_monthly").id,
            "report_since": REPORTED.on(book.last),
        }
    )  # fmt: skip


def _impute_by_rule(env, book):
    """What nobody types finds its axes: bills of the platform, and of one rate on paper."""
    centre = f"{book.centres['Head office'].id},{book.countries['FR'].id}"
    env["account.analytic.distribution.model"].create(
        [
            {
                "partner_id": book.suppliers[key].id, "account_prefix": prefix,
                "company_id": book.company.id, "analytic_distribution": {centre: 100.0},
            }
            for key, prefix in IMPUTED
        ]
    )  # fmt: skip


def exchange(env, book):
    """The apprentice tests and receives; what was due by the end of the month is reported and
    filed, the last ten days wait."""
    platform = book.platform.with_user(book.people["apprentice"])
    platform.action_test()
    platform.action_read_directory()
    reports = env["ap.purchase.report"].with_user(book.people["accountant"])
    due = reports.browse(reports.prepare(book.company.id, book.last.isoformat()))
    for report in due.filtered(lambda one: one.reported_count and one.date_due <= book.last):
        report.action_send()
    for _turn in ("the bills come, the reports go", "they are filed"):
        book.platform._pull(keep=env.flush_all)
