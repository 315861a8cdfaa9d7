# SPDX-License-Identifier: AGPL-3.0-or-later
"""A night of controls looks at the bills of which something changed since the last one.

Each night is numbered. It begins with one statement that stamps all bills of a company, source
by source (`control_reads`), and notes the night's number beside each stamp that is another one
than before. A control that looked with the stamps of night 7 looks at what changed in a later
one. Stamps are taken, and committed, before any control looks: what changes meanwhile has
another stamp in the next night.
"""

import json
import logging
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date as Date
from datetime import timedelta
from hashlib import sha256

from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from .control_code import code_stamp
from .control_reads import (
    NOISE,
    BillSource,
    TableSource,
    of_purchases,
    read_by,
    version,
)
from .engine_pass import Pass

_logger = logging.getLogger(__name__)
TURNS = 3
WHOLE = timedelta(days=6, hours=12)  # a week: all bills are looked at again, and compared
MOST_NAMED = 20
FEW = 1000  # bills: controls that look at no more go together
# Open while the controls of one night run, with that night.
NIGHT = Pass("ap_base.night")
# Two nights of one company at once: the second waits, fails, and begins again.
_NUMBER = """
INSERT INTO ap_control_night AS old (company_id, number) VALUES (%s, 1)
ON CONFLICT (company_id) DO UPDATE SET number = old.number + 1
RETURNING number
"""
_FORGET = """
DELETE FROM ap_control_stamp stamp
 WHERE stamp.company_id = %s
   AND NOT EXISTS (SELECT FROM account_move move
                    WHERE move.id = stamp.res_id AND move.company_id = stamp.company_id)
"""
# Compared by the names of the sources: one that an add-on brought is new for all bills.
_STAMP = """
WITH now AS MATERIALIZED (
    SELECT move.id, jsonb_build_object(%(pairs)s) AS stamps
      FROM account_move move %(joins)s
     WHERE %(purchases)s
)
INSERT INTO ap_control_stamp AS old (company_id, res_id, stamps, numbers, number)
SELECT %(company)s, now.id, now.stamps,
       (SELECT jsonb_object_agg(one.key,
                   CASE WHEN kept.stamps -> one.key = one.value
                        THEN (kept.numbers ->> one.key)::integer ELSE %(number)s END)
          FROM jsonb_each(now.stamps) one),
       %(number)s
  FROM now
  LEFT JOIN ap_control_stamp kept ON kept.res_id = now.id
 WHERE kept.stamps IS DISTINCT FROM now.stamps OR kept.company_id <> %(company)s
ON CONFLICT (res_id) DO UPDATE
   SET company_id = EXCLUDED.company_id, stamps = EXCLUDED.stamps,
       numbers = EXCLUDED.numbers, number = EXCLUDED.number
"""
# Which sources of which bills changed since a night; findings that somebody wrote on since.
_CHANGED = """
SELECT res_id, numbers FROM ap_control_stamp WHERE company_id = %s AND number > %s
"""
_WRITTEN = """
SELECT control_id, res_id FROM ap_finding
 WHERE company_id = %s AND control_id = ANY(%s) AND res_model = 'account.move'
   AND as_checked IS NOT TRUE
"""
_RUNS = """
SELECT control_id, number, stamp, day,
       date_whole > timezone('UTC', clock_timestamp()) - %s
  FROM ap_control_run WHERE control_id = ANY(%s) AND company_id = %s
"""
# Of a check by hand: what it says of stamps stays as it was.
_REMEMBER = """
INSERT INTO ap_control_run AS old (
    control_id, company_id, date, date_whole, error, found_count, new_count, resolved_count,
    looked_count, missed_count, number, stamp, day)
SELECT control_id, company_id, timezone('UTC', clock_timestamp()),
       CASE WHEN is_whole THEN timezone('UTC', clock_timestamp()) END, error, found_count,
       new_count, resolved_count, looked_count, missed_count, number, stamp, day
  FROM jsonb_to_recordset(%s::jsonb) AS new (
       control_id integer, company_id integer, error text, found_count integer,
       new_count integer, resolved_count integer, looked_count integer,
       missed_count integer, number integer, stamp varchar, day date, is_whole boolean)
 ORDER BY control_id
ON CONFLICT (control_id, company_id) DO UPDATE SET
    date = EXCLUDED.date,
    date_whole = COALESCE(EXCLUDED.date_whole, old.date_whole),
    error = EXCLUDED.error, found_count = EXCLUDED.found_count,
    new_count = EXCLUDED.new_count, resolved_count = EXCLUDED.resolved_count,
    looked_count = EXCLUDED.looked_count,
    missed_count = COALESCE(EXCLUDED.missed_count, old.missed_count),
    number = COALESCE(EXCLUDED.number, old.number),
    stamp = COALESCE(EXCLUDED.stamp, old.stamp), day = COALESCE(EXCLUDED.day, old.day)
"""
_SAID = """
SELECT id, res_id, md5(concat_ws('|', state, cause, evidence, partner_id, user_id, date_due,
                                 holds))
  FROM ap_finding WHERE company_id = %s AND control_id = %s AND res_model = 'account.move'
"""


@dataclass(frozen=True)
class Night:
    """What all controls of one night share."""

    company_id: int
    number: int
    day: Date
    common: str
    tables: dict = field(default_factory=dict)
    controls: dict = field(default_factory=dict)

    def stamp_of(self, control, sources) -> str:
        """What stands for all bills alike: a change of it lets all of them be looked at."""
        tables = [self.tables[name] for name in sorted(sources) if name in self.tables]
        stated = (self.common, self.controls.get(control.id), sorted(sources), tables)
        return sha256(repr(stated).encode()).hexdigest() if self.common else ""


@dataclass(frozen=True)
class Look:
    """What a control has to look at: `ids`, or None for all. Where it looks at all but could
    have left some out, `changed` says which it would not, so that both can be compared."""

    night: Night
    stamp: str
    ids: list | None = None
    changed: frozenset | None = None


@contextmanager
def tonight(env, company):
    """The controls that run in this block look at what changed; at all where it cannot be
    known. Commits."""
    with NIGHT.open(_begun(env, company)):
        yield


def _begun(env, company) -> Night | None:
    for turn in range(TURNS):
        try:
            night = begin(env, company, company._company_today())
            env["ir.cron"]._commit_progress()
            return night
        except Exception as error:
            env.cr.rollback()
            at_once = isinstance(error, PG_CONCURRENCY_EXCEPTIONS_TO_RETRY)
            if not at_once or turn == TURNS - 1:
                _logger.exception("All bills of %s are looked at again", company.name)
                return None
    return None


def begin(env, company, day) -> Night:
    """Stamp the bills of the company, as superuser."""
    env.flush_all()
    sources = env["ap.control"]._sources()
    # Two nights at once end in a retry, which is no error to log.
    env.cr.execute(SQL(_NUMBER, company.id), log_exceptions=False)
    [(number,)] = env.cr.fetchall()
    env.cr.execute(SQL(_FORGET, company.id))
    of_bills = {name: one for name, one in sources.items() if isinstance(one, BillSource)}
    _stamp_bills(env, company, day, number, of_bills)
    tables = {name: one for name, one in sources.items() if isinstance(one, TableSource)}
    return Night(
        company.id, number, day, _common(env, company), _tables(env, tables), _controls(env)
    )


def _stamp_bills(env, company, day, number, sources) -> None:
    pairs, joins = [], []
    for rank, (name, source) in enumerate(sorted(sources.items())):
        alias = SQL.identifier(f"source_{rank}")
        pairs.append(SQL("%s, %s.stamp", name, alias))
        query = source.stamps(company, day)
        joins.append(SQL("LEFT JOIN (%s) %s ON %s.id = move.id", query, alias, alias))
    env.cr.execute(
        SQL(
            _STAMP, pairs=SQL(", ").join(pairs), joins=SQL(" ").join(joins), number=number,
            company=company.id, purchases=of_purchases(company),
        )
    )  # fmt: skip


def _common(env, company) -> str:
    """Code, company and its card, countries, currencies; and which database it is: rows of a
    copy that was read back have other places."""
    code = code_stamp(env)
    noise = sorted(NOISE | env["ap.control"]._says_nothing())
    query = SQL(
        """SELECT (SELECT oid::text FROM pg_database WHERE datname = current_database()),
                  (SELECT md5(string_agg((to_jsonb(one) - %(noise)s::text[])::text, ','
                                         ORDER BY one.id))
                     FROM res_company one WHERE one.id = ANY(%(companies)s)),
                  (SELECT md5((to_jsonb(card) - %(noise)s::text[])::text)
                     FROM res_partner card WHERE card.id = %(card)s),
                  (SELECT sum(%(currency)s) FROM res_currency),
                  (SELECT sum(%(country)s) FROM res_country)""",
        noise=noise, companies=(company | company.parent_ids).ids,
        card=company.partner_id.id, currency=version("res_currency"),
        country=version("res_country"),
    )  # fmt: skip
    return f"{code} {env.execute_query(query)}" if code else ""


def _tables(env, sources) -> dict:
    found = {}
    for name, source in sources.items():
        parts = SQL(", ").join(
            SQL("(SELECT sum(%s) FROM %s one)", version("one"), SQL.identifier(table))
            for table in source.tables
        )
        found[name] = str(env.execute_query(SQL("SELECT %s", parts))[0])
    return found


def _controls(env) -> dict:
    """Each control with its sentences, which findings bear."""
    query = SQL(
        """SELECT control.id, (%s)::text || COALESCE(sum(%s)::text, '')
             FROM ap_control control
             LEFT JOIN ap_control_message sentence ON sentence.control_id = control.id
            GROUP BY control.id""",
        version("control"), version("sentence"),
    )  # fmt: skip
    return dict(env.execute_query(query))


def look_of(control, company) -> Look | None:
    """What the control has to look at tonight; None where no night runs, or where it does not
    say what it reads: at all, as ever."""
    return looks_of(control, company).get(control.id)


def looks_of(controls, company) -> dict[int, Look]:
    """What each of these controls has to look at tonight; those that look at all bills, as
    ever, are left out."""
    night = NIGHT.value
    if night is None or night.company_id != company.id:
        return {}
    known = {one.id: (one, read_by(one)) for one in controls}
    stamps = {
        number: night.stamp_of(one, sources)
        for number, (one, sources) in known.items() if sources is not None
    }  # fmt: skip
    query = SQL(_RUNS, WHOLE, sorted(stamps), company.id)
    rows = {row[0]: row[1:] for row in controls.env.execute_query(query)} if stamps else {}
    since, recent = {}, set()
    for control, (number, before, day, is_recent) in rows.items():
        if number and stamps[control] and before == stamps[control] and day and day <= night.day:
            since[control] = (number, known[control][1])
            recent |= {control} if is_recent else set()
    changed = _changed(controls.env, company, since)
    looks = {control: Look(night, stamp) for control, stamp in stamps.items()}
    for control, ids in changed.items():
        stated = {"ids": ids} if control in recent else {"changed": frozenset(ids)}
        looks[control] = Look(night, stamps[control], **stated)
    return looks


def parts(controls, company) -> list:
    """The controls in the parts of a night: those that have little to look at go together,
    each other one by itself, so that what it found is kept before the next one looks."""
    looks = looks_of(controls.sudo(), company)
    few = controls.filtered(
        lambda one: one.id in looks
        and looks[one.id].ids is not None
        and len(looks[one.id].ids) <= FEW
    )
    return [*filter(None, [few]), *(controls - few)]


def _changed(env, company, since) -> dict[int, list[int]]:
    """{control: bills of which it has to look again}; `since`: {control: (night, sources)}."""
    if not since:
        return {}
    first = min(number for number, _sources in since.values())
    rows = env.execute_query(SQL(_CHANGED, company.id, first))
    found = {
        asked: {
            res_id for res_id, numbers in rows
            if any(numbers.get(name, 0) > asked[0] for name in asked[1])
        }
        for asked in set(since.values())
    }  # fmt: skip
    written = {}
    for control, res_id in env.execute_query(SQL(_WRITTEN, company.id, sorted(since))):
        written.setdefault(control, set()).add(res_id)
    return {
        control: sorted(found[asked] | written.get(control, set()))
        for control, asked in since.items()
    }


def run_row(control, company, counts=None, error=None, look=None, missed_count=0) -> dict:
    """What is kept of a run of the control: when, what came of it, with which stamps."""
    counts = counts or {"found": 0, "new": 0, "resolved": 0}
    row = {
        "control_id": control.id, "company_id": company.id, "error": error,
        "found_count": counts["found"], "new_count": counts["new"],
        "resolved_count": counts["resolved"],
        "looked_count": len(look.ids) if look and look.ids is not None else None,
        "is_whole": look is not None and look.ids is None,
    }  # fmt: skip
    if look:
        day = look.night.day.isoformat()
        row |= {"number": look.night.number, "stamp": look.stamp, "day": day}
    if look and look.changed is not None:
        row["missed_count"] = missed_count
    return row


def remember(env, rows) -> None:
    """Keep what `run_row` says of runs; one row of each control and company, whoever comes
    first."""
    env.cr.execute(SQL(_REMEMBER, json.dumps(rows)))


def said(control, company) -> dict:
    """{finding: (document, digest of what it says)}, to compare."""
    rows = control.env.execute_query(SQL(_SAID, company.id, control.id))
    return {number: (res_id, stated) for number, res_id, stated in rows}


def missed(look, before, after) -> list[int]:
    """Documents whose findings are others now, of which no change was seen."""
    return sorted(
        {
            stated[0]
            for number, stated in after.items()
            if stated != before.get(number) and stated[0] not in look.changed
        }
    )


def report_missed(control, company, ids) -> None:
    """Say on the control what nights did not see: what it reads is declared wrongly."""
    if not ids:
        return
    _logger.warning(
        "Control %s of %s: %s bills changed unseen, %s …",
        control.code, company.name, len(ids), ids[:MOST_NAMED],
    )  # fmt: skip
    named = control.env["account.move"].browse(ids[:MOST_NAMED]).exists()
    control.message_post(
        body=control.env._(
            "The weekly check of all bills of %(company)s found something on %(count)s bills "
            "that the nights before did not look at again: %(bills)s. Tell your administrator: "
            "what this control reads is declared incompletely.",
            company=company.name, count=len(ids),
            bills=", ".join(named.mapped("display_name")),
        )
    )  # fmt: skip
