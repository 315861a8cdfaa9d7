# SPDX-License-Identifier: AGPL-3.0-or-later
"""A company with a wallet, cards and employees, and the files of its tool."""

import base64

from odoo.addons.ap_closing.tests.common import ApClosingCommon

# Fields of the tool, with the account of the French chart that each has here.
ACCOUNTS = {
    "wallet_account_id": ("517100", "asset_cash"),
    "transit_account_id": ("580100", "asset_current"),
    "card_account_id": ("467100", "liability_current"),
    "employee_account_id": ("421100", "liability_current"),
    "advance_account_id": ("425100", "asset_current"),
    "fee_account_id": ("627500", "expense"),
    "loss_account_id": ("656100", "expense"),
    "gain_account_id": ("756100", "income"),
}
COSTS = {
    "Hotel": "625600", "Train": "625100", "Meal": "625700", "Fuel": "606100",
    "Software": "651000", "Supplies": "606400", "Mileage": "625110",
}  # fmt: skip


class ExpenseCommon(ApClosingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tools, cls.expenses = cls.env["ap.expense.tool"], cls.env["ap.expense"]
        own = {
            field: cls._own_account(code, kind).id for field, (code, kind) in ACCOUNTS.items()
        }
        cls.costs = {name: cls._own_account(code) for name, code in COSTS.items()}
        cls.tool = cls.tools.create(
            {
                "name": "Cards",
                "code": "CARDS",
                "company_id": cls.company.id,
                "profile_id": cls.env.ref("ap_expenses.ap_import_profile_expense").id,
                "journal_id": cls._journal("EXPJ", "general").id,
                "settlement_journal_id": cls._journal("WALL", "general").id,
                "claims_paid": "claim",
                **own,
            }
        )
        for name, account in cls.costs.items():
            cls.env["ap.expense.category"].create(
                {"tool_id": cls.tool.id, "name": name, "account_id": account.id}
            )
        cls.anne = cls._employee("Anne Martin", "E1")
        cls.paul = cls._employee("Paul Roy", "E2")

    @classmethod
    def _journal(cls, code, kind):
        return cls.env["account.journal"].create(
            {"name": code, "code": code, "type": kind, "company_id": cls.company.id}
        )

    @classmethod
    def _own_account(cls, code, kind="expense"):
        found = cls._account(code)
        return found or cls.env["account.account"].with_company(cls.company).create(
            {"name": code, "code": code, "account_type": kind,
             "reconcile": kind in ("asset_current", "liability_current")}
        )  # fmt: skip

    @classmethod
    def _employee(cls, name, number, **values):
        employee = cls.env["hr.employee"].sudo().create(
            {
                "name": name,
                "barcode": number,
                "company_id": cls.company.id,
                "work_email": f"{number.lower()}@example.com",
                **values,
            }
        )
        if not employee.work_contact_id:
            employee.work_contact_id = cls._partner(name, is_company=False)
        return employee.sudo(False)

    # -- files ------------------------------------------------------------------------

    @classmethod
    def _rows(cls, *rows):
        """A file of the tool: rows as dicts of the fields of a transaction."""
        names = list(dict.fromkeys(name for row in rows for name in row))
        lines = [";".join(f"ap_{name}" for name in names)]
        lines += [";".join(str(row.get(name, "")) for name in names) for row in rows]
        return "\n".join(lines)

    @classmethod
    def _import(cls, content, env=None, apply=True, **options):
        data = content if isinstance(content, bytes) else content.encode()
        record = (env or cls.env)["ap.import"].create(
            {
                "company_id": cls.company.id,
                "profile_id": cls.tool.profile_id.id,
                "filename": options.pop("filename", "expenses.csv"),
                "file": base64.b64encode(data).decode(),
                "ap_expense_tool_id": cls.tool.id,
                **options,
            }
        )
        record.action_dry_run()
        if apply and record.state == "validated":
            record.action_apply()
        return record

    @classmethod
    def _take(cls, *rows, **options):
        """Import rows; the expenses in force of the tool, in the order of their numbers."""
        record = cls._import(cls._rows(*rows), **options)
        assert record.state == "applied", cls._errors(record)
        return cls._current()

    @classmethod
    def _current(cls):
        domain = [("tool_id", "=", cls.tool.id), ("is_current", "=", True)]
        return cls.expenses.search(domain, order="external_id, line_id")

    @staticmethod
    def _errors(record):
        found = record.error_text or ""
        return found + "\n".join(filter(None, record.row_ids.mapped("message")))

    @classmethod
    def _book(cls, day="2026-12-31"):
        return cls.expenses.book(cls.company.id, cls.tool.code, day)

    @classmethod
    def _moves(cls, result):
        return cls.env["account.move"].browse(result["move_ids"])

    @classmethod
    def _balance(cls, code, partner=None):
        """Posted balance of an account of the company, of a person where one is given."""
        domain = [
            ("company_id", "=", cls.company.id),
            ("account_id.code", "=", code),
            ("parent_state", "=", "posted"),
        ]
        if partner:
            domain.append(("partner_id", "=", partner.work_contact_id.id))
        [[total]] = cls.env["account.move.line"]._read_group(domain, [], ["balance:sum"])
        return round(total or 0.0, 2)


def card(number, day, gross, **values):
    """A purchase by card."""
    return {
        "external_id": number, "type": "card", "payment_method": "card", "expense_date": day,
        "employee_id": "E1", "gross_base": gross, "merchant": "Shop", **values,
    }  # fmt: skip


def claim(number, day, gross, **values):
    """What an employee paid."""
    return card(number, day, gross, **{"type": "claim", "payment_method": "employee", **values})
