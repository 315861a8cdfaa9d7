# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each amount in words, in the reader's language, from values and not from a text."""

import re

from odoo import fields
from odoo.tools import format_date
from odoo.tools.misc import formatLang

# A receipt without a number of its own is named by its day.
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def period_terms(line, words) -> dict:
    """Service period, convention and amount of a line, as a sentence takes them."""
    conventions = dict(line._fields["convention"]._description_selection(line.env))
    return {
        "start": format_date(line.env, line.period_start),
        "end": format_date(line.env, line.period_end),
        "convention": (conventions.get(line.convention) or "").lower(),
        "amount": shown_amount(line, words.get("amount")),
    }


def with_remarks(parts: list[str], line, words) -> str:
    """What holds for every kind: rate, elapsed service, difference, exclusion."""
    if words.get("rate"):
        parts.append(
            line.env._("Closing rate: %(rate)s.", rate=shown_number(line.env, words["rate"]))
        )
    if words.get("service"):
        parts.append(
            line.env._(
                "Received by time elapsed between %(start)s and %(end)s.",
                start=shown_day(line.env, words["service"][0]),
                end=shown_day(line.env, words["service"][1]),
            )
        )
    parts += _remarks_of_before(line, words)
    return " ".join(parts + _exclusion(line, words) + _questions(line.env, words))


def _remarks_of_before(line, words) -> list[str]:
    """What was posted, decided or accrued before."""
    parts = []
    if "posted_before" in words:
        parts.append(
            line.env._(
                "Difference: %(now)s now, %(before)s already posted.",
                now=shown_amount(line, words.get("now")),
                before=shown_amount(line, words["posted_before"]),
            )
        )
    if words.get("decided_before"):
        parts.append(_decision_remark(line, words))
    if words.get("excluded_now"):
        parts.append(_excluded_remark(line, words))
    elif line.excluded_code and line.previous_amount:
        before = shown_amount(line, str(line.previous_amount))
        parts.append(
            line.env._("%(amount)s was accrued the month before.", amount=before)
        )
    return parts


def _excluded_remark(line, words) -> str:
    """Which document is not accrued any more, what was posted of it, and why."""
    labels = dict(line._fields["excluded_code"]._description_selection(line.env))
    document = words.get("order") or words.get("reference") or words.get("document")
    return line.env._(
        "Not accrued any more: %(document)s of %(supplier)s, posted with %(before)s "
        "(%(why)s).",
        document=document or line.label,
        supplier=line.partner_id.display_name or "—",
        before=shown_amount(line, words.get("posted_before")),
        why=labels.get(words["excluded_now"], words["excluded_now"]),
    )


def _exclusion(line, words) -> list[str]:
    """Why nothing is accrued, beyond what the column says."""
    if line.excluded_code == "no_accrual":
        return [line.env._("Not accrued: %(why)s", why=words.get("reason", ""))]
    texts = _exclusion_texts(line.env)
    return [texts[line.excluded_code]] if line.excluded_code in texts else []


def _exclusion_texts(env) -> dict[str, str]:
    return {
        "billed": env._(
            "Not accrued: a bill in the books seems to bill it; link it, or say that "
            "it does not."
        ),
        "not_received": env._(
            "Not accrued: its order is not received so far; record the receipt, or "
            "take the bill off the order."
        ),
        "beyond_order": env._(
            "Not accrued: all that was ordered has come and is counted once; its order, "
            "or another bill of it, owns that cost. Check the bill."
        ),
        "duplicate": env._(
            "Not accrued: it repeats another bill; cancel it, or waive the finding."
        ),
        "not_due": env._("Not accrued: its match was refused as not due."),
        "later": env._(
            "Not accrued: its text speaks of a later month; write the service dates."
        ),
        "no_date": env._(
            "Not accrued: it has no date and came in after the month; write its date."
        ),
        "not_cost": env._(
            "Not accrued: its account bears no cost; choose the right one on the bill."
        ),
    }


def _questions(env, words) -> list[str]:
    """What a person should look at: in a sentence of its own, else by its name."""
    codes = words.get("reviews") or ()
    sentences = {code: _doubt(env, code, words) for code in codes}
    selection = env["ap.closing.line"]._fields["review_code"]
    labels = dict(selection._description_selection(env))
    shown = [labels[code] for code in codes if code in labels and not sentences[code]]
    parts = list(filter(None, sentences.values()))
    if shown:
        parts.append(env._("To review: %(reasons)s.", reasons="; ".join(shown)))
    return parts


def _doubt(env, code, words) -> str:
    """Why a person should look, in a sentence; nothing where the code says it all."""
    if code in ("no_rate", "old_rate"):
        return _doubt_of_rate(env, code)
    if code == "moved":
        return _doubt_of_place(env)
    if code == "amount_apart":
        return env._(
            "A bill says an amount far from the order's price for its quantity: "
            "%(billed)s of %(ordered)s are taken as paid by the bills.",
            billed=shown_number(env, words.get("billed")),
            ordered=shown_number(env, words.get("ordered")),
        )
    return _doubt_texts(env).get(code, "")


def _doubt_texts(env) -> dict[str, str]:
    return {
        "return_unclear": env._(
            "Nobody said whether what went down was sent back (a credit note is "
            "awaited) or recorded by mistake (it is still to come): say so on its "
            "receipt."
        ),
        "closed_ahead": env._(
            "What is left of it was closed, and is billed: a credit note is awaited; "
            "else it is a cost."
        ),
        "kit_incomplete": env._(
            "Some parts of a kit came without the others: only whole kits count."
        ),
        "order_changed": env._(
            "The order was changed after the closing date: quantity and price are those "
            "of then."
        ),
        "order_unknown": env._(
            "The order was changed after the closing date, and what it said then was "
            "not kept: quantity and price are those of now."
        ),
        "unrecorded": env._(
            "Nobody recorded a receipt of it: it is taken to have come as the goods "
            "of its order did, else on the day planned."
        ),
    }


def _doubt_of_place(env) -> str:
    return env._(
        "It was posted on another account or supplier, and stays there until it is "
        "reversed; cancel that posting and post again to put it right."
    )


def _doubt_of_rate(env, code) -> str:
    if code == "no_rate":
        return env._(
            "No exchange rate is known at the closing date: the amount is unknown. "
            "Enter the rate, refresh that of a bill captured before, and propose again."
        )
    return env._(
        "The exchange rate is of an earlier month: enter that of the closing date."
    )


def _decision_remark(line, words) -> str:
    """What a person had decided, for which amount and why, and what comes of it."""
    facts, reason = words["decided_before"]
    terms = {
        "facts": shown_amount(line, facts),
        "now": shown_amount(line, words.get("now") or str(line.amount_computed)),
        "reason": reason or "—",
    }
    if words.get("decision_kept"):
        return line.env._(
            "Decision of a cancelled posting, when %(facts)s was computed: %(amount)s "
            "(%(reason)s).",
            amount=shown_amount(line, line.override_amount or line.amount),
            **terms,
        )
    return line.env._(
        "%(decided)s was decided when %(facts)s was computed (%(reason)s); %(now)s is "
        "computed now, and what moved since is proposed.",
        decided=shown_amount(line, words.get("posted_before")),
        **terms,
    )


def shown_total(line, words) -> str:
    """The untaxed total of a bill; in its own currency where nobody knows its rate."""
    if not words.get("total_in_currency"):
        return shown_amount(line, words.get("total"))
    amount, currency = words["total_in_currency"]
    return f"{formatLang(line.env, float(amount), digits=2, grouping=True)} {currency}"


def shown_price(line, text: str) -> str:
    """A unit price with the digits it has, two at least."""
    digits = max(len(text.partition(".")[2]), 2)
    shown = formatLang(line.env, float(text), digits=digits, grouping=True)
    return f"{shown} {line.source_currency_id.name or ''}".strip()


def references(env, names, day) -> str:
    """Document numbers and days in brackets, each once."""
    shown = [shown_day(env, name) if ISO_DAY.fullmatch(name) else name for name in names or ()]
    if day:
        shown.append(shown_day(env, day))
    return f" ({', '.join(dict.fromkeys(shown))})" if shown else ""


def shown_day(env, iso) -> str:
    """A day in the reader's language; a dash where none is known."""
    return format_date(env, fields.Date.to_date(iso)) if iso else "—"


def shown_number(env, text) -> str:
    """A quantity in the reader's language, without the digits that say nothing."""
    value = float(text or 0)
    digits = 0 if value == int(value) else 4
    shown = formatLang(env, value, digits=digits, grouping=True)
    return shown.rstrip("0").rstrip(",.") if digits else shown


def shown_amount(line, text) -> str:
    """An amount in company currency, in the reader's language."""
    return formatLang(line.env, float(text or 0), currency_obj=line.currency_id)
