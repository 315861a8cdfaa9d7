# SPDX-License-Identifier: AGPL-3.0-or-later
"""Drafts of answers to suppliers, from what the books say, in the language they wrote.

Our own words on a hold, and who decided it, are never told. To a sender that nobody has
checked nothing is told at all.
"""

from markupsafe import Markup

from odoo.tools import format_date

from odoo.addons.ap_base.models.words import amount_text

from . import request_facts

LANGS = {"fr": "fr_FR", "en": "en_US"}


def lang_of(request) -> str:
    """The language of the answer, if it is installed."""
    installed = dict(request.env["res.lang"].sudo().get_installed())
    wanted = LANGS.get(request.lang or "en", "en_US")
    known = request.partner_id.lang
    if known in installed and known[:2] == request.lang:
        return known
    return wanted if wanted in installed else request.env.lang or "en_US"


def draft(request) -> tuple[str, Markup]:
    """The subject and the text of the answer."""
    spoken = request.with_context(lang=lang_of(request))
    env = spoken.env
    subject = subject_of(spoken)
    hello = _p(env._("Hello,"))
    close = _p(env._("Best regards,")) + _p(spoken.company_id.name)
    if not spoken._may_be_told():
        return subject, hello + _unchecked(env) + close
    write = _ANSWERS.get(spoken.type_id.code, _other)
    return subject, hello + write(spoken) + close


def subject_of(request) -> str:
    """The subject of what is sent: its mark brings the reply to this request."""
    return f"Re: {request.name} [{request.number}]"


def facts_table(request, facts) -> Markup:
    """What stands beside the draft, for our own people: also why payments wait."""
    env = request.env
    rows = Markup("").join(
        Markup("<tr><td class='text-nowrap'>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>")
        % (
            one.number,
            format_date(env, one.day) if one.day else "",
            _amount(env, one.total, one.currency),
            format_date(env, one.due) if one.due else "",
            "; ".join([_status(env, one), *one.causes]),
        )
        for one in facts
    )
    head = Markup("").join(
        Markup("<th>%s</th>") % title
        for title in (
            env._("Bill"), env._("Date"), env._("Amount"), env._("Due on"), env._("Status")
        )
    )  # fmt: skip
    if not facts:
        return _p(env._("No bill of the supplier is named."))
    return Markup("<table class='table table-sm'><thead><tr>%s</tr></thead><tbody>%s</tbody></table>") % (head, rows)


# Answers by type ------------------------------------------------------------------------


def _unchecked(env) -> Markup:
    return _p(
        env._(
            "We received your message. We answer questions on an account to the contacts "
            "that we know of the supplier only: please write from such an address, or let "
            "your usual contact confirm who you are."
        )
    )


def _payment_status(request) -> Markup:
    bills = request.move_ids or request_facts.open_bills(request)
    return _bills(request, bills) + _unknown(request)


def _bills(request, bills) -> Markup:
    env = request.env
    facts = request_facts.of_bills(bills)
    if not facts:
        return _p(env._("No bill of yours is open in our books today.")) if not request.unknown_numbers else Markup("")
    items = Markup("").join(Markup("<li>%s</li>") % _sentence(env, one) for one in facts)
    return _p(env._("Here is where your bills stand today:")) + Markup("<ul>%s</ul>") % items


def _sentence(env, one) -> str:
    amount = _amount(env, one.total, one.currency)
    start = env._("%(number)s of %(day)s, %(amount)s", number=one.number,
                  day=format_date(env, one.day) if one.day else "—", amount=amount)  # fmt: skip
    return env._("%(bill)s: %(status)s", bill=start, status=_status(env, one))


def _status(env, one) -> str:
    if one.status == "paid":
        return _paid(env, one)
    if one.status == "received":
        return env._("received, being checked")
    if one.status == "held":
        reasons = ", ".join(reason_text(env, code) for code in dict.fromkeys(one.reasons))
        return env._("the payment waits: %(reasons)s", reasons=reasons)
    due = format_date(env, one.due) if one.due else "—"
    if one.status == "partial":
        rest = _amount(env, one.rest, one.currency)
        return env._("%(paid)s; %(rest)s due on %(day)s", paid=_paid(env, one), rest=rest, day=due)
    if one.status == "partly":
        return env._("accepted in part, due on %(day)s", day=due)
    return _against(env, one.status) or env._("accepted, due on %(day)s", day=due)


def _against(env, status) -> str | None:
    """What the supplier was told against a bill."""
    return {
        "disputed": env._("in dispute: we told you why, and pay when it is settled"),
        "suspended": env._("suspended until you send what we asked for"),
        "refused": env._("refused: we told you why; please issue another bill"),
    }.get(status)


def _paid(env, one) -> str:
    money = [payment for payment in one.payments if payment.is_money]
    other = [payment for payment in one.payments if not payment.is_money]
    parts = [
        env._(
            "paid on %(day)s, %(amount)s, reference %(reference)s",
            day=format_date(env, payment.day),
            amount=_amount(env, payment.amount, one.currency),
            reference=payment.name or "—",
        )
        for payment in money
    ]
    parts += [
        env._(
            "settled by your credit note %(number)s of %(day)s, %(amount)s",
            number=payment.name or "—",
            day=format_date(env, payment.day),
            amount=_amount(env, payment.amount, one.currency),
        )
        for payment in other
    ]
    return "; ".join(parts) or env._("settled")


def reason_text(env, code) -> str:
    return {
        "price": env._("a price differs from our order"),
        "quantity": env._("a quantity differs from what we received"),
        "order": env._("it is being compared with our order"),
        "duplicate": env._("we received a bill with the same content before"),
        "bank": env._("bank details are being verified"),
        "mention": env._("a particular of the bill is missing"),
        "check": env._("it is being checked"),
        "disputed": env._("it is in dispute"),
        "suspended": env._("we asked you for a document"),
    }[code]


def _unknown(request) -> Markup:
    if not request.unknown_numbers:
        return Markup("")
    env = request.env
    return _p(
        env._(
            "We find no document with these numbers: %(numbers)s. If they are bills, "
            "please send them again.",
            numbers=request.unknown_numbers,
        )
    )


def _statement(request) -> Markup:
    env = request.env
    return _p(
        env._(
            "Please find attached what is open on your account in our books on %(day)s.",
            day=format_date(env, _today(request)),
        )
    )


def _missing_bill(request) -> Markup:
    known = _bills(request, request.move_ids) if request.move_ids else Markup("")
    return known + _unknown(request)


def _remittance(request) -> Markup:
    bills = request.move_ids or request_facts.paid_lately(request)
    return _bills(request, bills) + _unknown(request)


def _dispute(request) -> Markup:
    env = request.env
    return _payment_status(request) + _p(
        env._(
            "Please send the delivery note and the order that the amount rests on, or a "
            "credit note for the difference."
        )
    )


def _late_penalty(request) -> Markup:
    env = request.env
    claims = request._late_claims()
    if not claims:
        return _bills(request, request.move_ids) + _p(
            env._("We find no bill named in your claim that was paid late.")
        )
    items = Markup("").join(
        Markup("<li>%s</li>")
        % env._(
            "%(bill)s, due on %(due)s: %(parts)s; indemnity %(indemnity)s",
            bill=claim["number"],
            due=format_date(env, claim["due"]),
            parts="; ".join(_slice(env, part, claim["currency"]) for part in claim["parts"]),
            indemnity=_amount(env, claim["indemnity"], claim["currency"]),
        )
        for claim in claims
    )
    currency = claims[0]["currency"]
    total = sum(claim["interest"] + claim["indemnity"] for claim in claims)
    return (
        _p(env._("Here is what we compute from the days of payment:"))
        + Markup("<ul>%s</ul>") % items
        + _p(env._("In all: %(total)s.", total=_amount(env, total, currency)))
    )


def _slice(env, part, currency) -> str:
    rate = "—" if part["percent"] is None else f"{part['percent']:.2f}"
    return env._(
        "%(days)s days at %(rate)s %%: %(amount)s",
        days=part["days"],
        rate=rate.replace(".", ",") if (env.lang or "").startswith("fr") else rate,
        amount=_amount(env, part["amount"], currency),
    )


def _bank_change(request) -> Markup:
    env = request.env
    return _p(
        env._(
            "Bank details are not changed on a message. Somebody of ours calls you at a "
            "number that we know already; until then your account stays as it is and "
            "payments to you wait."
        )
    )


def _record_change(request) -> Markup:
    return _p(
        request.env._(
            "We note what you ask to change. Please send a document that shows it, an "
            "extract of the register not older than three months for instance."
        )
    )


def _order_copy(request) -> Markup:
    env = request.env
    names = request._order_names()
    if not names:
        return _p(env._("Please tell us the number of the order of which you want a copy.")) + (
            _unknown(request)
        )
    orders = _p(env._("The orders concerned: %(orders)s.", orders=", ".join(names)))
    if set(names) <= set(request._orders_attached()):
        return orders + _p(env._("You find the copy that you asked for attached."))
    return orders + _p(env._("We send you the copy that you asked for in another message."))


def _tax_certificate(request) -> Markup:
    return _p(request.env._("You find the certificate that you asked for attached."))


def _other(request) -> Markup:
    env = request.env
    known = _bills(request, request.move_ids) if request.move_ids else Markup("")
    return known or _p(env._("We received your message and come back to you."))


def _amount(env, amount, currency) -> str:
    return amount_text(env, float(amount), currency)


def _today(request):
    return request.company_id._company_today()


def _p(text) -> Markup:
    return Markup("<p>%s</p>") % text


_ANSWERS = {
    "payment_status": _payment_status,
    "statement": _statement,
    "missing_bill": _missing_bill,
    "remittance": _remittance,
    "dispute": _dispute,
    "late_penalty": _late_penalty,
    "bank_change": _bank_change,
    "record_change": _record_change,
    "order_copy": _order_copy,
    "tax_certificate": _tax_certificate,
}
