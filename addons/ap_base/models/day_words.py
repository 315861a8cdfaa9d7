# SPDX-License-Identifier: AGPL-3.0-or-later
"""Days until or since, in words."""


def since(env, days) -> str:
    """Of how long ago the oldest is, in days."""
    if days < 1:
        return env._("oldest: today")
    if days == 1:
        return env._("oldest: yesterday")
    return env._("oldest: %(days)s days", days=days)


def first_due(env, days) -> str:
    """In how many days the first one is due; below zero: it is late."""
    if days < 0:
        return left(env, days)
    if days == 0:
        return env._("first due today")
    if days == 1:
        return env._("first due tomorrow")
    return env._("first due in %(days)s days", days=days)


def left(env, days) -> str:
    """How many days are left, or how many it is late."""
    if days < -1:
        return env._("%(days)s days late", days=-days)
    if days == -1:
        return env._("1 day late")
    if days == 0:
        return env._("today")
    return env._("tomorrow") if days == 1 else env._("%(days)s days", days=days)
