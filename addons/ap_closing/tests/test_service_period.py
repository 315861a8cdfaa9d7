# SPDX-License-Identifier: AGPL-3.0-or-later
"""Service periods: proposed with their reason, applied by people, asked for by a control."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import OCTOBER, ApClosingCommon

YEAR = ("2026-10-01", "2027-09-30")
CONTROL = "missing_service_period"


class ServicePeriodCommon(ApClosingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.insurance = cls._account("616100")
        cls.policy = cls._product("Policy", cls.insurance)
        cls._nature("616", "insurance")
        cls.engine = cls.env["ap.service.period"]
        controls = cls.env["ap.control"].search([])
        cls.control = controls.filtered(lambda control: control.code == CONTROL)
        (controls - cls.control).active = False

    @classmethod
    def _insured(cls, label="Policy", amount=1200.0, day="2026-10-05", **values):
        """The line of a bill of insurance, that has no dates."""
        given = {
            "product_id": cls.policy.id,
            "name": label,
            "price_unit": amount,
            "tax_ids": [Command.clear()],
            **values.pop("with_line", {}),
        }
        return cls._bill(day=day, with_line=given, **values).invoice_line_ids

    def _dates(self, line, names=("deferred_start_date", "deferred_end_date")):
        return tuple(str(line[name] or "") for name in names)

    def _proposed(self, line):
        line.invalidate_recordset()
        names = ("ap_period_proposed_start", "ap_period_proposed_end")
        return (*self._dates(line, names), line.ap_period_source)

    def _findings(self, bill=None, check=True):
        if check:
            scope = {"res_model": "account.move", "res_ids": bill.ids} if bill else {}
            self.env["ap.control"]._check(
                self.company.id, [CONTROL], date="2026-11-30", **scope
            )
        domain = [("control_code", "=", CONTROL), ("company_id", "=", self.company.id)]
        return self.env["ap.finding"].search([*domain, ("state", "=", "open")])


@tagged("post_install", "-at_install")
class TestProposal(ServicePeriodCommon):
    def test_from_the_text_of_the_line_and_never_by_itself(self):
        line = self._insured("Policy from 1 October 2026 to 30 September 2027")
        self.assertEqual(self._proposed(line), (*YEAR, "text"))
        self.assertEqual(
            line.ap_period_proposal,
            "10/01/2026 → 09/30/2027 "
            "(text: “from 1 October 2026 to 30 September 2027”)",
        )
        french = line.with_context(lang="fr_FR")
        french.invalidate_recordset()
        self.assertTrue(french.ap_period_proposal.startswith("01/10/2026 → 30/09/2027"))
        self.assertEqual(self._dates(line), ("", ""))
        self.assertFalse(self._run(self._close(), "prepaid").move_ids)

    def test_a_month_takes_its_year_from_the_bill(self):
        line = self._insured("Assurance décembre", day="2027-01-10")
        self.assertEqual(self._proposed(line), ("2026-12-01", "2026-12-31", "text"))

    def test_the_bill_speaks_for_its_lines_but_its_number_is_none(self):
        bill = self._insured(ref="2026-11", post=False).move_id
        line = bill.invoice_line_ids
        self.assertEqual(self._proposed(line), ("", "", False))
        bill.narration = "<p>Période : 01/10/2026 – 30/09/2027</p>"
        self.assertEqual(self._proposed(line), (*YEAR, "notes"))
        bill.ref = "Police du 01/11/2026 au 31/10/2027"
        self.assertEqual(
            self._proposed(line), ("2026-11-01", "2027-10-31", "reference")
        )

    def test_a_credit_note_takes_the_dates_of_its_bill(self):
        line = self._insured()
        values = [{"date": "2026-10-06", "invoice_date": "2026-10-06"}]
        refund = line.move_id._reverse_moves(values).invoice_line_ids
        self.assertEqual(self._proposed(refund), ("", "", False))
        line.write({"deferred_start_date": YEAR[0], "deferred_end_date": YEAR[1]})
        self.assertEqual(self._proposed(refund), (*YEAR, "credited"))

    def test_from_the_usual_length_of_the_product(self):
        product = self.policy.product_tmpl_id
        product.ap_service_months = 3
        line = self._insured(day="2026-10-05", post=False)
        for starts, period in {
            "bill_date": ("2026-10-05", "2027-01-04"),
            "bill_month": ("2026-10-01", "2026-12-31"),
            "next_month": ("2026-11-01", "2027-01-31"),
        }.items():
            with self.subTest(starts):
                product.ap_service_starts = starts
                self.assertEqual(self._proposed(line), (*period, "product"))

    def test_follows_the_last_bill_of_the_supplier(self):
        dated = {"deferred_start_date": "2026-07-01", "deferred_end_date": "2026-09-30"}
        before = self._insured(day="2026-07-03", with_line=dated)
        line = self._insured(day="2026-10-05", post=False)
        self.assertEqual(
            self._proposed(line), ("2026-10-01", "2026-12-31", "last_bill")
        )
        self.assertIn(before.move_name, line.ap_period_proposal)
        late = self._insured(day="2027-06-05", post=False)
        self.assertEqual(self._proposed(late), ("", "", False))
        other = self._insured(
            day="2026-10-05", post=False, partner_id=self._partner("Other").id
        )
        self.assertEqual(self._proposed(other), ("", "", False))

    def test_nothing_is_proposed_where_nothing_is_missing(self):
        label = "01/10/2026 - 30/09/2027"
        dated = {"deferred_start_date": "2026-10-01", "deferred_end_date": "2026-10-31"}
        self.assertFalse(self._insured(label, with_line=dated).ap_period_proposal)
        asset = {"account_id": self._account("486000").id}
        self.assertFalse(self._insured(label, with_line=asset).ap_period_proposal)
        line = self._insured(label)
        line.set_no_service_period("Paid to a broker")
        self.assertFalse(line.ap_period_proposal)

    def test_a_bill_shows_it_while_it_is_typed(self):
        bill = self._insured("Policy", post=False).move_id
        with Form(bill) as form:
            self.assertEqual(form.ap_period_proposal_count, 0)
            with form.invoice_line_ids.edit(0) as line:
                line.name = "Policy Q4 2026"
                self.assertTrue(line.ap_period_proposal.startswith("10/01/2026"))
            self.assertEqual(form.ap_period_proposal_count, 1)

    def test_many_lines_cost_no_more_statements_than_one(self):
        dated = {"deferred_start_date": "2026-07-01", "deferred_end_date": "2026-09-30"}
        self._insured(day="2026-07-03", with_line=dated)
        bills = [self._insured(day="2026-10-05") for _number in range(6)]
        counts = []
        for lines in (bills[0], self.env["account.move.line"].union(*bills)):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(self.engine._propose(lines)), len(lines))
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)


@tagged("post_install", "-at_install")
class TestConfirm(ServicePeriodCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.roles = {
            role: cls._user(f"sp_{role}", f"ap_base.group_{role}")
            for role in ("auditor", "apprentice", "accountant")
        }

    def _missing(self):
        domain = [("ap_needs_period", "=", True), ("company_id", "=", self.company.id)]
        return self.env["account.move.line"].search(domain)

    def test_the_list_holds_lines_of_such_accounts_without_dates(self):
        line = self._insured()
        draft = self._insured(post=False)
        self._insured(with_line={"account_id": self.fees.id})
        self.assertEqual(self._missing(), line | draft)
        self.assertTrue(line.ap_needs_period)
        self.assertEqual(line.ap_account_nature_id.nature, "insurance")
        line.deferred_start_date = YEAR[0]
        self.assertEqual(self._missing(), line | draft)
        line.deferred_end_date = YEAR[1]
        self.assertEqual(self._missing(), draft)
        draft.set_no_service_period("For one journey")
        self.assertFalse(self._missing())
        domain = [("ap_needs_period", "=", False), ("id", "in", (line | draft).ids)]
        self.assertEqual(self.env["account.move.line"].search(domain), line | draft)

    def test_a_bill_taken_back_as_a_whole_asks_for_nothing(self):
        bill = self._insured().move_id
        refund = bill._reverse_moves(
            [{"date": "2026-10-06", "invoice_date": "2026-10-06"}], cancel=True
        )
        self.assertEqual((bill.payment_state, refund.state), ("reversed", "posted"))
        self.assertFalse(self._missing())

    def test_a_nature_counts_while_it_is_valid(self):
        self._nature("616", "insurance").valid_to = "2026-10-31"
        old, new = self._insured(), self._insured(day="2026-11-05")
        self.assertEqual(self._missing(), old)
        self.assertFalse(new.ap_needs_period)

    def test_applying_many_leaves_those_without_a_proposal(self):
        year = self._insured("Policy du 01/10/2026 au 30/09/2027")
        quarter = self._insured("Policy Q4 2026")
        bare = self._insured("Policy")
        result = (year | quarter | bare).apply_service_periods()
        self.assertEqual(result["applied"], (year | quarter).ids)
        self.assertEqual(result["without_proposal"], bare.ids)
        self.assertEqual(self._dates(year), YEAR)
        self.assertEqual(self._dates(quarter), ("2026-10-01", "2026-12-31"))
        self.assertEqual(self._dates(bare), ("", ""))
        message = year.move_id.message_ids[0].body
        self.assertIn("text: “du 01/10/2026 au 30/09/2027”", message)
        again = year.apply_service_periods()
        self.assertEqual(again, {"applied": [], "without_proposal": year.ids})

    def test_applied_to_a_posted_bill_the_closing_has_changed(self):
        line = self._insured("Policy du 01/10/2026 au 30/09/2027", amount=3650.0)
        self._insured("Policy du 01/10/2026 au 31/10/2026", with_line={
            "deferred_start_date": "2026-10-01", "deferred_end_date": "2026-12-31",
        })  # fmt: skip
        closing = self._close(post=False)
        run = self._run(closing, "prepaid")
        self.assertEqual(run.state, "proposed")
        line.apply_service_periods()
        self.assertTrue(run.is_stale)
        closing.action_propose()
        self.assertIn(3340.0, self._lines(closing, "prepaid").mapped("amount"))

    def test_an_apprentice_applies_to_bills_and_an_auditor_reads(self):
        draft = self._insured("Policy Q4 2026", post=False)
        posted = self._insured("Policy Q4 2026")
        reader = (draft | posted).with_user(self.roles["auditor"])
        self.assertEqual(len(set(reader.mapped("ap_period_proposal"))), 1)
        self.assertTrue(all(reader.mapped("ap_needs_period")))
        for refused in (
            reader.apply_service_periods,
            reader.action_ap_apply_service_period,
            lambda: reader.set_no_service_period("No"),
            reader.action_ap_no_service_period,
        ):
            with self.assertRaises(AccessError):
                refused()
        apprentice = (draft | posted).with_user(self.roles["apprentice"])
        apprentice.apply_service_periods()
        self.assertEqual(self._dates(draft), ("2026-10-01", "2026-12-31"))
        self.assertEqual(self._dates(posted), ("2026-10-01", "2026-12-31"))

    def test_no_period_takes_a_reason(self):
        line = self._insured()
        for blank in ("", "  ", None, 7):
            with self.assertRaises(UserError):
                line.set_no_service_period(blank)
        wizard = self.env["ap.no.service.period"].with_context(
            active_model=line._name, active_ids=line.ids
        )
        wizard.create({"reason": "One journey"}).action_confirm()
        self.assertEqual(line.deferred_no_period_reason, "One journey")
        self.assertIn("One journey", line.move_id.message_ids[0].body)
        values = [{"date": "2026-10-06", "invoice_date": "2026-10-06"}]
        refund = line.move_id._reverse_moves(values)
        reasons = refund.invoice_line_ids.mapped("deferred_no_period_reason")
        self.assertEqual(reasons, ["One journey"])

    def test_a_client_asks_for_the_list(self):
        line = self._insured("Policy Q4 2026")
        ask = self.env["account.move.line"].service_periods_missing
        [row] = ask(self.company.id, "2026-10-01", OCTOBER)
        self.assertEqual(row["line_id"], line.id)
        self.assertEqual(
            (str(row["start"]), str(row["end"]), row["source"]),
            ("2026-10-01", "2026-12-31", "text"),
        )
        self.assertEqual(ask(self.company.id, "2026-11-01"), [])
        with self.assertRaises(UserError):
            ask(self.company.id, "1st of May")


@tagged("post_install", "-at_install")
class TestMissingServicePeriod(ServicePeriodCommon):
    def test_a_line_without_dates_is_found_and_named(self):
        line = self._insured("Policy Q4 2026")
        finding = self._findings()
        self.assertEqual(
            (finding.res_id, finding.severity), (line.move_id.id, "warning")
        )
        nature = self._nature("616", "insurance").name
        self.assertEqual(
            finding.message,
            f"{line.move_name}, “Policy Q4 2026”, €\xa01,200.00 on account 616100 "
            f"({nature}): service dates are missing. "
            "Proposed: 10/01/2026 to 12/31/2026.".replace(
                "€\xa01,200.00", "1,200.00\xa0€"
            ),
        )

    def test_found_when_the_bill_is_posted_which_it_does_not_stop(self):
        line = self._insured()
        self.assertEqual(line.parent_state, "posted")
        finding = self._findings(check=False)
        self.assertEqual(finding.res_id, line.move_id.id)

    def test_each_line_is_a_finding_of_its_own(self):
        bill = self._insured().move_id
        bill.button_draft()
        more = {"product_id": self.policy.id, "price_unit": 800.0}
        bill.write({"invoice_line_ids": [Command.create({**more, "name": "Flood"})]})
        self.assertEqual(len(self._findings(bill)), 2)

    def test_closed_by_itself_when_dated_or_with_a_reason(self):
        first, second, third = (self._insured("Policy Q4 2026") for _i in range(3))
        self.assertEqual(len(self._findings()), 3)
        first.apply_service_periods()
        second.set_no_service_period("One journey")
        third.write({"deferred_start_date": YEAR[0], "deferred_end_date": YEAR[1]})
        self.assertFalse(self._findings(check=False))
        self.assertFalse(self._findings())

    def test_small_amounts_and_old_bills_are_left(self):
        self._insured(amount=499.99)
        self._insured(day="2025-06-05")
        self.assertFalse(self._findings())
        self.control.parameters = {"minimum_amount": 100, "months": 36}
        self.assertEqual(len(self._findings()), 2)

    def test_a_waiver_holds_when_other_dates_are_proposed(self):
        line = self._insured("Policy", post=False)
        finding = self._findings()
        finding.waive("Agreed with the auditor")
        line.name = "Policy"
        line.move_id.narration = "Q4 2026"
        self._findings()
        self.assertEqual(finding.state, "waived")
        self.assertIn("Proposed", finding.message)

    def test_in_french_where_the_reader_is_french(self):
        nature = self._nature("616", "insurance")
        nature.with_context(lang="fr_FR").name = "Primes d'assurance"
        self._insured()
        finding = self._findings().with_context(lang="fr_FR")
        finding.invalidate_recordset()
        self.assertIn("Primes d'assurance", finding.message)
