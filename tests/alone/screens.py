# SPDX-License-Identifier: AGPL-3.0-or-later
"""Screens as the web client opens them: their views, and a first page of their records."""

from lxml import etree

# Who may see menus of ours, as far as what they work with is installed.
ROLES = (
    "ap_base.group_apprentice", "ap_base.group_accountant", "ap_base.group_head",
    "ap_base.group_auditor", "purchase.group_purchase_user", "base.group_system",
)  # fmt: skip
PAGE = 40


def menus_open(env, room):
    """Each entry that the add-on adds to the menus is seen by somebody, and opens for
    whoever sees it. The people are made up: the caller rolls back."""
    own = env["ir.model.data"].search([("module", "=", room), ("model", "=", "ir.ui.menu")])
    left = menus = env["ir.ui.menu"].browse(own.mapped("res_id"))
    for group in filter(None, (env.ref(name, raise_if_not_found=False) for name in ROLES)):
        person = env["res.users"].create(
            {"login": f"menus_{group.id}", "name": group.name,
             "group_ids": [(6, 0, (env.ref("base.group_user") | group).ids)]}
        )  # fmt: skip
        left -= menus_open_for(env, person, menus)
    assert not left, f"nobody sees {left.mapped('complete_name')}"


def menus_open_for(env, person, menus):
    """Open those of the menus that the person sees; return them."""
    desk = env(user=person.id)
    seen = menus.browse(sorted(desk["ir.ui.menu"]._visible_menu_ids() & set(menus.ids)))
    for menu in seen.sudo().filtered("action"):  # as the client loads them
        try:
            _open(desk, menu.action)
        except Exception as error:
            raise AssertionError(f"{menu.complete_name} for {person.login}: {error}") from error
    return seen


def _open(desk, action):
    if action._name != "ir.actions.act_window":
        return  # a page of the client's own, a server action that a button runs
    model = desk[action.res_model]
    kinds = [(view, kind) for view, kind in action.views if kind in ("list", "form", "kanban")]
    views = model.get_views([*kinds, (False, "search")])
    model.search([], limit=PAGE).read(sorted(_shown(views["views"])))


def _shown(views):
    """Fields that the views of a model show of its records, not those of lists in a form."""
    return {
        node.get("name")
        for kind, view in views.items() if kind != "search"
        for node in etree.fromstring(view["arch"]).xpath("//field[not(ancestor::field)]")
    }  # fmt: skip
