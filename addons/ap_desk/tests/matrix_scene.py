# SPDX-License-Identifier: AGPL-3.0-or-later
"""A company with one record of each model, and one person of each role."""

import base64

from psycopg2 import Error as DatabaseError

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from odoo.addons.ap_base.models.finding_value import FindingValue
from odoo.addons.ap_closing_purchase.tests.checklist_common import ChecklistCommon
from odoo.addons.ap_closing_purchase.tests.common import OCTOBER

from .matrix import ROLES, our_models
from .matrix_platform import platform_scene


class MatrixCase(ChecklistCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {letter: cls._person(letter, cls.company) for letter in ROLES}
        cls.elsewhere = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.strangers = {
            letter: cls._person(letter, cls.elsewhere, "away") for letter in "UPCHB"
        }
        cls._documents()
        cls.env.cr.precommit.run()
        cls.samples = {name: cls._sample(name) for name in our_models(cls.env)}
        cls.samples |= cls._of_odoo()
        cls.env.flush_all()

    @classmethod
    def _person(cls, letter, company, where="here"):
        name, group = ROLES[letter]
        alone = letter in "OX"
        return new_test_user(
            cls.env,
            login=f"matrix_{where}_{letter}",
            name=f"{name} {where}",
            groups=group if alone else f"base.group_user,{group}",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    @classmethod
    def _documents(cls):
        """A month with orders, bills that match and that do not, deferrals, and files."""
        cls.order_line = cls._received()
        billed = cls._received(50.0)
        cls.bill = cls._bill(billed, with_line={"price_unit": 80.0})
        cls.draft = cls._bill(post=False, with_line={"price_unit": 9.0})
        cls._spread("2026-10-01", "2026-12-31", 300.0)
        met = cls._received(30.0)
        cls.closing = cls._close()
        cls._bill(met, day="2026-11-05", with_line={"price_unit": 31.0})
        cls._sign(cls.closing, "bank")
        cls._received(20.0, day="2026-11-10")
        cls.next_month = cls._close("2026-11-30", post=False)
        cls.bare = cls.env["ap.closing"].create(
            {"company_id": cls.company.id, "date_end": "2027-02-28"}
        )
        cls.env["ap.match"].match_bills((cls.bill | cls.draft).ids)
        cls.env["ap.open.order"].sudo()._refresh(cls.company)
        cls.env["ap.payment.report"].compute(cls.company.id, "2026-01-01", "2026-12-31")
        cls.bill.ap_set_status("204")
        cls.env["ap.control"].check(cls.company.id, res_model="account.move")
        cls._rules()
        content = base64.b64encode(b"Ligne\n1\n").decode()
        profile = cls.env["ap.import.profile"].search([], limit=1)
        cls.env["ap.import"].create(
            {"profile_id": profile.id, "file": content, "company_id": cls.company.id}
        )

    @classmethod
    def _rules(cls):
        """What is kept for later months: a supplier that bills regularly, a key, a rule."""
        of_company = {"company_id": cls.company.id}
        plan = cls.env["account.analytic.plan"].create({"name": "Matrix"})
        axis = cls.env["account.analytic.account"].create(
            {"name": "Matrix", "plan_id": plan.id, **of_company}
        )
        cls.env["ap.recurring"].create(
            {**of_company, "partner_id": cls.supplier.id, "account_id": cls.fees.id,
             "amount": 100.0, "interval": "1", "date_first": "2026-10-01"}
        )  # fmt: skip
        shares = [Command.create({"analytic_account_id": axis.id, "weight": 1})]
        versions = [Command.create({"date_from": "2026-01-01", "line_ids": shares})]
        cls.env["ap.allocation.key"].create(
            {**of_company, "name": "Matrix", "plan_id": plan.id, "version_ids": versions}
        )
        cls.env["ap.deferral.rule"].create({**of_company, "account_prefix": "616"})
        cls._loan()
        cls._bank()
        cls._bank_change()
        platform_scene(cls.env, cls.company, cls.bill)
        cls._expense()
        cls.env["ap.analytic.requirement"].create(
            {**of_company, "plan_id": plan.id, "account_prefix": "6",
             "date_from": "2026-10-01"}
        )  # fmt: skip

    @classmethod
    def _loan(cls):
        """A loan that waits to be started, with all that its file holds."""
        index = cls.env["ap.loan.index"].create({"code": "MATRIX", "name": "Matrix"})
        index.value_ids = [
            Command.create({"date": "2026-01-02", "percent": 2.0, "source": "Matrix"})
        ]
        step = {"date_start": "2026-07-15", "percent": 4.0}
        loan = cls.env["ap.loan"].create(
            {
                "company_id": cls.company.id,
                "name": "Matrix",
                "partner_id": cls.supplier.id,
                "rate_kind": "stepped",
                "rate_percent": 3.0,
                "rate_ids": [Command.create(step)],
                "tranche_ids": [Command.create({"date": "2026-01-15", "amount": 1200.0})],
                "date_first": "2026-02-15",
                "instalments": 12,
                "fee_amount": 10.0,
                "guarantee_ids": [Command.create({"name": "Matrix"})],
                "covenant_ids": [Command.create({"name": "Matrix"})],
                "document_ids": [Command.create({"kind": "contract"})],
            }
        )
        loan.compute_schedule()

    @classmethod
    def _expense_rules(cls, tool, nature):
        """What controls of expenses read, and the people of the tool."""
        law = {"country_id": cls.env.ref("base.fr").id, "reference": "Matrix"}
        cls.env["ap.expense.figure"].create({**law, "code": "ticket", "amount": 150.0})
        cls.env["ap.expense.scale"].create({**law, "power_to": 3, "rate": 0.529})
        cls.env["ap.expense.allowance"].create({**law, "code": "lodging", "amount": 56.8})
        cls.env["ap.expense.limit"].create(
            {"company_id": cls.company.id, "nature_id": nature.id, "amount": 100.0}
        )
        cls.env["ap.expense.vehicle"].create(
            {"company_id": cls.company.id, "name": "Matrix", "power": 5}
        )
        people = b"Employee ID;Last name;Email\nM1;Matrix;m1@example.com\n"
        update = cls.env["ap.expense.organisation"].create(
            {"tool_id": tool.id, "date": "2026-12-01",
             "file": base64.b64encode(people).decode()}
        )  # fmt: skip
        update.action_compare()

    @classmethod
    def _expense(cls):
        """An expense of a tool, as its file brought it."""
        journal = cls.company_data["default_journal_misc"]
        nature = cls.env["ap.expense.nature"].create({"code": "MATRIX", "name": "Matrix"})
        nature.rule_ids = [
            Command.create({"country_id": cls.env.ref("base.fr").id, "percent": 80.0,
                            "reference": "Matrix"})
        ]  # fmt: skip
        category = {"name": "Matrix", "account_id": cls.fees.id, "nature_id": nature.id}
        tool = cls.env["ap.expense.tool"].create(
            {
                "name": "Matrix", "code": "MATRIX", "company_id": cls.company.id,
                "journal_id": journal.id, "settlement_journal_id": journal.id,
                "profile_id": cls.env.ref("ap_expenses.ap_import_profile_expense").id,
                "category_ids": [Command.create(category)],
                "centre_ids": [Command.create({"name": "Matrix"})],
            }
        )  # fmt: skip
        cls._expense_rules(tool, nature)
        text = "Number;Date;Amount;Category;Paid by\nM1;05/12/2026;12.50;Matrix;card"
        cls.env["ap.import"].import_file(
            "expense", "matrix.csv", base64.b64encode(text.encode()).decode(), cls.company.id
        )
        cls.env["ap.expense.post"].create({"tool_id": tool.id, "date_to": "2026-12-31"})
        cls.env["ap.expense.balance"].create(
            {"tool_id": tool.id, "company_id": cls.company.id, "date": "2026-12-31",
             "currency_id": cls.company.currency_id.id}
        )  # fmt: skip
        cls.env["ap.expense.booking"].sudo().create(
            {"tool_id": tool.id, "company_id": cls.company.id, "date_to": "2026-12-31",
             "user_id": cls.env.uid, "job_state": "done"}
        )  # fmt: skip
        cls.env["ap.import.mapping"].create(
            {"company_id": cls.company.id, "target": "expense",
             "line_ids": [Command.create({"place": 1, "header": "Matrix"})]}
        )  # fmt: skip
        cls._expense_finding(cls.env["ap.expense"].search([("tool_id", "=", tool.id)]))

    @classmethod
    def _expense_finding(cls, expense):
        """A finding of a control of expenses, which shows in its group."""
        found = FindingValue(
            "ap.expense", expense.id, key="matrix", message_code="receipt_missing",
            evidence={"action": "ask_holder"},
        )  # fmt: skip
        control = cls.env.ref("ap_expenses.ap_control_expense_receipt")
        cls.env["ap.finding"].sudo()._store(control, cls.company, [found])

    @classmethod
    def _bank(cls):
        """A bank line that a rule has booked, and where its account stands."""
        journal = cls.company_data["default_journal_bank"]
        line = cls.bank_line = cls.env["account.bank.statement.line"].create(
            {"journal_id": journal.id, "date": "2026-12-05", "amount": -12.5,
             "payment_ref": "MATRIX FEES"}
        )  # fmt: skip
        cls.env["ap.bank.rule"].create(
            {"name": "Matrix", "company_id": cls.company.id, "pattern": "^MATRIX FEES",
             "account_id": cls.fees.id}
        )  # fmt: skip
        matches = cls.env["ap.bank.match"]
        matches.match_lines(line.ids)
        matches.search([("statement_line_id", "=", line.id)]).accept()
        cls.env["ap.bank.balance"].sudo().create(
            {"journal_id": journal.id, "company_id": cls.company.id, "number": "1",
             "currency_id": cls.company.currency_id.id, "date_start": "2026-12-01",
             "date": "2026-12-05", "closing": -12.5, "has_opening": True}
        )  # fmt: skip
        statements = cls.env["ap.bank.reconciliation"]
        statements.create({"journal_id": journal.id, "date": "2026-12-05"}).compute()
        ask = cls.env["ap.payment.proposal.ask"]
        ask.create({"company_id": cls.company.id, "date": "2026-12-05"}).action_show()

    @classmethod
    def _bank_change(cls):
        """A case of bank details that nobody has called for yet."""
        cls.env["ap.bank.change"].create(
            {"partner_id": cls.supplier.id, "acc_number": "FR1420041010050500013M02606"}
        )

    @classmethod
    def _of_odoo(cls):
        partner = cls.supplier
        return {
            "account.move": cls.draft,
            "account.move.line": cls.draft.invoice_line_ids[:1],
            "purchase.order": cls.order_line.order_id,
            "purchase.order.line": cls.order_line,
            "account.bank.statement.line": cls.bank_line,
            "res.partner": partner,
            "digest.digest": cls.env.ref("digest.digest_digest_default"),
            "res.company": cls.company,
            "product.template": cls.service.product_tmpl_id,
            "res.partner.bank": cls.env["res.partner.bank"].create(
                {"partner_id": partner.id, "acc_number": "FR7630006000011234567890189"}
            ),
            "l10n_fr.fec.export.wizard": cls.env["l10n_fr.fec.export.wizard"].create(
                {"date_from": "2026-01-01", "date_to": "2026-12-31"}
            ),
            "account.payment.method.line": cls.company_data[
                "default_journal_bank"
            ].outbound_payment_method_line_ids[:1],
            "ir.attachment": cls.env["ir.attachment"].create(
                {"name": "x.txt", "raw": b"x", "res_model": "account.move",
                 "res_id": cls.draft.id}
            ),
            "res.config.settings": cls.env["res.config.settings"].create(
                {"company_id": cls.company.id}
            ),
            "account.payment": cls.env["account.payment"].create(
                {"payment_type": "outbound", "partner_id": partner.id, "amount": 5.0}
            ),
        }

    # -- one record of each model ---------------------------------------------------------

    @classmethod
    def _sample(cls, name):
        model = cls.env[name].sudo().with_context(active_test=False)
        domain = []
        if "company_id" in model._fields and model._fields["company_id"].store:
            domain = [("company_id", "in", [cls.company.id, False])]
        found = model.search(domain, order="id desc", limit=1)
        if not found and model._auto:
            found = cls._made_or_none(model)
        return cls.env[name].browse(found.ids)

    @classmethod
    def _made_or_none(cls, model):
        """Models whose records are more than their required fields have none here: the
        table says so, with the test that looks at them."""
        try:
            with mute_logger("odoo.sql_db"), cls.env.cr.savepoint():
                return cls._made(model)
        except (UserError, DatabaseError):
            return model.browse()

    @classmethod
    def _made(cls, model, depth=0):
        """A record with what is required, made as superuser."""
        return model.create(cls._required(model, depth))

    @classmethod
    def _required(cls, model, depth=0):
        """What is required to make a record."""
        values = {}
        given = model.default_get(list(model._fields))
        for field in model._fields.values():
            if not field.required or not field.store or given.get(field.name):
                continue
            if field.compute and not field.inverse or field.related:
                continue
            values[field.name] = cls._given(model, field, depth)
        return values

    @classmethod
    def _people_give(cls, name):
        """What a person gives who makes such a record."""
        cls.number = getattr(cls, "number", 0) + 1
        given = {**cls._given_of_odoo(), **cls._given_of_ours()}
        return given.get(name) or cls._required(cls.env[name].sudo())

    @classmethod
    def _given_of_odoo(cls):
        line = [Command.create({"name": "x", "price_unit": 1.0})]
        bank = cls.samples["account.payment.method.line"]
        bill = {"move_type": "in_invoice", "partner_id": cls.supplier.id}
        return {
            "account.move": {**bill, "invoice_line_ids": line},
            "account.move.line": {"move_id": cls.draft.id, "name": "x", "price_unit": 1.0},
            "account.payment.method.line": {
                "payment_method_id": bank.payment_method_id.id, "name": str(cls.number),
                "journal_id": bank.journal_id.id,
            },
            "ir.attachment": {"name": "x"},
            "purchase.order": {"partner_id": cls.supplier.id},
            "purchase.order.line": {
                "order_id": cls.order_line.order_id.id, "name": "x", "price_unit": 1.0,
                "product_id": cls.service.id, "product_qty": 1.0,
            },
            "res.partner.bank": {
                "partner_id": cls.supplier.id, "acc_number": f"M{cls.number:06}",
            },
        }  # fmt: skip

    @classmethod
    def _given_of_ours(cls):
        runs = cls.next_month.run_ids
        run = runs.filtered(lambda one: one.kind == "manual")[:1]
        return {
            "ap.closing": {"company_id": cls.company.id, "date_end": "2027-03-31"},
            "ap.closing.line": {
                "run_id": run.id, "label": "x", "amount_computed": 1.0,
                "account_id": cls.fees.id,
            },
            "ap.closing.run": {"closing_id": cls.bare.id, "kind": "manual"},
            "ap.control": {"code": f"m{cls.number}", "name": "x", "res_model": "account.move"},
            "ap.import": {
                "profile_id": cls.samples["ap.import"].profile_id.id, "filename": "x.csv",
                "company_id": cls.company.id, "file": b"eno=",
            },
            "ap.receipt": {
                "purchase_line_id": cls.order_line.id, "date": "2026-11-20", "quantity": 1,
            },
            "ap.recurring": {
                "partner_id": cls.company.partner_id.id, "company_id": cls.company.id,
                "account_id": cls.fees.id, "amount": 1.0, "interval": "1",
                "date_first": "2026-10-01",
            },
            "ap.reimputation": {
                "company_id": cls.company.id, "reason": "because", "method": "replace",
                "date_from": "2026-10-01", "date_to": "2026-10-31",
            },
            "ap.payment.report": {
                "company_id": cls.company.id, "date_from": "2025-01-01",
                "date_to": "2025-12-31",
            },
        }  # fmt: skip

    @classmethod
    def _given(cls, model, field, depth):
        if field.name == "company_id":
            return cls.company.id
        if field.type == "many2one":
            other = cls.env[field.comodel_name].sudo()
            found = other.search([], limit=1)
            if not found and depth < 2:
                found = cls._made(other, depth + 1)
            return found.id
        if field.type == "selection":
            return field._description_selection(cls.env)[0][0]
        return {
            "char": "zz", "text": "zz", "html": "zz", "integer": 1, "float": 1.0,
            "monetary": 1.0, "boolean": True, "date": fields.Date.to_date(OCTOBER),
            "datetime": fields.Datetime.now(), "binary": b"eno=",
            "many2one_reference": cls.supplier.id, "json": {},
        }.get(field.type, False)  # fmt: skip
