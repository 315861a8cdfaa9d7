# SPDX-License-Identifier: AGPL-3.0-or-later
"""Errors of platforms in the reader's words, with the code of the platform behind."""

from ..client import errors


def status_of(env, status):
    """The status of a directory line; one that is not of the standard as it came."""
    known = {
        "Enabled": env._("in service"),
        "Disabled": env._("no platform"),
        "Upcoming": env._("from a later day"),
    }
    return known.get(status, status)


def words_of(env, error) -> str:
    """The sentence of an error."""
    if error.code == "NO_CREDENTIALS":
        return env._("Client and secret are missing: the administrator enters them.")
    shown = ": ".join(filter(None, (error.code, error.message)))
    if isinstance(error, errors.Denied):
        return env._(
            "The platform refuses the credentials, or their rights (%s): the administrator "
            "enters new ones.", shown,
        )  # fmt: skip
    if isinstance(error, errors.Busy):
        return env._("The platform is busy (%s): it is asked again at the next turn.", shown)
    if isinstance(error, errors.Unreachable):
        return env._("The platform does not answer (%s).", shown)
    if isinstance(error, errors.Incomplete):
        return env._(
            "The platform holds more flows of one moment than it lists (%s): ask it for them.", shown
        )
    if isinstance(error, errors.NotThere):
        return env._("The platform does not have it, or not yet (%s).", shown)
    if isinstance(error, errors.Odd):
        return env._("The platform gave an answer that is not to the standard (%s).", shown)
    return env._("The platform refuses (%s).", shown)
