# SPDX-License-Identifier: AGPL-3.0-or-later
"""A pytest plugin for clones of the template: the French company of the tests, once.

Loading its chart of accounts takes seconds, and nearly each class of tests starts with
it. Committed before the first test, it is the same for all of them: whatever a class
does to it is rolled back. `AccountingCase` finds it by its name; without it, on a
database of one's own, each class makes its company as stock tests do.
"""

import pytest

NAME = "company_1_data"  # as stock tests call it


@pytest.fixture(scope="session", autouse=True)
def company_of_tests(load_registry):
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry
    from odoo.tests.common import get_db_name

    with Registry(get_db_name()).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        france = env.ref("base.fr")
        company = env["res.company"].create(
            {
                "name": NAME,
                "country_id": france.id,
                "currency_id": france.currency_id.id,
            }
        )
        charts = env["account.chart.template"]
        chart = charts._guess_chart_template(france)
        charts.try_loading(chart, company, install_demo=False)
        company.currency_id = france.currency_id
        env.flush_all()
        cr.execute("ANALYZE")
