# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sentences about fields of an e-invoice that cannot be read: which, what is written
there, and what to do."""

from ..rules.einvoice_problems import Problem, problems

MOST_SENTENCES = 8


def reading_problems(invoice, currency) -> list[Problem]:
    """What cannot be read; `currency`: the record of its currency, empty if not known."""
    found = problems(invoice)
    known = any(one.term == "BT-5" for one in found)
    if not currency and invoice.currency and not known:
        found.insert(0, Problem("currency", "BT-5", "", invoice.currency))
    return found


def reading_sentences(env, invoice, currency) -> list[str]:
    """The first sentences, in the reader's language."""
    found = reading_problems(invoice, currency)
    names = env["ap.einvoice.term"]._names({one.term for one in found})
    stated = [_sentence(env, one, names) for one in found[:MOST_SENTENCES]]
    rest = len(found) - MOST_SENTENCES
    if rest > 0:
        stated.append(env._("And %(count)s more fields that cannot be read.", count=rest))
    return stated


def _sentence(env, found: Problem, names) -> str:
    field = env._("%(name)s (%(term)s)", name=names.get(found.term, ""), term=found.term)
    if found.line:
        field = env._("%(field)s, line %(line)s", field=field, line=found.line)
    values = {"field": field, "value": found.value}
    if found.code == "amount":
        return env._("%(field)s: “%(value)s” cannot be read as a number: enter it.", **values)
    if found.code == "large":
        return env._("%(field)s: %(value)s is too large a number: check it.", **values)
    if found.code == "day":
        return env._("%(field)s: “%(value)s” cannot be read as a date: enter it.", **values)
    if found.code == "currency":
        return env._(
            "%(field)s: the currency %(value)s is not known: activate or create it, then "
            "make the draft again.",
            **values,
        )
    if found.code == "missing":
        return env._("%(field)s is missing: ask the supplier, or enter it.", **values)
    if found.code == "type":
        return env._(
            "%(field)s %(value)s: no type of invoice or credit note that is known: ask the "
            "supplier what it is.",
            **values,
        )
    if found.code == "pro_forma":
        return env._("%(field)s %(value)s: a pro forma is no invoice to pay.", **values)
    return _contradiction(env, found.code, values)


def _contradiction(env, code, values) -> str:
    """What the e-invoice says in two ways: a person asks which one holds."""
    if code == "paid":
        return env._(
            "%(field)s %(value)s: it is said to be paid already, and an amount is due: ask "
            "the supplier which one holds.",
            **values,
        )
    if code == "advance":
        return env._(
            "%(field)s %(value)s: it comes after a deposit, and deducts none: look for the "
            "deposit that was paid.",
            **values,
        )
    return env._(
        "%(field)s %(value)s: a credit note with negative amounts: is it a bill or a "
        "credit note? Ask the supplier.",
        **values,
    )
