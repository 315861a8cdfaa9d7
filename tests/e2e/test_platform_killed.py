# SPDX-License-Identifier: AGPL-3.0-or-later
"""A process killed in the middle of reading a platform, over real HTTP: whoever reads next
finishes; each bill is there once, none is lost, and each supplier is notified once."""

import sys
from pathlib import Path

import pytest

ADDONS = Path(__file__).resolve().parents[2] / "addons"
sys.path += [str(ADDONS / "l10n_fr_ap_platform/tests"), str(ADDONS / "ap_einvoice/tests")]
from einvoice_files import cii  # noqa: E402
from mock_platform import MockPlatform, serve  # noqa: E402

BILLS = 12
# One process that reads the platform in forks of itself: each dies by SIGKILL before (or, with
# a fraction, after) the flow of that number; the last one lives.
FORKS = r"""
import os, signal
from odoo import api, sql_db
from odoo.modules.registry import Registry

company = env["res.company"].browse(COMPANY)
company.ap_einvoice_draft = True
company.partner_id.company_registry = "443061841"
provider = env["ap.platform.provider"].create(
    {"name": "Mock", "number": "9999", "flow_url": "ADDRESS/flow",
     "directory_url": "ADDRESS/directory", "token_url": "ADDRESS/token"})
platform = env["ap.platform"].create(
    {"provider_id": provider.id, "company_id": COMPANY, "client_id": "c",
     "client_secret": "secret"})
number, database = platform.id, env.cr.dbname
env.cr.commit()
env.cr.close()
flows = env.registry["ap.platform.flow"]
for attribute in ("_treat", "_send"):
    real = getattr(flows, attribute)

    def counted(self, client, real=real, attribute=attribute):
        state[attribute] += 1
        place = (attribute, state[attribute])
        if place == state["before"]:
            os.kill(os.getpid(), signal.SIGKILL)
        real(self, client)
        if place == state["after"]:
            os.kill(os.getpid(), signal.SIGKILL)

    setattr(flows, attribute, counted)
DEATHS = [("before", ("_treat", 1)), ("after", ("_treat", 3)), ("before", ("_treat", 4)),
          ("after", ("_send", 2)), ("before", ("_send", 3)), ("none", ())]
for when, place in DEATHS:
    sql_db.close_all()
    child = os.fork()
    if not child:
        state = {"_treat": 0, "_send": 0, "before": (), "after": (), when: place}
        with Registry(database).cursor() as cr:
            new = api.Environment(cr, api.SUPERUSER_ID, {"allowed_company_ids": [COMPANY]})
            new["ap.platform"].browse(number)._pull(keep=cr.commit)
            cr.commit()
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    print("DIED" if os.WIFSIGNALED(status) else "LIVED", when, flush=True)
os._exit(0)
"""


@pytest.fixture
def platform():
    mock = MockPlatform()
    server, address = serve(mock)
    yield mock, address
    server.shutdown()
    server.server_close()


def test_killed_while_reading_and_while_sending(office, company, platform):
    number, _name = company
    mock, address = platform
    for place in range(BILLS):
        mock.put(cii(number=f"KILLED-{place}"))
    printed = office.shell(FORKS.replace("COMPANY", str(number)).replace("ADDRESS", address))
    assert printed.split() == ["DIED", "before", "DIED", "after", "DIED", "before",
                               "DIED", "after", "DIED", "before", "LIVED", "none"]  # fmt: skip
    refs = office.sql(
        f"SELECT ref FROM account_move WHERE company_id = {number} AND ref LIKE 'KILLED-%'"
    )
    assert sorted(ref for (ref,) in refs) == sorted(f"KILLED-{place}" for place in range(BILLS))
    states = office.sql(
        f"SELECT direction, state, COUNT(*) FROM ap_platform_flow WHERE company_id = {number}"
        " GROUP BY 1, 2 ORDER BY 1"
    )
    assert [row for row in states if row[0] == "in"] == [["in", "drafted", str(BILLS)]]
    assert sum(int(row[2]) for row in states if row[0] == "out") == BILLS
    tracked = [one.about["trackingId"] for one in mock.sent()]
    assert (len(tracked), len(set(tracked))) == (BILLS, BILLS)
    assert all(one.about["acknowledgement"]["status"] == "Ok" for one in mock.sent())
