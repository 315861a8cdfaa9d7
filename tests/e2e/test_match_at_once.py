# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two people decide on one bill, or two bills want one order, at the same moment."""

import json

import pytest
from test_two_at_once import at_once

# Ten ordered and received at 100.00; bills of ten, at the prices given.
SCENE = """
import json
company = env["res.company"].browse(COMPANY)
env = env(context=dict(env.context, allowed_company_ids=[company.id]))
partner = env["res.partner"].create({"name": "Nordlys", "is_company": True})
product = env["product.product"].create({
    "name": "Conseil", "type": "service", "purchase_method": "receive"})
order = env["purchase.order"].create({
    "partner_id": partner.id, "date_order": "2026-10-01",
    "order_line": [(0, 0, {"product_id": product.id, "name": "Jour", "product_qty": 10,
                           "price_unit": 100, "tax_ids": False})]})
order.button_confirm()
env["ap.receipt"].record([
    {"purchase_line_id": order.order_line.id, "date": "2026-10-02", "quantity": 10}])
from contextlib import nullcontext
from odoo.addons.ap_base.models.changed_queue import CHECK
from odoo.addons.ap_base.models.engine_pass import LOOKING
with LOOKING.open(CHECK) if HELD else nullcontext():
  bills = env["account.move"].create([{
    "move_type": "in_invoice", "partner_id": partner.id, "ref": f"F{order.id}-{n}",
    "invoice_date": "2026-10-05", "invoice_origin": order.name,
    "invoice_line_ids": [(0, 0, {"name": "Jour", "quantity": 10, "price_unit": price,
                                 "tax_ids": False})]} for n, price in enumerate(PRICES)])
env.cr.commit()
print("SCENE", json.dumps([order.order_line.id, bills.ids, bills.ap_match_ids.ids]))
"""


def _scene(office, company, *prices, held=False):
    """Return the ids of the order line, the bills and their matches."""
    source = SCENE
    for word, value in {"COMPANY": company, "PRICES": prices, "HELD": held}.items():
        source = source.replace(word, repr(value))
    text = office.shell(source)
    told = next(line for line in text.splitlines() if "SCENE [" in line)
    return json.loads(told.partition("SCENE ")[2])


def _billed(office, line) -> float:
    query = f"SELECT qty_invoiced FROM purchase_order_line WHERE id = {line}"
    return float(office.sql(query)[0][0])


@pytest.mark.parametrize("_time", range(2))
def test_two_people_accept_once(office, company, _time):
    number, name = company
    line, [bill], [match] = _scene(office, number, 105)
    people = [
        office.client(f"{role}_{name}", number) for role in ("accountant", "head")
    ]
    works = [
        lambda one=one: one.execute("ap.match", "action_accept", [match], "Agreed")
        for one in people
    ]
    assert at_once(*works) == [True, True]
    [row] = people[0].execute("ap.match", "read", [match], ["state", "decision"])
    assert (row["state"], row["decision"]) == ("matched", "accepted")
    assert _billed(office, line) == 10.0
    query = f"SELECT COUNT(*) FROM ap_match_difference WHERE match_id = {match}"
    assert office.sql(query) == [["1"]]


def test_two_bills_of_one_order(office, company):
    """Compared at once, one matches, and the other is beyond what was ordered."""
    number, name = company
    line, bills, _none = _scene(office, number, 100, 100, held=True)
    works = [
        lambda one=one: office.client(f"accountant_{name}", number).execute(
            "ap.match", "match_bills", [one]
        )
        for one in bills
    ]
    states = sorted(row["state"] for rows in at_once(*works) for row in rows)
    assert states == ["exception", "matched"]
    assert _billed(office, line) == 10.0


def test_received_goods_go_back_while_somebody_accepts(office, company):
    """Whoever comes first: what is accepted holds for the figures it was accepted on."""
    number, name = company
    line, _bills, [match] = _scene(office, number, 105)
    head = office.client(f"head_{name}", number)
    other = office.client(f"accountant_{name}", number)
    back = {"purchase_line_id": line, "date": "2026-10-06", "quantity": -3}
    at_once(
        lambda: head.execute("ap.match", "action_accept", [match], "Agreed"),
        lambda: other.execute("ap.receipt", "record", [back]),
    )
    names = ["state", "cause", "decision"]
    [row] = head.execute("ap.match", "read", [match], names)
    assert (row["state"], row["cause"]) == ("exception", "not_received")
    assert row["decision"] == "none"
    assert _billed(office, line) == 0.0
