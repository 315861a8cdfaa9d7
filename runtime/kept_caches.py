# SPDX-License-Identifier: AGPL-3.0-or-later
"""A pytest plugin for tests of add-ons: what a test left as it was stays in memory.

Odoo's test case empties every cache of the registry after each test: access rights, rules,
views, settings are read and put together anew by the next one, a sixth of the whole time.
A server keeps them from one request to the next, and forgets a cache when something of it
changes, or when what had changed is undone. So do the tests here: after each, the caches
that it emptied are emptied again, for what they hold since then is rolled back. A class
begins with none, as before.
"""

import pytest


@pytest.fixture(scope="session", autouse=True)
def kept_caches(load_registry):
    from odoo.modules.registry import Registry
    from odoo.tests import TransactionCase

    changed: set[str] = set()
    clear, set_up = Registry.clear_cache, TransactionCase.setUp

    def clear_cache(registry, *names):
        changed.update(names or ("default",))
        clear(registry, *names)

    def forget_changed(registry):
        if changed:
            clear(registry, *changed)
            changed.clear()

    def set_up_keeping(case):
        """`setUp`, which asks for what is done after the test, with ours in its place."""
        changed.clear()
        registry = case.registry
        registry.clear_all_caches = lambda: forget_changed(registry)
        try:
            set_up(case)
        finally:
            del registry.clear_all_caches

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Registry, "clear_cache", clear_cache)
        patch.setattr(TransactionCase, "setUp", set_up_keeping)
        yield
