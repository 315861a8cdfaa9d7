# SPDX-License-Identifier: AGPL-3.0-or-later
"""Run by `./ap measures --ways` in Odoo's shell: what one amount and one bill walk through.

An amount: an order received and not billed, until its accrual and reversal are posted.
A bill: an e-invoice uploaded, until its findings, axes and match are stored.
Counted while they run: our files, functions and add-ons, and steps from a file of ours
to another one. The last lines are JSON.
"""

import contextlib
import json
import os
import sys
from pathlib import Path

from odoo import Command
from odoo.tests import Form, new_test_user

ROOT = Path(os.getcwd())
ADDONS = str(ROOT / "addons")


@contextlib.contextmanager
def walked(found):
    """Collect into `found` what of ours is called meanwhile."""
    places, steps = set(), set()

    def trace(frame, event, _argument):
        if event != "call" or not frame.f_code.co_filename.startswith(ADDONS):
            return
        here = frame.f_code.co_filename
        places.add((here, frame.f_code.co_firstlineno))
        caller = frame.f_back
        while caller and not caller.f_code.co_filename.startswith(ADDONS):
            caller = caller.f_back
        if caller and caller.f_code.co_filename != here:
            steps.add((caller.f_code.co_filename, here))

    sys.setprofile(trace)
    try:
        yield
    finally:
        sys.setprofile(None)
    files = {file for file, _name in places}
    found |= {
        "add-ons": len({Path(file).relative_to(ADDONS).parts[0] for file in files}),
        "files": len(files),
        "functions": len(places),
        "steps between files": len(steps),
    }


def company_of_france():
    company = env["res.company"].create(
        {
            "name": "Ways", "country_id": env.ref("base.fr").id,
            "currency_id": env.ref("base.EUR").id,
        }
    )  # fmt: skip
    env["account.chart.template"].try_loading("fr", company, install_demo=False)
    # The chart may install add-ons: classes and fields are made anew.
    env.flush_all()
    env.cr.commit()
    env.transaction.reset()
    company = env["res.company"].browse(company.id)
    company.partner_id.vat = "FR46443121975"
    env.user.company_ids |= company
    if not env["stock.warehouse"].search([("company_id", "=", company.id)]):
        env["stock.warehouse"].create({"name": "Ways", "code": "WAY", "company_id": company.id})
    for group in ("ap_base.group_head", "purchase.group_purchase_manager"):
        env.user.group_ids |= env.ref(group)
    return company


def amount(desk, company):
    """12 hours ordered and received in October, nothing billed."""
    supplier = desk["res.partner"].create({"name": "Nordlys"})
    service = desk["product.product"].create(
        {"name": "Repair", "type": "service", "purchase_method": "receive"}
    )
    line = {"product_id": service.id, "product_qty": 12, "price_unit": 80.0}
    order = desk["purchase.order"].create(
        {
            "partner_id": supplier.id, "date_order": "2026-10-05",
            "order_line": [Command.create(line)],
        }
    )  # fmt: skip
    order.button_confirm()
    order.date_approve = "2026-10-05 08:00:00"
    receipt = {"purchase_line_id": order.order_line.id, "quantity": 12, "date": "2026-10-20"}
    desk["ap.receipt"].record([receipt])
    found = {}
    with walked(found):
        closings = desk["ap.closing"]
        result = closings.close_month(company.id, "2026-10-31", ["received"], post=True)
        env.flush_all()
    assert [run["amount"] for run in result["runs"]] == [960.0], result
    return found


def bill(desk):
    """The reference invoice of France, uploaded to the purchase journal."""
    file = ROOT / "tests/data/einvoice/cii/akretion_factur-x-en16931.xml"
    attachment = desk["ir.attachment"].create({"name": file.name, "raw": file.read_bytes()})
    domain = [("type", "=", "purchase"), ("company_id", "=", desk.company.id)]
    journal = desk["account.journal"].search(domain, limit=1)
    found = {}
    with walked(found):
        move = journal._create_document_from_attachment(attachment.ids)
        env.flush_all()
        env.cr.precommit.run()
    assert move.ref, "no bill was made"
    return found, move


def queries(move):
    """Of opening the bill form a second time, as an accountant does."""
    accountant = new_test_user(
        env, "ways", "ap_base.group_accountant", company_id=move.company_id.id,
        company_ids=[Command.set(move.company_id.ids)],
    )  # fmt: skip
    move = move.with_user(accountant)
    Form(move, "account.view_move_form")
    env.flush_all()
    env.invalidate_all()
    before = env.cr.sql_log_count
    Form(move, "account.view_move_form")
    return env.cr.sql_log_count - before


office = company_of_france()
desk = env(context={"allowed_company_ids": office.ids, "lang": "en_US"})
way_of_amount = amount(desk, office)
way_of_bill, paper = bill(desk)
print(
    json.dumps(
        {
            "way of an amount": way_of_amount,
            "way of a bill": way_of_bill,
            "queries of the bill form": queries(paper),
        }
    )
)
