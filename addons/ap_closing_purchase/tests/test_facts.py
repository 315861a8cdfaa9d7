# SPDX-License-Identifier: AGPL-3.0-or-later
"""Published figures, entered as documents and read back from the entries."""

import yaml

from odoo.tests import tagged

from odoo.addons.ap_base.tests import published

from .common import OCTOBER, YEAR_END, ApClosingCommon

NAME = "Nordlys SAS"


def _read(name):
    return yaml.safe_load(published.path(f"expected/closing/{name}").read_text("utf-8"))


@tagged("post_install", "-at_install")
class TestFacts(ApClosingCommon):
    def _figures(self, name):
        return next(case for case in _read("textbook_fr.yaml") if case["id"] == name)

    def _prepaid(self, amount, start, end, day, convention):
        self.company.ap_prepaid_convention = convention
        self._spread(start, end, amount, day=min(start, day))
        return sum(self._lines(self._close(day), "prepaid").mapped("amount"))

    def test_telephone_of_three_months(self):
        case = self._figures("cca-telephone")
        amount = case["input"]["amount_ht"]
        found = self._prepaid(
            amount, "2025-12-01", "2026-02-28", "2025-12-31", "months_started"
        )
        self.assertEqual(found, case["expected"]["prepaid_486"])

    def test_insurance_by_months(self):
        case = self._figures("cca-assurance-compta-online")
        found = self._prepaid(
            case["input"]["amount"], "2021-10-01", "2022-09-30", "2021-12-31",
            "months_completed",
        )  # fmt: skip
        self.assertEqual(found, case["expected"]["prepaid_486"])

    def test_insurance_of_half_a_year(self):
        case = self._figures("cca-assurance-6-mois")
        found = self._prepaid(
            case["input"]["amount"], "2025-07-01", "2026-06-30", "2025-12-31",
            "months_started",
        )  # fmt: skip
        self.assertEqual(found, case["expected"]["prepaid"])

    def test_quarterly_rent(self):
        found = self._prepaid(
            3000.0, "2025-12-01", "2026-02-28", "2025-12-31", "months_started"
        )
        self.assertEqual(found, 2000.0)  # two thirds

    def test_goods_not_billed(self):
        case = self._figures("fnp-marchandises")
        entry = case["expected"]["entry_31_12_N"]
        goods = self._product("Goods", self._account("607000"))
        self._received(
            case["input"]["goods_ht"], 1, on="2026-12-01", day="2026-12-10",
            line={"product_id": goods.id},
        )  # fmt: skip
        run = self._run(self._close(YEAR_END))
        self.assertItems(
            run,
            [
                ("607", NAME, float(entry["debit"][607]), 0.0),
                ("44586", NAME, float(entry["debit"][44586]), 0.0),
                ("4081", NAME, 0.0, float(entry["credit"][4081])),
            ],
        )
        self.assertReversed(run, "2027-01-01")

    def test_spreading_by_calendar_days_agrees_but_for_the_residue(self):
        """That peer leaves the residue to the last line; ours rounds cumulatively."""
        cases = {
            case["id"]: case for case in _read("deferral_oca_spread.yaml")["cases"]
        }
        case = cases["spread-19a"]
        self._spread("2017-02-01", "2018-01-31", case["input"]["amount"])
        rest, found = case["input"]["amount"], []
        for day in case["input"] and case["expected_dates"]:
            now = sum(self._lines(self._close(day), "prepaid").mapped("amount"))
            found.append(round(rest - now, 2))
            rest = now
        self.assertEqual(sum(map(round, [value * 100 for value in found])), 1200000)
        for ours, theirs in zip(found, case["expected_amounts"], strict=True):
            self.assertAlmostEqual(ours, theirs, delta=0.0101)

    def test_odoo_s_own_cases_of_accrued_orders(self):
        facts = _read("accrual_odoo19_core.yaml")[0]
        steps = [step for step in facts["steps"] if "expected_entry" in step]
        for step in steps:
            with self.subTest(received=step.get("received"), tax=step.get("tax")):
                self._assert_core_step(facts["order"]["lines"], step)

    def _assert_core_step(self, specs, step):
        accounts = {"EXP": self._account("611000"), "EXP2": self._account("622600")}
        partner, currency, tax = self._partner("Core"), self.company.currency_id, None
        if "rate" in step:
            currency = self.setup_other_currency("USD", rates=[("2026-01-01", 2.0)])
        if "included" in step.get("tax", ""):
            tax = self._tax(
                "10 % incl.", 100, amount=10, price_include_override="tax_included"
            )
        billed = step.get("billed", [0, 0])
        after = step.get("received") or step["then_returned_to"]
        for spec, quantity, bill in zip(specs, after, billed, strict=True):
            product = self._product(spec["product"], accounts[spec["expense"]])
            line = self._order(
                spec["price"], spec["qty"], tax or self.env["account.tax"],
                partner_id=partner.id, currency_id=currency.id,
                line={"product_id": product.id},
            )  # fmt: skip
            final = step.get("then_returned_to", after)
            quantity = final[specs.index(spec)]
            self._receive(line, max(bill, quantity))
            if bill:
                self._bill(line, bill)
            if bill > quantity:
                self._receive(line, quantity - bill, "2026-10-28")
        self._assert_core_entry(partner, step["expected_entry"])

    def _assert_core_entry(self, partner, expected):
        closing = self._close(OCTOBER)
        moves = closing.run_ids._standing_moves()
        items = moves.line_ids.filtered(lambda item: item.partner_id == partner)
        names = {
            "611000": "EXP",
            "622600": "EXP2",
            "408100": "ACCRUED",
            "409800": "ACCRUED",
        }
        found = {}
        for item in items:
            name = names[item.account_id.code]
            found[name] = round(found.get(name, 0.0) + item.balance, 2)
        wanted = {
            name: cell.get("debit", 0.0) - cell.get("credit", 0.0)
            for name, cell in expected.items()
        }
        self.assertEqual(found, wanted)
