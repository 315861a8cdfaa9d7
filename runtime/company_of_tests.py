# SPDX-License-Identifier: AGPL-3.0-or-later
"""A pytest plugin for clones of the template: the French companies of the tests, once.

Loading a chart of accounts takes seconds; nearly each class of tests starts with one
company and some need a second. Committed before the first test, they are the same for
all of them: whatever a class does to them is rolled back. `AccountingCase` finds them by
their names; without them, on a database of one's own, each class makes its companies as
stock tests do.

From then on nobody counts the rows of a table. What tests write is never committed:
autovacuum finds pages without a row, and the planner takes each table of bills for one
row, whatever it holds. A join of the bills of a year then takes ten seconds, not one
hundredth.
"""

import pytest

UNCOUNTED = """
DO $$
DECLARE place regclass;
BEGIN
    FOR place IN SELECT oid FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
    LOOP
        EXECUTE format('ALTER TABLE %s SET (autovacuum_enabled = off)', place);
    END LOOP;
END $$
"""
NAME = "company_1_data"  # as stock tests call it
SECOND = "company_2"


@pytest.fixture(scope="session", autouse=True)
def company_of_tests(load_registry):
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry
    from odoo.tests.common import get_db_name

    with Registry(get_db_name()).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        made = set(env["res.company"].search([]).mapped("name"))
        for name in (NAME, SECOND):
            if name not in made:  # a database that served before has them
                _french_company(env, name)
        env.flush_all()
        cr.execute("ANALYZE")
        cr.execute(UNCOUNTED)


def _french_company(env, name):
    if env["res.company"].search_count([("name", "=", name)], limit=1):
        return  # a database that is kept from one run to the next
    france = env.ref("base.fr")
    company = env["res.company"].create(
        {"name": name, "country_id": france.id, "currency_id": france.currency_id.id}
    )
    charts = env["account.chart.template"]
    chart = charts._guess_chart_template(france)
    charts.try_loading(chart, company, install_demo=False)
    company.currency_id = france.currency_id
