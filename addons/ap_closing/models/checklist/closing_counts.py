# SPDX-License-Identifier: AGPL-3.0-or-later
"""What still waits at the end of a month: one object per count, registered by its room."""

from datetime import date

from odoo.fields import Domain


class ClosingCount:
    """A count that tasks of the checklist are bound to. A room registers its own:

        class ApClosingCount(models.AbstractModel):
            _inherit = "ap.closing.count"

            def _registered(self):
                return [*super()._registered(), CardsWithoutReceipt()]

    Of two with one code the last one stands. An object holds no records: it serves every
    company and language.

    - ``code``: its stable name, kept with tasks and their signatures
    - ``sequence``: its place among the others
    - ``model``: whose records are counted
    - ``action``: the external id of the window action that lists them
    """

    code = ""
    sequence = 100
    model = ""
    action = ""

    def label(self, env) -> str:
        """What waits, in the language of `env`."""
        raise NotImplementedError

    def waiting(self, env, company, day: date) -> Domain:
        """The records of the company that wait at the end of `day`: as many are counted,
        and the same are listed."""
        raise NotImplementedError


class BillsNotAsked(ClosingCount):
    """Suppliers that bill regularly, of which a bill of the month is missing and that
    nobody has asked."""

    code = "bills_not_asked"
    sequence = 20
    model = "ap.recurring"
    action = "ap_closing.ap_recurring_action"

    def label(self, env):
        return env._("Missing bills not asked for")

    def waiting(self, env, company, day):
        records = env["ap.recurring"].sudo().search(
            [("company_id", "=", company.id), ("state", "=", "active")]
        )
        missing = records.with_company(company)._missing_at(day)
        ids = [
            record.id
            for record, months in missing.items()
            if months and not record._is_asked(day)
        ]
        return Domain("id", "in", ids)
