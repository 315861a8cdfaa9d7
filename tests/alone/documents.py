# SPDX-License-Identifier: AGPL-3.0-or-later
"""A small company on stock Odoo and its papers, whatever is installed beside."""

from odoo import Command

DAY = "2026-10-05"


class Office:
    """The main company of a database, with short ways to bill and to pay."""

    def __init__(self, env):
        self.env = env
        self.company = env.company

    def open(self):
        """Make the chart, the suppliers, and one paper of each kind."""
        country = "base.fr" if "l10n_fr_account" in self._modules() else "base.us"
        self.company.country_id = self.env.ref(country)
        charts = self.env["account.chart.template"]
        chart = charts._guess_chart_template(self.company.country_id)
        charts.try_loading(chart, self.company, install_demo=False)
        supplier = self.env["res.partner"].create({"name": "Nordlys SAS"})
        plan = self.env["account.analytic.plan"].create({"name": "Teams"})
        self.env["account.analytic.account"].create({"name": "IT", "plan_id": plan.id})
        self.pay(self.bill("PAID", 1000.0), 400.0)  # in part
        refund = self.bill("REFUND", 60.0, move_type="in_refund")
        open_bill = self.bill("OPEN", 310.5)
        (open_bill + refund).line_ids.filtered(
            lambda line: line.account_id.account_type == "liability_payable"
        ).reconcile()
        self.bill("SOLD", 99.99, move_type="out_invoice")
        self.bill("DRAFT", 75.0, post=False)
        self._foreign()
        self._entry()
        if "purchase.order" in self.env:
            self._order(supplier)

    def bill(self, ref, amount, move_type="in_invoice", post=True, **values):
        """A bill of one line on the first expense account, imputed to a team."""
        kind = "income" if move_type.startswith("out") else "expense"
        line = {
            "name": ref,
            "price_unit": amount,
            "account_id": self.account(kind).id,
            "analytic_distribution": {str(self.team.id): 100.0},
        }
        move = self.env["account.move"].create(
            {
                "move_type": move_type,
                "ref": ref,
                "partner_id": self.supplier.id,
                "invoice_date": DAY,
                "date": DAY,
                "invoice_line_ids": [Command.create(line)],
                **values,
            }
        )
        if post:
            move.action_post()
        return move

    def pay(self, move, amount=None):
        """Pay a bill, in part where an amount is given."""
        register = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        )
        values = {"payment_date": DAY, **({"amount": amount} if amount else {})}
        register.create(values)._create_payments()
        assert move.payment_state in ("partial", "paid", "in_payment"), move.payment_state

    def account(self, kind):
        """The first account of a kind."""
        domain = [
            ("company_ids", "in", self.company.ids), ("account_type", "=", kind)
        ]  # fmt: skip
        return self.env["account.account"].search(domain, order="code", limit=1)

    @property
    def supplier(self):
        return self.env["res.partner"].search([("name", "=", "Nordlys SAS")], limit=1)

    @property
    def team(self):
        return self.env["account.analytic.account"].search([("name", "=", "IT")], limit=1)

    def _modules(self):
        return self.env["ir.module.module"]._installed()

    def _foreign(self):
        dollar = self.env.ref("base.USD")
        other = self.env.ref("base.EUR") if self.company.currency_id == dollar else dollar
        other.active = True
        self.env["res.currency.rate"].create(
            {"currency_id": other.id, "name": "2026-01-01", "rate": 1.25}
        )
        self.bill("FOREIGN", 500.0, currency_id=other.id)

    def _entry(self):
        journal = self.env["account.journal"].search([("type", "=", "general")], limit=1)
        accounts = self.account("expense"), self.account("liability_current")
        lines = [
            Command.create({"account_id": account.id, "name": "Accrual", "balance": sign * 42})
            for account, sign in zip(accounts, (1, -1), strict=True)
        ]
        entry = {"journal_id": journal.id, "date": DAY, "line_ids": lines}
        self.env["account.move"].create(entry).action_post()

    def _order(self, supplier):
        product = self.env["product.product"].create(
            {"name": "Support", "type": "service", "purchase_method": "purchase"}
        )
        line = {"product_id": product.id, "product_qty": 4, "price_unit": 25.0}
        order = self.env["purchase.order"].create(
            {"partner_id": supplier.id, "order_line": [Command.create(line)]}
        )
        order.button_confirm()
        order.order_line.qty_received_manual = 3
        order.action_create_invoice()
        order.invoice_ids.write({"invoice_date": DAY, "ref": "ORDER"})
        order.invoice_ids.action_post()
