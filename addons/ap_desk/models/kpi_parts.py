# SPDX-License-Identifier: AGPL-3.0-or-later
"""The parts of a key figure, by name."""

MODELS = {"supplier": "res.partner", "cause": "ap.control", "owner": "res.users"}


def names(env, by, keys) -> dict:
    """{key: name}; 0 is what has none."""
    if by == "age":
        named = {key: env._("up to %(days)s days", days=key) for key in keys if key}
        return {**named, 0: env._("more")}
    # Their names only, of what figures count for whoever may see figures.
    found = env[MODELS[by]].sudo().browse([key for key in keys if key]).exists()
    named = {one.id: one.display_name for one in found}
    gone = env._("deleted since")
    nobody = {
        "supplier": env._("No supplier"), "cause": env._("No control"), "owner": env._("Nobody"),
    }  # fmt: skip
    return {**{key: named.get(key, gone) for key in keys if key}, 0: nobody[by]}
