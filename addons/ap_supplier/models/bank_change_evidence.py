# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is known of a supplier, beside what somebody asks to change. As superuser."""

import re
from collections import defaultdict
from dataclasses import asdict

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..rules.bank_change import RECENT, Claim, Known, Words, signs, worst
from ..rules.bank_change_number import compact, shown
from .bank_change_door import OPEN

BRINGS = ("new", "replace", "trust")
NAMES_SHOWN = 5


def words_of(env) -> Words:
    table = env["ap.supplier.word"]
    return Words(
        legal_forms=table._words("legal_form"),
        free_mail=table._words("free_mail"),
        urgent=table._words("urgent"),
    )


def complete(cases):
    """Give new cases what follows from what was asked; refuse what cannot be a case."""
    for case in cases:
        partner = case.partner_id.commercial_partner_id
        account = case.account_id
        if account and account.partner_id.commercial_partner_id != partner:
            raise UserError(_other_holder(case))
        if case.kind in ("replace", "remove", "trust", "holder") and not account:
            raise UserError(case.env._("Choose the account that is to be changed."))
        if case.kind in BRINGS and not compact(case.acc_number):
            raise UserError(case.env._("Give the account number that is asked for."))
        key = key_of(case.kind, account, case.acc_number)
        _refuse_twice(cases, partner, key)
        case.write(
            {
                "name": case.env["ir.sequence"].next_by_code("ap.bank.change"),
                "partner_id": partner.id,
                "company_id": (account.company_id or partner.company_id).id,
                "old_number": account.acc_number if case.kind != "new" else False,
                "acc_number": shown(case.acc_number) or account.acc_number,
                "key": key,
            }
        )
        case.flush_recordset()
    cases._settle()


def _refuse_twice(cases, partner, key):
    found = cases.search(
        [("partner_id", "=", partner.id), ("key", "=", key), ("state", "in", OPEN)], limit=1
    )
    if found:
        raise UserError(
            cases.env._("%(case)s is open for the same already.", case=found.display_name)
        )


def key_of(kind, account, number) -> str:
    """What a case is about: one is open at a time."""
    return compact(number) if kind in BRINGS else f"{kind}:{account.id}"


def _other_holder(case) -> str:
    return case.env._(
        "The account %(account)s is not one of %(supplier)s.",
        account=case.account_id.acc_number,
        supplier=case.partner_id.display_name,
    )


# Known before ---------------------------------------------------------------------------


def look(cases, kind):
    """Note what is known and the warning signs, in the case and its history."""
    words = words_of(cases.env)
    today = fields.Date.context_today(cases)
    for case in cases:
        known = case.known or _known(case, today)
        found = signs(_claim(case, today), _facts(case, known), words)
        noted = [asdict(sign) for sign in found]
        case.write({"known": known, "signs": noted, "level": worst(found) or False})
        number = case.acc_number or case.account_id.acc_number or ""
        case._note_event(kind, signs=noted, asked=case.kind, number=number)


def _claim(case, today) -> Claim:
    return Claim(
        number=case.acc_number or case.account_id.acc_number or "",
        holder=case.acc_holder_name or "",
        sender=case.sender or "",
        text=case.source_text or "",
        documents=case.document_count,
        day=today,
        is_number_new=case.kind in BRINGS,
    )


def _known(case, today) -> dict:
    """The contacts of the supplier as they stand before the case. Values of JSON."""
    people = case.env["res.partner"].search(
        [("id", "child_of", case.partner_id.id)], order="id", limit=50
    )
    changes = case.env["ap.contact.change"].search([("partner_id", "in", people.ids)])
    recent = changes.filtered(lambda one: today - one.date.date() < RECENT)
    fresh = _fresh(case.partner_id, people, today)
    new_phones = {digits(one.new_value) for one in recent if one.name == "phone"}
    new_phones |= {digits(one.phone) for one in fresh} - {
        digits(one.phone) for one in people - fresh
    }
    phones = [(one.phone, one.name) for one in people if one.phone]
    phones += [(one.old_value, one.partner_id.name) for one in recent if one.name == "phone"]
    mails = [one.email for one in people - fresh]
    mails += [one.old_value for one in recent if one.name == "email"]
    new_mails = {one.new_value for one in recent if one.name == "email"}
    return {
        "phones": [
            {"number": number, "name": name or "", "recent": digits(number) in new_phones}
            for number, name in dict.fromkeys(one for one in phones if digits(one[0]))
        ],
        "mails": [one for one in dict.fromkeys(mails) if one and one not in new_mails],
        **{
            f"{name}_changed": max(days).isoformat()
            for name in ("phone", "email")
            if (days := [one.date.date() for one in recent if one.name == name])
        },
    }


def _fresh(supplier, people, today):
    """Contacts entered lately below a supplier that was known before: who enters one and
    asks for another account would call himself. A supplier that is new itself has no
    others; a sign says so."""
    if _is_recent(supplier, today):
        return people.browse()
    return (people - supplier).filtered(lambda one: _is_recent(one, today))


def _is_recent(partner, today) -> bool:
    return bool(partner.create_date) and today - partner.create_date.date() < RECENT


def digits(number) -> str:
    """The figures of a phone number; the nine last ones are the same however the country
    is written."""
    return re.sub(r"\D", "", number or "")[-9:]


def _facts(case, known) -> Known:
    partner = case.partner_id
    others = case.env["res.partner.bank"].with_context(active_test=False).search(
        [("partner_id", "child_of", partner.id), ("id", "!=", case.account_id.id or 0)]
    ).filtered("allow_out_payment")  # fmt: skip
    numbers = [compact(one.acc_number) for one in others]
    if case.old_number and case.account_id.allow_out_payment:
        numbers.append(compact(case.old_number))
    same = _held_elsewhere(case)
    return Known(
        name=partner.name or "",
        country=partner.country_id.code or "",
        numbers=tuple(numbers),
        addresses=tuple(known["mails"]),
        phones=tuple(one["number"] for one in known["phones"] if not one["recent"]),
        holders_elsewhere=tuple(same.mapped("display_name")[:NAMES_SHOWN]),
        is_own=bool(same.ref_company_ids) or any(_is_of_staff(one) for one in same),
        since=partner.create_date.date() if partner.create_date else None,
        phone_changed=fields.Date.to_date(known.get("phone_changed")),
        mail_changed=fields.Date.to_date(known.get("email_changed")),
    )


def _held_elsewhere(case):
    """Who else has this number."""
    number = compact(case.acc_number)
    if not number:
        return case.env["res.partner"]
    accounts = case.env["res.partner.bank"].search([("sanitized_acc_number", "=", number)])
    holders = accounts.partner_id.commercial_partner_id
    return holders - case.partner_id


def _is_of_staff(partner) -> bool:
    return any(user._is_internal() for user in partner.user_ids)


def companies(case):
    """The companies that may pay the supplier."""
    every = case.env["res.company"].sudo()
    if case.company_id:
        return every.search([("id", "child_of", case.sudo().company_id.ids)])
    return every.search([])  # pylint: disable=no-search-all; they are few


# From outside ---------------------------------------------------------------------------


def ask_for(cases, account, values, source, text):
    """Open a case for these values of an account, or note that it was asked again."""
    given = _given(account, values)
    key = key_of(given["kind"], account, given["acc_number"])
    partner = _partner(account, values).commercial_partner_id
    found = cases.search(
        [("partner_id", "=", partner.id), ("key", "=", key), ("state", "in", OPEN)]
    )
    if found:
        found._note_event("again", text=text, number=given["acc_number"] or "")
        return found
    return cases.create(
        {**given, "partner_id": partner.id, "source": source, "source_text": text}
    )


def ask_from_mail(cases, account, request):
    """Open a case for what a mail says, with its words and sender as evidence."""
    partner = request.partner_id.commercial_partner_id
    found = cases.search(
        [
            ("partner_id", "=", partner.id),
            ("key", "=", compact(account.acc_number)),
            ("state", "in", OPEN),
        ]
    )
    found = found or _refused_before(cases, partner, account)
    if found:
        found._note_event("again", text=request.display_name)
        return found
    return cases.create(
        {
            "partner_id": partner.id,
            "kind": "trust" if account.id else "new",
            "account_id": account.id or False,
            "acc_number": account.acc_number,
            "source": "request",
            "source_text": request.text,
            "sender": request.requester_email,
        }
    )


def _refused_before(cases, partner, account):
    """The case in which a person refused this number for the supplier: the same mail sent
    once more does not stop its payments again. A person may still open another one."""
    return cases.search(
        [
            ("partner_id", "=", partner.id),
            ("key", "=", compact(account.acc_number)),
            ("state", "=", "refused"),
        ],
        limit=1,
    )


def _partner(account, values):
    moved = values.get("partner_id")
    return account.env["res.partner"].browse(moved) if moved else account.partner_id


def _given(account, values) -> dict:
    """What the case asks for, from what was to be written."""
    number = values.get("sanitized_acc_number") or values.get("acc_number")
    changed = compact(number) if number else ""
    moved = values.get("partner_id") not in (None, account.partner_id.id)
    given = {
        "acc_number": number or account.acc_number,
        "acc_holder_name": values.get("acc_holder_name") or account.acc_holder_name,
        "bank_id": values.get("bank_id") or account.bank_id.id,
        "clearing_number": values.get("clearing_number") or account.clearing_number,
        "account_id": account.id,
    }
    if moved:
        return {**given, "kind": "new", "account_id": False}
    if changed and changed != compact(account.acc_number):
        return {**given, "kind": "replace"}
    if values.get("active") is False:
        return {**given, "kind": "remove"}
    if values.get("active"):
        return {**given, "kind": "new"}
    if values.get("allow_out_payment"):
        return {**given, "kind": "trust"}
    return {**given, "kind": "holder"}


# What waits -----------------------------------------------------------------------------


def held(cases) -> dict[int, tuple[int, float]]:
    """For each supplier: how many open bills wait, and for how much, in the companies
    that the user works in (their own currencies)."""
    bills = cases.env["account.move"]._read_group(
        [
            ("commercial_partner_id", "in", cases.partner_id.ids),
            ("move_type", "in", ("in_invoice", "in_receipt")),
            ("state", "=", "posted"),
            ("payment_state", "in", ("not_paid", "partial")),
        ],
        ["commercial_partner_id"],
        ["__count", "amount_residual_signed:sum"],
    )
    return {partner.id: (count, -amount) for partner, count, amount in bills}


def bills_of_cases(env, bill_ids=None) -> SQL:
    """The bills that an open case holds, each with its case: what is not paid, and what
    was settled after the case was opened."""
    env["ap.bank.change"].flush_model(["state", "partner_id"])
    env["account.move"].flush_model(
        ["commercial_partner_id", "move_type", "payment_state", "state"]
    )
    chosen = SQL("bill.id = ANY(%s)", list(bill_ids)) if bill_ids is not None else SQL("TRUE")
    return SQL(
        """SELECT bill.id AS id, bank_case.id AS case_id
             FROM ap_bank_change bank_case
             JOIN account_move bill ON bill.commercial_partner_id = bank_case.partner_id
            WHERE bank_case.state IN ('open', 'approved')
              AND bill.move_type IN ('in_invoice', 'in_refund', 'in_receipt')
              AND bill.state <> 'cancel'
              AND %s
              AND (bill.payment_state NOT IN ('paid', 'in_payment', 'reversed')
                   OR EXISTS (SELECT 1 FROM account_move_line item
                                JOIN account_partial_reconcile part
                                  ON part.credit_move_id = item.id
                               WHERE item.move_id = bill.id
                                 AND part.create_date >= bank_case.create_date))""",
        chosen,
    )


def cases_of_bills(env, bill_ids) -> dict[int, list[int]]:
    """The open cases that hold these bills: {bill: cases}."""
    found = defaultdict(list)
    if bill_ids:
        for row in env.execute_query_dict(bills_of_cases(env, bill_ids)):
            found[row["id"]].append(row["case_id"])
    return found
