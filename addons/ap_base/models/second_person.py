# SPDX-License-Identifier: AGPL-3.0-or-later
"""Four eyes on findings: who made a document does not let pass what is wrong with it."""

from odoo.exceptions import AccessError

NAMES_SHOWN = 5


def refuse_own(findings):
    """Refuse findings of what the user made; returns those that are left to one person,
    which is only where the administrator chose so for the company."""
    user = findings.env.user
    own = findings.filtered(
        lambda finding: _needs_second_person(finding) and user in _people_involved(finding)
    )
    alone = own.filtered("company_id.ap_one_person")
    if own - alone:
        raise AccessError(_refusal((own - alone)[0]))
    return alone


def log_alone(findings):
    """What one person did alone is seen as such."""
    body = findings.env._(
        "Waived by the person who made the document: one person keeps the books of "
        "this company."
    )
    findings._message_log_batch(dict.fromkeys(findings.ids, body))


def _refusal(finding) -> str:
    env, others = finding.env, _who_else_may_waive(finding)
    return env._(
        "“%(finding)s”: you entered or posted this document, or the bank "
        "account it is paid to. Somebody else waives it: %(people)s.",
        finding=finding.display_name,
        people=", ".join(others.mapped("name")[:NAMES_SHOWN])
        or env._(
            "nobody else may at this time; the administrator can give the "
            "role to a second person, or choose in the settings of the "
            "company that one person keeps its books"
        ),
    )


def _needs_second_person(finding) -> bool:
    control = finding.control_id.sudo()
    return (
        finding.severity == "blocking" or control.hold_payment or control.second_person
    )


def _people_involved(finding):
    """Who made what the finding is about: the document, and another one it names."""
    people = finding.env["res.users"]
    named = (finding.evidence or {}).get("other_document") or {}
    for model, number in (
        (finding.res_model, finding.res_id), (named.get("model"), named.get("id"))
    ):  # fmt: skip
        if model not in finding.env or not number:
            continue
        record = finding.env[model].sudo().browse(number).exists()
        if record and "ap_finding_count" in record._fields:
            people |= record._ap_people_involved()
        elif record:
            people |= record.create_uid
    return people.sudo(False)


def _who_else_may_waive(finding):
    """People of the company with the role for it, who did not make the document."""
    role = "head" if finding.severity == "blocking" else "accountant"
    people = finding.env.ref(f"ap_base.group_{role}").sudo().all_user_ids
    return people.filtered(
        lambda user: user.active
        and not user.share
        and user.id != finding.env.ref("base.user_root").id
        and finding.company_id in user.company_ids
    ) - _people_involved(finding).sudo()
