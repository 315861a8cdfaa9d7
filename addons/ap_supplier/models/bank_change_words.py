# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sentences of cases of bank details, in the reader's language."""

from odoo.fields import Date
from odoo.tools import format_date


def sign_text(env, sign) -> str:
    """The sentence of a warning sign: {code, level, values}."""
    texts = _signs(env)
    values = dict(sign.get("values") or {})
    if values.get("day"):
        values["day"] = format_date(env, Date.to_date(values["day"]))
    text = texts.get(sign["code"], sign["code"])
    return text % values if values else text


def _signs(env) -> dict[str, str]:
    return {**_signs_of_number(env), **_signs_of_sender(env)}


def _signs_of_number(env) -> dict[str, str]:
    return {
        "number_missing": env._("No account number is given."),
        "number_checksum": env._("%(number)s is no IBAN: its key is wrong."),
        "number_shape": env._(
            "%(number)s is no IBAN: it has not the shape of its country."
        ),
        "number_rib_key": env._(
            "%(number)s: the key of the RIB inside the IBAN is wrong."
        ),
        "number_no_iban": env._(
            "%(number)s is no IBAN: its key cannot be checked."
        ),
        "country_new": env._(
            "The account is in %(country)s; those known before are in %(before)s.",
        ),
        "own_account": env._("The account is our own or an employee's."),
        "same_elsewhere": env._(
            "The same account is held by: %(holders)s."
        ),
        "holder": env._(
            "The holder is said to be %(holder)s, the supplier is %(name)s.",
        ),
        "no_document": env._("No document of the bank came with it."),
    }


def _signs_of_sender(env) -> dict[str, str]:
    return {
        "sender_free": env._(
            "%(sender)s is an address that anybody can open; known: %(known)s.",
        ),
        "sender_alike": env._(
            "The domain %(domain)s looks like %(known)s and is another one.",
        ),
        "sender_domain": env._(
            "The domain %(domain)s is not known; known: %(known)s.",
        ),
        "sender_unknown": env._(
            "%(sender)s is no known contact of the supplier."
        ),
        "urgent": env._("The text presses: %(words)s."),
        "no_phone": env._("No phone number of the supplier was known before."),
        "phone_recent": env._(
            "A phone number of the supplier was changed on %(day)s."
        ),
        "mail_recent": env._(
            "A mail address of the supplier was changed on %(day)s."
        ),
        "supplier_recent": env._("The supplier was created on %(day)s."),
    }


def missing_text(env, code) -> str:
    """What an approval waits for."""
    return {
        "number": env._("The account number is wrong: refuse the case and ask for another one."),
        "call": env._(
            "Somebody else than the one who opened the case calls the supplier at a number "
            "known before, and records the answer."
        ),
        "denied": env._("The supplier denied the change on the phone: refuse the case."),
        "evidence": env._(
            "The bank could not verify the payee: attach another proof, a document of the "
            "supplier's bank for instance."
        ),
    }[code]


def head_text(env, code) -> str:
    """Why the head of accounting has to approve."""
    return {
        "signs": env._("there are grave warning signs"),
        "payee": env._("the bank did not confirm the payee"),
        "phone": env._("the number called was not known before"),
    }[code]


def event_text(env, kind, values) -> str:
    """The details of a line of the history."""
    parts = [values[name] for name in ("text", "note") if values.get(name)]
    if kind == "call":
        results = dict(
            env["ap.bank.change"]._fields["call_result"]._description_selection(env)
        )
        parts.insert(0, results.get(values.get("result"), ""))
        if values.get("phone"):
            parts.insert(1, env._("called at %(phone)s", phone=values["phone"]))
        if not values.get("is_known"):
            parts.append(env._("a number that was not known before"))
    elif kind == "payee":
        parts = [*_payee_parts(env, values), *parts]
    elif kind in ("opened", "evidence"):
        signs = [sign_text(env, sign) for sign in values.get("signs") or ()]
        parts = [_asked(env, values), *parts, *signs]
    elif kind == "alarm":
        parts.insert(0, _alarm(env, values))
    elif kind == "approved" and values.get("files"):
        parts.append(env._("documents: %(files)s", files=", ".join(sorted(values["files"]))))
    return "\n".join(part for part in parts if part)


def _asked(env, values) -> str:
    """What is asked, in the reader's language."""
    if not values.get("asked"):
        return ""
    kinds = dict(env["ap.bank.change"]._fields["kind"]._description_selection(env))
    return f"{kinds[values['asked']]} {values.get('number') or ''}".strip()


def _payee_parts(env, values):
    answers = dict(
        env["ap.bank.change"]._fields["payee_result"]._description_selection(env)
    )
    yield answers.get(values.get("result"), "")
    yield env._("name sent: %(name)s", name=values.get("sent") or "—")
    yield env._("name returned: %(name)s", name=values.get("returned") or "—")


def _alarm(env, values) -> str:
    return env._(
        "%(amount)s left the bank for the supplier on %(day)s: %(label)s",
        amount=values.get("amount"),
        day=format_date(env, Date.to_date(values.get("day"))),
        label=values.get("label"),
    )
