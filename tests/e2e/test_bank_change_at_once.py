# SPDX-License-Identifier: AGPL-3.0-or-later
"""An approval of a change of bank details: by two people at the same moment, and killed."""

import json

import pytest
from killing import Killer
from test_two_at_once import at_once

SCENE = """
import json
company = env["res.company"].browse(COMPANY)
env["res.company"].search([]).ap_bank_cooling_days = 0
env = env(context=dict(env.context, allowed_company_ids=[company.id]))
partner = env["res.partner"].create({
    "name": "Alpha", "is_company": True, "supplier_rank": 1, "phone": "+33102030405"})
case = env["ap.bank.change"].create({
    "partner_id": partner.id, "acc_number": "FR1420041010050500013M02606",
    "acc_holder_name": "Alpha"})
caller = env["res.users"].search([("login", "=", "apprentice_NAME")])
env["ap.bank.change"].with_user(caller).with_context(
    allowed_company_ids=[company.id]).call_back(case.ids, "confirmed", "Mrs Martin")
env.cr.commit()
print("SCENE", json.dumps([partner.id, case.id]))
"""


def _scene(office, company, name):
    """Return the ids of a supplier and of a case that waits for its approval."""
    source = SCENE.replace("COMPANY", str(company)).replace("NAME", name)
    text = office.shell(source)
    told = next(line for line in text.splitlines() if "SCENE [" in line)
    return json.loads(told.partition("SCENE ")[2])


@pytest.mark.parametrize("_time", range(2))
def test_two_people_approve_once(office, company, _time):
    number, name = company
    partner, case = _scene(office, number, name)
    people = [
        office.client(f"{role}_{name}", number) for role in ("accountant", "head")
    ]
    works = [
        lambda client=client: client.execute("ap.bank.change", "approve", [case])
        for client in people
    ]
    results = at_once(*works)
    # Who comes a moment too late may be told so; nothing is done twice.
    states = [result[0]["state"] for result in results if isinstance(result, list)]
    assert set(states) == {"applied"}, results
    for kind in ("approved", "applied"):
        query = f"SELECT COUNT(*) FROM ap_bank_change_event WHERE case_id = {case} AND kind = '{kind}'"
        assert office.sql(query) == [["1"]]
    query = (
        "SELECT sanitized_acc_number, active, allow_out_payment FROM res_partner_bank "
        f"WHERE partner_id = {partner}"
    )
    assert office.sql(query) == [["FR1420041010050500013M02606", "t", "t"]]


def test_killed_before_or_after(office, company):
    """Approved and applied, or nothing of both: whichever statement the process dies at."""
    number, name = company
    partner, case = _scene(office, number, name)
    work = (
        f'head = new["res.users"].search([("login", "=", "head_{name}")]);'
        f' new["ap.bank.change"].with_user(head).with_context(allowed_company_ids=[{number}])'
        f".approve([{case}])"
    )

    def counts():
        query = (
            f"SELECT (SELECT state FROM ap_bank_change WHERE id = {case}),"
            f" (SELECT COUNT(*) FROM ap_bank_change_event WHERE case_id = {case}),"
            " (SELECT COUNT(*) FROM res_partner_bank WHERE active AND allow_out_payment"
            f"   AND partner_id = {partner})"
        )
        return office.sql(query)[0]

    before = int(counts()[1])
    killer = Killer(office, number, "ap_bank_change|res_partner_bank", work)
    killer.kill("approve", counts, ["applied", str(before + 2), "1"])
    killer.close()
    again = office.client(f"head_{name}", number).execute("ap.bank.change", "approve", [case])
    assert [one["state"] for one in again] == ["applied"]
    assert counts() == ["applied", str(before + 2), "1"]
