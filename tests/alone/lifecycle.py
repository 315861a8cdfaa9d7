# SPDX-License-Identifier: AGPL-3.0-or-later
"""An add-on comes and goes in a company that has posted entries (`./ap test lifecycle`).

Each function is one step, run in a shell of its own: the company is made on stock Odoo;
after installation and after update its ledger is looked at; the add-on is used; it is
uninstalled; afterwards all that is posted stands as it stood and stock Odoo works.
"""

import os

import uses
from documents import Office
from ledger import compare, keep
from screens import menus_open

ROOM = os.environ["AP_ALONE"]


def company(env):
    """Make the company, its papers and its posted entries; keep its ledger."""
    Office(env).open()
    keep(env)


def look(env):
    """The ledger is as it was kept, to the column; each menu of the add-on opens."""
    compare(env, whole=True)
    menus_open(env, ROOM)
    env.cr.rollback()


def use(env):
    """Post something with the add-on there; keep the ledger that this makes."""
    office = Office(env)
    office.bill("WITH-ADDON", 250.0)
    getattr(uses, ROOM, lambda office: None)(office)
    compare(env, whole=False)
    keep(env)


def uninstall(env):
    """Uninstall the add-on alone; what it depends on stays."""
    module = env["ir.module.module"].search([("name", "=", ROOM)])
    assert module.state == "installed", module.state
    module.button_immediate_uninstall()


def after(env):
    """Nothing of the add-on is left, its neighbours and the ledger are whole."""
    module = env["ir.module.module"].search([("name", "=", ROOM)])
    assert module.state == "uninstalled", module.state
    others = [name for name in module.dependencies_id.mapped("name") if name != "base"]
    states = env["ir.module.module"].search([("name", "in", others)]).mapped("state")
    assert set(states) <= {"installed"}, dict(zip(others, states, strict=False))
    assert not env["ir.model.data"].search([("module", "=", ROOM)]), "data is left"
    orphans = env["ir.model"].search([]).filtered(lambda model: model.model not in env)
    assert not orphans, orphans.mapped("model")
    compare(env, whole=True)
    _screens_open(env)
    office = Office(env)
    office.pay(office.bill("AFTER", 120.0))
    compare(env, whole=False)


def again(env):
    """Installed once more after that: it works, and the ledger is whole."""
    module = env["ir.module.module"].search([("name", "=", ROOM)])
    assert module.state == "installed", module.state
    compare(env, whole=False)
    _screens_open(env)
    Office(env).bill("AGAIN", 80.0)


def _screens_open(env):
    """Each stock form and list loads, and shows each paper of the company."""
    for name in ("account.move", "res.partner", "res.company", "purchase.order"):
        if name not in env:
            continue
        views = env[name].get_views([(False, "form"), (False, "list"), (False, "search")])
        fields = [field for field in views["models"][name]["fields"] if field in env[name]]
        env[name].search([]).read(fields)
    env["ir.ui.menu"].load_menus(False)
