# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why an answer was given, in sentences; the entry that it would post, as a table."""

from markupsafe import Markup

from odoo import fields
from odoo.tools import format_date
from odoo.tools.i18n import format_list
from odoo.tools.misc import formatLang

from odoo.addons.ap_base.arithmetic.debit_credit import debit_credit
from odoo.addons.ap_base.arithmetic.money import to_decimal
from odoo.addons.ap_closing.models.entry_preview import ROW, TABLE

from ..rules.match_codes import REASONS, WHY

DAYS = frozenset(("opposite_amount", "instalment", "on_its_way"))
AMOUNTS = frozenset((
    "original_amount", "discount", "small_difference", "fee_taken", "near_rate",
    "part_payment", "overpaid", "instalment_differs", "not_explained", "sum_of_lines",
))  # fmt: skip


def reasons(env, match, found) -> str:
    """The reasons of a stored proposal, one a line, the strongest first as they came."""
    words = {**_of_amounts(env), **_of_parties(env), **_of_others(env)}
    lines = [_sentence(env, match, code, values, words, REASONS) for code, values in found]
    return "\n".join(f"• {line}" for line in dict.fromkeys(lines))


def why_not(env, match, found) -> str:
    """Why the best proposal is not booked by itself; "" if nothing keeps it."""
    if not found:
        return ""
    code, values = found
    if code == "not_explained" and not float(values[0]):
        return env._("it pays what is open in part only")
    return _sentence(env, match, code, values, _of_doubts(env), WHY)


def summary(match) -> str:
    """What keeps the proposal from being automatic, then what speaks for it, in one line."""
    reasons_ = ", ".join(line.removeprefix("• ") for line in (match.reasons or "").splitlines())
    return " — ".join(filter(None, (match.why_not, reasons_)))


def _sentence(env, match, code, values, words, known) -> str:
    names = known.get(code, ())
    places = dict.fromkeys(names, "")
    for name, value in zip(names, values, strict=False):
        places[name] = _shown(env, match, code, name, value)
    if code in ("names_others", "same_words"):
        places["items"] = format_list(env, [str(value) for value in values]) if values else ""
    return words.get(code, code) % places


def _shown(env, match, code, name, value):
    if code in DAYS and isinstance(value, str):
        return format_date(env, fields.Date.to_date(value))
    if code in AMOUNTS and name in ("amount", "left"):
        return match.currency_id.format(abs(float(value)))
    if name == "item":
        item = env["account.move.line"].browse(value).exists()
        return item.move_id.display_name or value
    if name == "line":
        return env["account.bank.statement.line"].browse(value).exists().payment_ref or value
    if name == "rule":
        return env["ap.bank.rule"].sudo().browse(value).exists().name or value
    return value


def _of_amounts(env) -> dict:
    return {
        "amount": env._("the amount is the same"),
        "original_amount": env._("the amount before conversion is the same (%(currency)s)"),
        "discount": env._("the amount less the cash discount of %(amount)s"),
        "only": env._("nothing else has this amount"),
        "sum": env._("%(count)s items make the amount together"),
        "sum_of_named": env._("the items that the label names make the amount"),
        "only_set": env._("no other items among %(among)s make it"),
        "may_be_chance": env._("among %(among)s items that may be chance"),
        "small_difference": env._("a small difference of %(amount)s"),
        "fee_taken": env._("the bank may have kept a fee of %(amount)s"),
        "near_rate": env._("near its value at the rate of the day (%(currency)s)"),
        "part_payment": env._("paid in part"),
        "overpaid": env._("%(left)s more than is open"),
        "sum_of_lines": env._("%(count)s bank lines pay it together (%(amount)s)"),
        "opposite_amount": env._("the opposite amount on %(day)s"),
        "batch": env._("payment order %(batch)s of %(count)s payments"),
    }


def _of_parties(env) -> dict:
    return {
        "reference": env._("the label bears the reference %(reference)s"),
        "end_to_end": env._("the end-to-end reference %(reference)s"),
        "cut_reference": env._("the label ends with the beginning of %(reference)s"),
        "named_among": env._("one of %(count)s items that the label names"),
        "names_others": env._("the label names others that are not in it"),
        "other_number": env._("the label bears another number of that series: %(reference)s"),
        "iban": env._("the IBAN %(number)s of the party"),
        "mandate": env._("the direct debit mandate %(number)s"),
        "creditor": env._("the creditor identifier %(number)s"),
        "habit": env._("labels like this were that party %(count)s times"),
        "name": env._("the label bears the name"),
        "first_word": env._("the label begins with the name"),
        "part_of_name": env._("the label bears a part of the name"),
        "shared_name": env._("several parties bear that name"),
        "other_party": env._("the label names another party"),
        "party_unknown": env._("the party that the label names is not known"),
    }


def _of_others(env) -> dict:
    return {
        "due": env._("paid %(days)s days from its due date"),
        "far_from_due": env._("%(days)s days from its due date"),
        "before_item": env._("the bank line is older than the document"),
        "instalment": env._("instalment of %(day)s"),
        "instalment_differs": env._("the instalment differs by %(amount)s"),
        "contract": env._("contract number %(reference)s"),
        "loan_words": env._("the words of a loan"),
        "lender": env._("the name of the lender"),
        "returned": env._("the bank takes it back (%(reason)s)"),
        "same_words": env._("the same words as the payment: %(items)s"),
        "own_account": env._("our own account %(number)s"),
        "internal_words": env._("the words of an internal transfer"),
        "own_name": env._("our own name"),
        "on_its_way": env._("a transfer on its way since %(day)s"),
        "other_side_awaited": env._("the other side is still awaited"),
        "rule": env._("the rule “%(rule)s”"),
    }


def _of_doubts(env) -> dict:
    return {
        "not_explained": env._("%(left)s of the amount is not explained"),
        "below_threshold": env._("what speaks for it is not enough (%(score)s of 1000)"),
        "second_answer": env._("another answer fits as well"),
        "claimed_twice": env._("another bank line may pay %(item)s as well"),
        "other_line": env._("its other line (%(line)s) is in doubt"),
    }


def preview(line, parts) -> Markup:
    """The entry of the line with these parts, as a table in company currency."""
    liquidity, suspense, others = line._seek_for_lines()
    rows = [
        (one.account_id, one.partner_id, one.name or "", to_decimal(one.balance))
        for one in liquidity | others
    ]
    accounts, partners = line.env["account.account"], line.env["res.partner"]
    for part in parts:
        partner = partners.browse(part.partner_id or [])
        rows.append((accounts.browse(part.account_id), partner, part.label, part.balance))
    left = -sum(row[-1] for row in rows)
    if left:
        account = suspense.account_id or line.journal_id.suspense_account_id
        rows.append((account, partners, env_left(line.env), left))
    return _table(line.env, line.company_id.currency_id, rows)


def env_left(env) -> str:
    """The label of what stays open."""
    return env._("Left to handle")


def _table(env, currency, rows) -> Markup:
    def money(amount):
        return formatLang(env, float(amount), currency_obj=currency) if amount else ""

    sides = [debit_credit(balance) for *_names, balance in rows]
    body = Markup("").join(
        ROW.format(
            account=account.display_name, partner=partner.display_name or "", label=label,
            debit=money(debit), credit=money(credit),
        )
        for (account, partner, label, _balance), (debit, credit) in zip(rows, sides, strict=True)
    )  # fmt: skip
    return TABLE.format(
        account=env._("Account"), partner=env._("Partner"), label=env._("Label"),
        debit=env._("Debit"), credit=env._("Credit"), total=env._("Total"), rows=body,
        sum_debit=money(sum(side[0] for side in sides)),
        sum_credit=money(sum(side[1] for side in sides)), more="",
    )  # fmt: skip
