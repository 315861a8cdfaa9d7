# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who does which step of a case of bank details: never the same person twice where
somebody else could."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError

from odoo.addons.ap_base.models import arguments
from odoo.addons.ap_base.models.role_holders import holders

from ..rules import bank_change_payee, bank_change_steps
from ..rules.bank_change_steps import CONFIRMED, DENIED, NO_ANSWER
from . import bank_change_applying, bank_change_telling, bank_change_words
from .bank_change_evidence import companies, digits, words_of

APPRENTICE = "ap_base.group_apprentice"
ACCOUNTANT = "ap_base.group_accountant"
HEAD = "ap_base.group_head"
NAMES_SHOWN = 5


# Steps ----------------------------------------------------------------------------------


def call_back(case, result, note, phone=None):
    """Record a call, by somebody else than the one who opened the case."""
    take_role(case, APPRENTICE)
    _take_open(case)
    env = case.env
    if result not in (CONFIRMED, DENIED, NO_ANSWER):
        raise UserError(
            env._(
                "%(result)s is no answer of a call: confirmed, denied or no_answer.",
                result=result,
            )
        )
    if not (note or "").strip():
        raise UserError(env._("Say who answered, and what was said."))
    _refuse_opener(case, env._("calls the supplier back"))
    number, is_known = _called(case, phone)
    case._settle(
        call_result=result,
        call_phone=number,
        call_is_known=is_known,
        call_note=note.strip(),
        called_by_id=env.uid,
        called_on=fields.Datetime.now(),
    )
    case._note_event(
        "call", result=result, note=note.strip(), phone=number or "", is_known=is_known
    )
    if result != NO_ANSWER:
        case.sudo().activity_unlink(["mail.mail_activity_data_todo"])
    if result == DENIED:
        bank_change_telling.denied(case.sudo())


def _called(case, phone) -> tuple[str | bool, bool]:
    """The number that was called, and whether it was known before the case."""
    known = [
        one["number"]
        for one in (case.known or {}).get("phones", ())
        if not one["recent"]
    ]
    if not phone:
        return (known[0], True) if known else (False, False)
    same = [one for one in known if digits(one) == digits(phone)]
    if known and not same:
        raise UserError(
            case.env._(
                "%(phone)s was not known before the case. Call one of these numbers: "
                "%(known)s.",
                phone=phone,
                known=", ".join(known),
            )
        )
    return (same[0], True) if same else (phone, False)


def record_payee(case, result, sent, returned, note):
    """Record what the bank answered on name and number."""
    take_role(case, APPRENTICE)
    _take_open(case)
    forms = words_of(case.env).legal_forms
    try:
        found = bank_change_payee.outcome(result, sent or "", returned or "", forms)
    except ValueError:
        raise UserError(
            case.env._(
                "%(result)s is no answer of a bank: match, close_match, no_match or "
                "not_possible.",
                result=result,
            )
        ) from None
    case._settle(
        payee_result=result,
        payee_sent=sent,
        payee_returned=returned,
        payee_name=found.name,
        payee_next=found.next,
        payee_by_id=case.env.uid,
        payee_on=fields.Datetime.now(),
    )
    case._note_event(
        "payee", result=result, sent=sent or "", returned=returned or "", note=note or ""
    )


def approve(case):
    """Approve as a second person; what is approved already stays as it is."""
    take_role(case, ACCOUNTANT)
    if case.state in ("approved", "applied"):
        return
    _take_open(case)
    env = case.env
    _refuse_opener(case, env._("approves"))
    lacking = bank_change_steps.missing(case._facts())
    if lacking:
        raise UserError(
            "\n".join(bank_change_words.missing_text(env, code) for code in lacking)
        )
    _refuse_caller(case)
    _take_head(case)
    day = fields.Date.context_today(case) + timedelta(days=_cooling_days(case))
    case._settle(
        state="approved",
        approved_by_id=env.uid,
        approved_on=fields.Datetime.now(),
        date_apply=day,
    )
    case._note_event("approved", files=_files(case), text=fields.Date.to_string(day))
    bank_change_applying.apply_due(case)


def refuse(case, reason):
    """Refuse: it frees the payments, so it takes a second person, too."""
    take_role(case, ACCOUNTANT)
    if case.state == "refused":
        return
    if case.state == "applied":
        raise UserError(
            case.env._(
                "%(case)s was applied: open another case to change the account again.",
                case=case.display_name,
            )
        )
    reason = (reason or "").strip()
    if not reason:
        raise UserError(case.env._("Say why the change is refused."))
    _refuse_opener(case, case.env._("refuses the case, which frees the payments"))
    case._settle(
        state="refused",
        refuse_reason=reason,
        settled_by_id=case.env.uid,
        settled_on=fields.Datetime.now(),
    )
    case._note_event("refused", note=reason)
    case.sudo().activity_unlink(["mail.mail_activity_data_todo"])


# Who ------------------------------------------------------------------------------------


def take_role(case, role=APPRENTICE):
    """Refuse who has not the role."""
    name = case.env.ref(role).sudo().name
    text = case.env._("This step of a change of bank details takes the role %(role)s.", role=name)
    arguments.require_role(case.env, role, text)


def _take_open(case):
    if case.state != "open":
        states = dict(case._fields["state"]._description_selection(case.env))
        raise UserError(
            case.env._(
                "%(case)s is not in review any more: %(state)s.",
                case=case.display_name,
                state=states[case.state],
            )
        )


def _is_alone(case) -> bool:
    """Whether the administrator chose that one person keeps the books."""
    return all(companies(case).mapped("ap_one_person"))


def _refuse_opener(case, what):
    if case.env.user != case.sudo().opened_by_id or _is_alone(case):
        return
    others = _able(case, ACCOUNTANT) - case.env.user
    raise AccessError(
        case.env._(
            "You opened %(case)s: somebody else %(what)s (%(people)s).",
            case=case.display_name,
            what=what,
            people=_names(case, others),
        )
    )


def _refuse_caller(case):
    """Who called does not approve, where a third person can."""
    if case.env.user != case.sudo().called_by_id or _is_alone(case):
        return
    role = HEAD if bank_change_steps.takes_head(case._facts()) else ACCOUNTANT
    others = _able(case, role) - case.env.user - case.sudo().opened_by_id
    if others:
        raise AccessError(
            case.env._(
                "You called the supplier for %(case)s: somebody else approves (%(people)s).",
                case=case.display_name,
                people=_names(case, others),
            )
        )
    case.sudo()._note_event(
        "evidence",
        text=case.env._("Approved by the person who called: nobody else has the role."),
    )


def _take_head(case):
    reasons = bank_change_steps.takes_head(case._facts())
    if not reasons or case.env.user.has_group(HEAD):
        return
    texts = [bank_change_words.head_text(case.env, code) for code in reasons]
    raise AccessError(
        case.env._(
            "The head of accounting approves %(case)s (%(people)s): %(reasons)s.",
            case=case.display_name,
            people=_names(case, _able(case, HEAD) - case.sudo().opened_by_id),
            reasons=", ".join(texts),
        )
    )


def _able(case, role):
    """People with the role in a company that may pay the supplier."""
    return holders(case.env, role, companies(case))


def _names(case, users) -> str:
    return ", ".join(users[:NAMES_SHOWN].mapped("name")) or case.env._(
        "nobody has the role at this time"
    )


def _cooling_days(case) -> int:
    return max([0, *companies(case).mapped("ap_bank_cooling_days")])


def _files(case) -> dict[str, str]:
    """The documents of the case with their checksums: what was approved on."""
    files = case.env["ir.attachment"].sudo().search(
        [("res_model", "=", case._name), ("res_id", "=", case.id)]
    )
    return {file.name: file.checksum or "" for file in files}
