# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a comparison of organisations says, in the reader's language."""

KINDS = [
    ("joiner", "Joins"),
    ("leaver", "Leaves"),
    ("returned", "Comes back"),
    ("mover", "Moves"),
    ("renamed", "Renamed"),
    ("changed", "Changed"),
    ("finding", "To decide"),
]


def finding(env, code: str, employee: str, values: dict, proposal: str) -> str:
    """The sentence of a finding, with who may take over."""
    said = {"employee": employee, "left_on": "", **values}
    text = {**_of_approval(env, said), **_of_places(env, said)}[code]
    if proposal:
        text += " " + env._("%(person)s may take over.", person=proposal)
    return text


def _of_approval(env, said: dict) -> dict[str, str]:
    return {
        "no_approver": env._("%(employee)s has no approver.", **_only(said, "employee")),
        "approves_himself": env._(
            "%(employee)s approves their own claims.", **_only(said, "employee")
        ),
        "approve_each_other": env._(
            "%(employee)s and %(approver)s approve each other.",
            **_only(said, "employee", "approver"),
        ),
        "approver_left": env._(
            "%(employee)s: approver %(approver)s has left %(left_on)s.",
            **_only(said, "employee", "approver", "left_on"),
        ),
        "approver_unknown": env._(
            "%(employee)s: nobody knows approver %(approver)s.",
            **_only(said, "employee", "approver"),
        ),
        "claim_at_leaver": env._(
            "Claim %(claim)s of %(employee)s waits for %(approver)s, who has left.",
            **_only(said, "claim", "employee", "approver"),
        ),
    }


def _of_places(env, said: dict) -> dict[str, str]:
    return {
        "centre_unknown": env._(
            "%(employee)s: nobody knows cost centre %(centre)s.",
            **_only(said, "employee", "centre"),
        ),
        "centre_closed": env._(
            "%(employee)s: cost centre %(centre)s closed on %(closed)s.",
            **_only(said, "employee", "centre", "closed"),
        ),
        "leaver_with_card": env._(
            "%(employee)s has left and still holds a card.", **_only(said, "employee")
        ),
        "number_differs": env._(
            "%(employee)s has number %(other)s on the other side.",
            **_only(said, "employee", "other"),
        ),
        "team_without_manager": env._(
            "Team %(team)s: %(people)s people and no manager who is here.",
            **_only(said, "team", "people"),
        ),
    }


def _only(values: dict, *names: str) -> dict:
    return {name: values.get(name, "") for name in names}


def fields_named(env) -> dict[str, str]:
    """What the fields of a person are called."""
    named = env["ap.expense.person"].fields_get(attributes=["string"])
    return {name: one["string"] for name, one in named.items()}
