# SPDX-License-Identifier: AGPL-3.0-or-later
"""What each add-on is for, done once before it is uninstalled: one function by name."""

import base64

from odoo import Command
from odoo.exceptions import UserError


def ap_closing(office):
    """Close October: a draft bill is accrued, posted and reversed."""
    company = office.company
    codes = {
        "ap_accrued_expense_account_id": "liability_current",
        "ap_accrued_asset_account_id": "liability_current",
        "ap_credit_due_account_id": "asset_current",
        "ap_prepaid_account_id": "asset_prepayments",
        "ap_accrued_vat_account_id": "asset_current",
        "ap_accrued_other_account_id": "liability_current",
    }
    for field, kind in codes.items():
        if not company[field]:
            company[field] = office.account(kind)
    closings = office.env["ap.closing"]
    result = closings.close_month(company.id, "2026-10-31", post=True)
    assert any(run["move_ids"] for run in result["runs"]), result


def ap_closing_purchase(office):
    """Receive what was ordered in October, and close it: it is accrued, 2 × 40.00."""
    product = office.env["product.product"].create(
        {
            "name": "Advice", "type": "service", "purchase_method": "receive",
            "property_account_expense_id": office.account("expense").id,
        }
    )  # fmt: skip
    line = {"product_id": product.id, "product_qty": 2, "price_unit": 40.0}
    order = office.env["purchase.order"].create(
        {"partner_id": office.supplier.id, "order_line": [Command.create(line)]}
    )
    order.button_confirm()
    order.date_approve = "2026-10-05 08:00:00"
    receipt = {"purchase_line_id": order.order_line.id, "date": "2026-10-20", "quantity": 2}
    office.env["ap.receipt"].record([receipt])
    ap_closing(office)
    lines = office.env["ap.closing.line"].search(
        [("kind", "=", "received"), ("source_id", "=", order.order_line.id)]
    )
    assert lines.mapped("amount_untaxed") == [80.0], lines.mapped("amount_untaxed")
    assert lines.state == "posted", lines.state


def ap_analytic(office):
    """Ask for teams on the expense account: a bill that has one is posted, a bare one not."""
    env, company = office.env, office.company
    account = office.account("expense").with_company(company)
    env["ap.analytic.requirement"].create(
        {
            "company_id": company.id,
            "plan_id": office.team.plan_id.id,
            "account_prefix": account.code,
            "date_from": "2026-01-01",
        }
    )
    office.bill("IMPUTED", 50.0)
    bare = office.bill("BARE", 40.0, post=False)
    bare.invoice_line_ids.analytic_distribution = False
    why = ""
    try:
        bare.action_post()
    except UserError as refused:
        why = str(refused)
    assert "Teams" in why, why or "a bill without its axis was posted"


def l10n_fr_ap_platform(office):
    """Take a bill in charge, then post it: it is approved."""
    bill = office.bill("STATUS", 90.0, post=False)
    bill.ap_set_status("204")
    bill.action_post()
    assert bill.ap_lifecycle == "205", bill.ap_lifecycle


def ap_bill(office):
    """Hold the payment of a bill: it is not paid until the hold is lifted."""
    bill = office.bill("HELD", 70.0)
    bill.action_hold_payment("Goods not received")
    why = ""
    try:
        office.pay(bill)
    except UserError as refused:
        why = str(refused)
    assert "Goods not received" in why, why or "a held bill was paid"
    bill.action_release_payment()
    office.pay(bill)


def ap_supplier(office):
    """Pay a bill that its payment names: proposed, matched, and the review signed."""
    office.bill("FA-2026-81", 81.0)
    supplier = office.supplier
    bill = office.env["account.move"].search([("ref", "=", "FA-2026-81")])
    owed = bill.line_ids.filtered(lambda line: line.account_type == "liability_payable")
    journal = office.env["account.journal"].search(
        [("type", "=", "general"), ("company_id", "=", office.company.id)], limit=1
    )
    items = [
        {"account_id": owed.account_id.id, "partner_id": supplier.id, "debit": 81.0},
        {"account_id": bill.invoice_line_ids.account_id.id, "credit": 81.0},
    ]
    office.env["account.move"].create(
        {
            "journal_id": journal.id, "date": bill.date, "ref": "VIR FA-2026-81",
            "line_ids": [Command.create({"name": "VIR FA-2026-81", **one}) for one in items],
        }
    ).action_post()  # fmt: skip
    matches = office.env["ap.supplier.match"]
    found = matches.propose(office.company.id, supplier.ids)
    assert found["sure"] == 1, found
    matches.browse(found["ids"]).accept()
    assert owed.reconciled
    reviews = office.env["ap.supplier.review"]
    reviews.open_month(office.company.id, "2026-10-31")
    reviews.search([("partner_id", "=", supplier.id)]).sign()
    _write_with(office, supplier)


def ap_capture(office):
    """Read a plain PDF bill: it is a draft with its number, posted once it is complete."""
    import base64
    import io

    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    page = Canvas(out)
    lines = (
        "INVOICE", "Invoice number: C-2026-7", "Invoice date: 2026-10-05", "Due date: 2026-11-05",
        "Total excl. VAT 50.00 EUR", "VAT 0 % 0.00 EUR", "Total incl. VAT 50.00 EUR",
    )  # fmt: skip
    for number, line in enumerate(lines):
        page.drawString(50, 780 - 16 * number, line)
    page.showPage()
    page.save()
    content = base64.b64encode(out.getvalue()).decode()
    result = office.env["ap.capture"].read_file("c.pdf", content, office.company.id)
    bill = office.env["account.move"].browse(result["move_ids"])
    assert (bill.state, bill.ref, bill.amount_total) == ("draft", "C-2026-7", 50.0), result
    bill.partner_id = office.supplier
    bill.action_post()


def ap_supplier_portal(office):
    """The supplier's contact sees its bill on the portal, sends another, and asks."""
    from odoo.addons.ap_supplier_portal.models import (
        portal_bills,
        portal_requests,
        portal_supplier,
        portal_upload,
    )  # fmt: skip

    office.company.ap_supplier_portal = True
    office.bill("SEEN", 81.0)
    contact = office.env["res.partner"].create(
        {"name": "Contact", "parent_id": office.supplier.id, "email": "contact@supplier.example"}
    )
    user = office.env["res.users"].create(
        {
            "login": "contact", "partner_id": contact.id, "name": "Contact",
            "group_ids": [Command.set(office.env.ref("base.group_portal").ids)],
            "company_id": office.company.id,
            "company_ids": [Command.set(office.company.ids)],
        }
    )  # fmt: skip
    supplier = portal_supplier.supplier_of(office.env(user=user))
    bills = supplier.env["account.move"].search(portal_bills.domain(supplier))
    assert "SEEN" in bills.mapped("ref"), bills.mapped("ref")
    content = b"%PDF-1.4 startxref 9 %%EOF"
    sent = portal_upload.take(supplier, office.company, "sent.pdf", content, "SENT")
    assert (sent.state, sent.ref) == ("draft", "SENT"), (sent.state, sent.ref)
    asked = portal_requests.ask(supplier, office.company, "SEEN", "When is it paid?")
    assert (asked.source, asked.partner_id.id) == ("portal", office.supplier.id), asked


def ap_supplier_purchase(office):
    """Ask for a copy of an order: it is found by its number, and goes with the answer."""
    product = office.env["product.product"].create({"name": "Hinges"})
    line = {"product_id": product.id, "product_qty": 2, "price_unit": 40.0}
    order = office.env["purchase.order"].create(
        {"partner_id": office.supplier.id, "order_line": [Command.create(line)]}
    )
    order.button_confirm()
    request = office.env["ap.supplier.request"].create(
        {
            "name": "Copy of the purchase order", "partner_id": office.supplier.id,
            "text": f"Please send a copy of the purchase order {order.name}",
        }
    )  # fmt: skip
    assert request.order_ids == order, request.order_ids
    assert request._files_of_answer().mimetype == "application/pdf"


def _write_with(office, supplier):
    """Its list reconciled, its question answered, its new bank account in a case."""
    text = "Date;Facture;Montant\n05/10/2026;FA-2026-81;81,00\n06/10/2026;FA-82;19,00\n"
    made = office.env["ap.supplier.statement"].reconcile(
        office.company.id, supplier.id, "list.csv",
        base64.b64encode(text.encode()).decode(), "2026-10-31",
    )  # fmt: skip
    [statement] = made["statements"]
    assert statement["unexplained"] == 0.0, statement
    assert statement["counts"]["only_theirs"] == 1, statement
    request = office.env["ap.supplier.request"].create(
        {
            "name": "FA-2026-81", "text": "When will FA-2026-81 be paid?",
            "partner_id": supplier.id, "company_id": office.company.id,
        }
    )  # fmt: skip
    assert "FA-2026-81" in request.answer, request.answer
    supplier.email = supplier.email or "bills@supplier.example"
    request.send_answer(request.ids)
    assert request.state == "answered", request.state
    account = office.env["res.partner.bank"].create(
        {"partner_id": supplier.id, "acc_number": "FR7630006000011234567890189"}
    )
    case = office.env["ap.bank.change"].search([("partner_id", "=", supplier.id)])
    assert case.state == "open", case.state
    assert not account.allow_out_payment, "trusted without a case"


def l10n_fr_ap_supplier(office):
    """Pay a bill late: what the supplier may claim is computed, 40.00 and interest."""
    day = "2026-05-15"
    late = office.bill("LATE-2026-1", 1200.0, invoice_date=day, date=day, invoice_date_due=day)
    office.pay(late)
    request = office.env["ap.supplier.request"].create(
        {
            "name": "LATE-2026-1", "text": "We claim late payment interest on LATE-2026-1",
            "partner_id": office.supplier.id, "company_id": office.company.id,
        }
    )  # fmt: skip
    [claim] = request._late_claims()
    assert claim["indemnity"] == 40, claim
    assert claim["interest"] > 0, claim


def ap_expenses(office):
    """Import a card payment and a load of the wallet, book both journals: the wallet ties."""
    company, tool = office.company, _expense_tool(office)
    employee = office.env["hr.employee"].create({"name": "Anne Martin", "barcode": "E1"})
    if not employee.work_contact_id:
        employee.work_contact_id = office.env["res.partner"].create({"name": employee.name})
    rows = (
        "ap_external_id;ap_type;ap_payment_method;ap_expense_date;ap_settlement_date;"
        "ap_employee_id;ap_cost_centre;ap_gross_base\n"
        "L1;load;;;2026-10-01;;;500.00\n"
        "P1;card;card;2026-10-05;2026-10-07;E1;IT;120.00\n"
    )
    content = base64.b64encode(rows.encode()).decode()
    found = office.env["ap.import"].import_file("expense", "cards.csv", content, company.id)
    assert found["state"] == "applied", found
    booked = office.env["ap.expense"].book(company.id, tool.code, "2026-10-31")
    assert (booked["expenses"], booked["settlements"]) == (1, 2), booked
    ties = office.env["ap.tie.out"].compute(
        company.id, "2026-10-31", ["expense_wallet", "expense_cards"]
    )
    assert [(tie["left"], tie["tied"]) for tie in ties] == [(380.0, True), (0.0, True)], ties


def _expense_tool(office):
    kinds = {
        "wallet_account_id": "asset_cash", "transit_account_id": "asset_current",
        "card_account_id": "liability_current", "employee_account_id": "liability_current",
        "advance_account_id": "asset_current", "default_account_id": "expense",
    }  # fmt: skip
    accounts = office.env["account.account"].create(
        [
            {"name": field, "code": f"9{number:05}", "account_type": kind}
            for number, (field, kind) in enumerate(kinds.items(), 1)
        ]
    )
    journal = office.env["account.journal"].search(
        [("type", "=", "general"), ("company_id", "=", office.company.id)], limit=1
    )
    return office.env["ap.expense.tool"].create(
        {
            "name": "Cards", "code": "CARDS", "journal_id": journal.id,
            "settlement_journal_id": journal.id,
            "profile_id": office.env.ref("ap_expenses.ap_import_profile_expense").id,
            **dict(zip(kinds, accounts.ids, strict=True)),
        }
    )  # fmt: skip


def ap_purchase(office):
    """Bill what was ordered, at its price: it matches; dearer: it is an exception."""
    product = office.env["product.product"].create(
        {"name": "Screens", "type": "service", "purchase_method": "purchase"}
    )
    line = {"product_id": product.id, "product_qty": 4, "price_unit": 25.0, "tax_ids": False}
    order = office.env["purchase.order"].create(
        {"partner_id": office.supplier.id, "order_line": [Command.create(line)]}
    )
    order.button_confirm()
    own = {"purchase_line_id": order.order_line.id, "product_id": product.id, "tax_ids": False}
    bills = office.env["account.move"]
    for ref, quantity, price in (("MATCHED", 2, 25.0), ("DEARER", 2, 40.0)):
        bill = office.bill(ref, price, post=False)
        bill.invoice_line_ids.write({**own, "quantity": quantity, "price_unit": price})
        bills += bill
    matches = office.env["ap.match"]
    matches.match_bills(bills.ids)
    states = {match.move_id.ref: match.state for match in bills.ap_match_ids}
    assert states == {"MATCHED": "matched", "DEARER": "exception"}, states
    bills.action_post()


def ap_treasury(office):
    """A bank line pays the bill that it names: proposed, booked, and nothing is left."""
    bill = office.bill("TR-2026-9", 90.0)
    journal = office.env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", office.company.id)], limit=1
    )
    line = office.env["account.bank.statement.line"].create(
        {"journal_id": journal.id, "date": "2026-10-09", "amount": -90.0,
         "payment_ref": "VIR TR-2026-9", "partner_id": office.supplier.id}
    )  # fmt: skip
    matches = office.env["ap.bank.match"]
    matches.match_company(office.company.id)
    found = matches.search([("statement_line_id", "=", line.id)])
    if found.state != "done":
        found.accept()
    assert (found.state, line.is_reconciled) == ("done", True), found.state
    assert bill.payment_state in ("paid", "in_payment"), bill.payment_state


def ap_loan(office):
    """Draw 12,000.00 and book the first instalment, 1,000.00 and 30.00 of interest."""
    company = office.company
    for field in company._fields:
        if field.startswith("ap_loan_") and field.endswith("_account_id") and not company[field]:
            kind = "expense" if "interest_account" in field else "liability_current"
            company[field] = office.account(kind)
    journal = office.env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", company.id)], limit=1
    )
    loan = office.env["ap.loan"].create(
        {
            "name": "Van", "partner_id": office.supplier.id, "company_id": company.id,
            "principal": 12000.0, "rate_percent": 3.0, "instalments": 12,
            "mode": "constant_principal",
            "date_drawdown": "2026-09-01", "date_first": "2026-10-01",
            "journal_id": journal.id, "bank_account_id": journal.default_account_id.id,
        }
    )  # fmt: skip
    loan.compute_schedule()
    start = office.env["ap.loan.start"].with_context(default_loan_id=loan.id)
    start.create({"entry": "post"}).action_start()
    assert loan.state == "active", loan.state
    moves = office.env["account.move.line"].search([("partner_id", "=", office.supplier.id)])
    assert 12000.0 in moves.mapped("debit"), "the drawdown is not posted"


def ap_desk(office):
    """Keep October, replay its bank lines, and write down an idea that aims at a figure."""
    env, company = office.env, office.company
    kept = env["ap.kpi"].keep(company.id, "2026-10-31")
    assert kept["kept"] > 15, kept
    found = env["ap.replay"].run("bank", company.id, "2026-10-01", "2026-10-31")
    env["ap.improvement"].create(
        {"name": "Match by number", "company_id": company.id, "replay_id": found["replay_id"],
         "kpi_id": env.ref("ap_desk.kpi_bank_by_itself").id}
    )  # fmt: skip
