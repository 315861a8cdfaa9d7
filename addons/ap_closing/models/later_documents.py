# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which documents came after a proposal, and why they change its months.

Whoever marks months as changed names the documents. They are collected while the
transaction goes on and written once before it ends, by one statement, as one row for
each closing and document with the runs that have not read it yet; a run that reads its
sources again, or is cancelled, leaves the rows. What is deleted keeps its name.
"""

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL, split_every

NOTED = "ap_closing.later_documents"
# These say less than what was noted of the same document before.
WEAK = ("changed", "dated", "linked", "decided")
AT_ONCE = 1000
COLUMNS = (
    "company_id", "day", "kinds", "only_open", "cause", "user_id", "res_model", "res_id",
    "document", "partner_id", "date", "amount", "currency_id",
)  # fmt: skip

WRITE = """
WITH came AS (
    SELECT * FROM unnest(%(company_id)s::int[], %(day)s::date[], %(kinds)s::text[],
        %(only_open)s::bool[], %(cause)s::text[], %(user_id)s::int[],
        %(res_model)s::text[], %(res_id)s::int[], %(document)s::text[],
        %(partner_id)s::int[], %(date)s::date[], %(amount)s::numeric[],
        %(currency_id)s::int[])
      AS came(company_id, day, kinds, only_open, cause, user_id, res_model, res_id,
              document, partner_id, date, amount, currency_id)
), concerned AS (
    SELECT run.closing_id, run.id AS run_id, came.*
      FROM came
      JOIN ap_closing closing
        ON closing.company_id = came.company_id AND closing.date_end >= came.day
      JOIN ap_closing_run run
        ON run.closing_id = closing.id AND run.kind = ANY(string_to_array(came.kinds, ','))
       AND run.state IN ('proposed', 'reviewed', 'posted')
     WHERE NOT (came.only_open AND run.state = 'posted' AND EXISTS (
           SELECT 1 FROM ap_closing_run later
            WHERE later.company_id = closing.company_id
              AND later.kind = run.kind AND later.state = 'posted'
              AND later.date_end > closing.date_end))
), kept AS (
    INSERT INTO ap_closing_change AS known (closing_id, company_id, res_model, res_id,
        document, partner_id, date, amount, currency_id, cause, user_id, changed_on,
        create_uid, write_uid, create_date, write_date)
    SELECT DISTINCT ON (closing_id, res_model, res_id)
           closing_id, company_id, res_model, res_id, document, partner_id, date, amount,
           currency_id, cause, user_id, now() AT TIME ZONE 'UTC', user_id, user_id,
           now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
      FROM concerned
     ORDER BY closing_id, res_model, res_id, cause = ANY(%(weak)s)
    ON CONFLICT (closing_id, res_model, res_id) DO UPDATE
       SET document = EXCLUDED.document, partner_id = EXCLUDED.partner_id,
           date = EXCLUDED.date, amount = EXCLUDED.amount,
           currency_id = EXCLUDED.currency_id, user_id = EXCLUDED.user_id,
           cause = CASE WHEN EXCLUDED.cause = 'deleted' AND known.cause = 'captured'
                        THEN 'gone'
                        WHEN EXCLUDED.cause = ANY(%(weak)s)
                         AND NOT known.cause = ANY(%(weak)s)
                        THEN known.cause ELSE EXCLUDED.cause END,
           changed_on = EXCLUDED.changed_on, write_uid = EXCLUDED.write_uid,
           write_date = EXCLUDED.write_date
    RETURNING id, closing_id, res_model, res_id
)
INSERT INTO ap_closing_change_run_rel (change_id, run_id)
SELECT DISTINCT kept.id, concerned.run_id
  FROM kept JOIN concerned USING (closing_id, res_model, res_id)
ON CONFLICT DO NOTHING
"""

GONE = "DELETE FROM ap_closing_change WHERE cause = 'gone'"  # came and went: never read
READ = """
WITH read AS (
    DELETE FROM ap_closing_change_run_rel WHERE run_id = ANY(%(runs)s)
    RETURNING change_id
)
DELETE FROM ap_closing_change change
 USING read
 WHERE change.id = read.change_id
   AND NOT EXISTS (SELECT 1 FROM ap_closing_change_run_rel other
                    WHERE other.change_id = change.id
                      AND NOT other.run_id = ANY(%(runs)s))
"""


class Noted(NamedTuple):
    """A document: the first day that it concerns, what happened, and who did it; its
    facts when it is about to be deleted."""

    day: date
    cause: str
    user: int
    facts: tuple | None = None


def note(company, days, kinds, cause, only_open=False) -> None:
    """Note documents that change months. `days`: records of one model, each with the
    first day that it concerns."""
    if not days:
        return
    first, *others = days
    documents = first.union(*others)
    env = documents.env
    waiting = env.cr.precommit
    if NOTED not in waiting.data:
        waiting.data[NOTED] = defaultdict(dict)
        superuser = api.Environment(env.cr, SUPERUSER_ID, {})
        waiting.add(lambda: write(superuser))
    group = waiting.data[NOTED][company.id, ",".join(kinds), only_open, documents._name]
    facts = dict.fromkeys(documents.ids)
    if cause == "deleted":
        facts = _facts(documents.sudo())
    for document, day in days.items():
        new = Noted(day, cause, env.uid, facts.get(document.id))
        _note_one(group, document.id, new)


def _note_one(group, key, new) -> None:
    old = group.get(key)
    if old and new.cause == "deleted" and old.cause in ("captured", "received"):
        del group[key]  # made and deleted in one go: nothing came
        return
    if old:
        stays = new.cause in WEAK and old.cause not in WEAK or old.cause == "deleted"
        new = new._replace(
            day=min(old.day, new.day),
            cause=old.cause if stays else new.cause,
            facts=old.facts or new.facts,
        )
    group[key] = new


def write(env) -> None:
    """Write what was noted; nothing when no month waits for it."""
    noted = env.cr.precommit.data.pop(NOTED, None)
    if not noted or not env["ap.closing.run"].search_count([], limit=1):
        return
    env.flush_all()
    rows = [row for scope, group in noted.items() for row in _rows(env, scope, group)]
    for some in split_every(AT_ONCE, rows, list):
        columns = {name: [row[name] for row in some] for name in COLUMNS}
        env.cr.execute(SQL(WRITE, weak=list(WEAK), **columns))
    env.cr.execute(SQL(GONE))
    env["ap.closing.change"].invalidate_model()


def read(runs) -> None:
    """These runs are about to read their sources again, or to be undone: nothing waits
    for them any more. What another transaction notes meanwhile stays."""
    write(runs.sudo().env)
    runs.env.cr.execute(SQL(READ, runs=runs.ids))
    runs.env["ap.closing.change"].invalidate_model()


def screen(closing, domain) -> dict:
    """The action that lists these of the documents of a closing."""
    action = closing.env["ir.actions.act_window"]._for_xml_id(
        "ap_closing.ap_closing_change_action"
    )
    month = closing.display_name
    return {
        **action,
        "domain": domain,
        "display_name": closing.env._("Came later: %(month)s", month=month),
    }


def _rows(env, scope, group):
    company, kinds, only_open, model = scope
    alive = env[model].browse([key for key, one in group.items() if not one.facts])
    facts = _facts(alive.exists())
    for key, one in group.items():
        known = one.facts or facts.get(key)
        if known:
            document, partner, day, amount, currency = known
            yield {
                "company_id": company, "day": one.day, "kinds": kinds,
                "only_open": only_open, "cause": one.cause, "user_id": one.user,
                "res_model": model, "res_id": key, "document": document,
                "partner_id": partner or None, "date": day or None, "amount": amount,
                "currency_id": currency or None,
            }  # fmt: skip


# -- what is shown of each --------------------------------------------------------


def _facts(documents) -> dict[int, tuple]:
    """Per document: (name, supplier, day, amount or None, currency), in its own words
    where it has no `_ap_change_facts`."""
    if not documents:
        return {}
    if hasattr(documents, "_ap_change_facts"):
        return documents._ap_change_facts()
    known = documents.env["ap.closing.orders"]._change_facts(documents)
    unnamed = documents.browse([one.id for one in documents if one.id not in known])
    return known | {
        one.id: (one.display_name, False, False, None, False) for one in unnamed
    }
