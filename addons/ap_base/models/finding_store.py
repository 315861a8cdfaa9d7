# SPDX-License-Identifier: AGPL-3.0-or-later
"""How findings are stored: by sets, whatever their number."""

import json

from odoo.tools import SQL

from .control_reads import LOOK
from .control_together import TOGETHER
from .finding_value import OPEN_STATES, RANKS, UNCHECKED

# What was found is inserted or refreshed; a waiver holds while the cause is the same.
# Whom a person chose stays; else the finding goes to whom the control names now.
# Nothing else is joined: the planner cannot know how many rows there are, and would loop.
_UPSERT = """
INSERT INTO ap_finding AS old (
    company_id, control_id, control_code, severity, rank, state,
    res_model, res_id, key, message_code, message_values, message_plain, cause,
    evidence, amount, currency_id, partner_id, user_id, assigned_by_hand, date_due, holds,
    holding, asking, as_checked, first_seen, last_seen, create_uid, create_date, write_uid, write_date)
SELECT %(company)s, %(control)s, %(code)s, %(severity)s, %(rank)s,
       CASE WHEN user_id IS NULL THEN 'open' ELSE 'assigned' END,
       res_model, res_id, key, message_code, message_values, message_plain, cause,
       evidence, amount, currency_id, partner_id, user_id, FALSE, date_due, holds,
       %(hold)s AND holds, %(ask)s OR %(hold)s AND holds AND NOT %(collected)s,
       %(tonight)s AND message_code IS DISTINCT FROM %(unchecked)s,
       %(now)s, %(now)s, %(uid)s, %(now)s, %(uid)s, %(now)s
  FROM jsonb_to_recordset(%(rows)s::jsonb) AS found (
       res_model varchar, res_id integer, key varchar, message_code varchar,
       message_values jsonb, message_plain text, cause varchar, evidence jsonb,
       amount numeric, currency_id integer, partner_id integer, user_id integer,
       date_due date, holds boolean)
ON CONFLICT (company_id, control_id, res_model, res_id, key) DO UPDATE SET
    state = CASE
        WHEN old.state = 'waived' AND old.cause = EXCLUDED.cause THEN 'waived'
        WHEN CASE WHEN COALESCE(old.assigned_by_hand, old.user_id IS NOT NULL) THEN old.user_id ELSE EXCLUDED.user_id END
             IS NOT NULL THEN 'assigned'
        ELSE 'open' END,
    user_id = CASE WHEN COALESCE(old.assigned_by_hand, old.user_id IS NOT NULL) THEN old.user_id ELSE EXCLUDED.user_id END,
    assigned_by_hand = COALESCE(old.assigned_by_hand, old.user_id IS NOT NULL),
    date_due = EXCLUDED.date_due,
    holds = EXCLUDED.holds,
    holding = EXCLUDED.holding,
    asking = EXCLUDED.asking,
    -- a check between two nights that finds the same leaves what the night wrote
    as_checked = EXCLUDED.as_checked OR NOT %(tonight)s AND old.as_checked
        AND old.state <> 'resolved' AND old.cause = EXCLUDED.cause
        AND old.evidence = EXCLUDED.evidence AND old.holds = EXCLUDED.holds
        AND old.partner_id IS NOT DISTINCT FROM EXCLUDED.partner_id
        AND old.date_due IS NOT DISTINCT FROM EXCLUDED.date_due
        AND (old.assigned_by_hand OR old.user_id IS NOT DISTINCT FROM EXCLUDED.user_id),
    first_seen = CASE WHEN old.state = 'resolved'
        THEN EXCLUDED.first_seen ELSE old.first_seen END,
    date_resolved = NULL,
    message_code = EXCLUDED.message_code,
    message_values = EXCLUDED.message_values,
    message_plain = EXCLUDED.message_plain,
    cause = EXCLUDED.cause,
    evidence = EXCLUDED.evidence,
    amount = EXCLUDED.amount,
    currency_id = EXCLUDED.currency_id,
    partner_id = EXCLUDED.partner_id,
    last_seen = EXCLUDED.last_seen,
    write_uid = EXCLUDED.write_uid,
    write_date = EXCLUDED.write_date
RETURNING id, state
"""
# Of documents that changed, or are no more.
_LOOKED_AT = """(res_id = ANY(%s) OR NOT EXISTS (
    SELECT FROM account_move move
     WHERE move.id = ap_finding.res_id AND move.company_id = ap_finding.company_id))"""


class FindingStore:
    """Writes findings for the controls, as the environment of the engine."""

    def __init__(self, env):
        self.env = env
        self.findings = env["ap.finding"]

    def store(self, control, company, values, res_ids=None) -> dict:
        """Make the stored findings of a control equal to what it found.

        With `res_ids`, only documents with these ids are touched; while a night looks at
        what changed, only these, and those that are gone.
        """
        changed = LOOK.value.ids if res_ids is None and LOOK.is_open else None
        ids = changed if res_ids is None else res_ids
        scope = None if ids is None else set(ids)
        rows = self._rows(
            control, [v for v in values if scope is None or v.res_id in scope]
        )
        before, left = self._states_before(control, company, res_ids, changed)
        if not rows and not before:
            return {"found": left, "new": 0, "resolved": 0}
        now = self._now()
        tonight = res_ids is None and LOOK.is_open
        after = self._upsert(control, company, rows, now, tonight) if rows else {}
        lost = [key for key in before if before[key] != "resolved" and key not in after]
        gone = self._resolve_where(SQL("id = ANY(%s)", lost), now, tonight) if lost else []
        back = [
            key
            for key, state in after.items()
            if state in OPEN_STATES and before.get(key, state) not in OPEN_STATES
        ]
        self.findings.invalidate_model()
        self.findings._read_again_on_documents([control.res_model])
        self._note(back, gone)
        fresh = len(after.keys() - before.keys())
        found = left + len(rows)
        return {"found": found, "new": fresh + len(back), "resolved": len(gone)}

    def _states_before(self, control, company, res_ids, changed=None) -> tuple[dict, int]:
        """States by id of the control's findings, of the documents looked at only; and how
        many stand on others that a night leaves as they are."""
        if TOGETHER.is_open:
            return TOGETHER.value.states_before(control)
        scope = SQL("TRUE")
        if res_ids is not None:
            model, ids = control.res_model, list(res_ids)
            scope = SQL("res_model = %s AND res_id = ANY(%s)", model, ids)
        elif changed is not None:
            scope = SQL(_LOOKED_AT, list(changed))
        query = SQL(
            """SELECT id, state, %s FROM ap_finding
                WHERE company_id = %s AND control_id = %s""",
            scope,
            company.id,
            control.id,
        )
        if changed is None:
            query = SQL("%s AND %s", query, scope)
        rows = self.env.execute_query(query)
        left = sum(1 for _id, state, mine in rows if not mine and state != "resolved")
        return {number: state for number, state, mine in rows if mine}, left

    def _now(self):
        """The time of the database: several servers may check at once."""
        query = SQL("SELECT timezone('UTC', clock_timestamp())")
        return self.env.execute_query(query)[0][0]

    def _rows(self, control, values) -> list[dict]:
        """Values as rows, the last one of each key."""
        if not values:
            return []
        english = control.with_context(lang="en_US")
        templates = {line.code or "": line.text for line in english.template_ids}
        fallback = templates.get("", english.name)
        rows = {
            (value.res_model, value.res_id, value.key): value.as_row(
                templates.get(value.message_code, fallback)
            )
            for value in values
        }
        return list(rows.values())

    def _upsert(self, control, company, rows, now, tonight) -> dict:
        parameters = {
            "rows": json.dumps(rows, default=str),
            "company": company.id,
            "control": control.id,
            "code": control.code,
            "severity": control.severity,
            "rank": RANKS[control.severity],
            "hold": control.hold_payment,
            "ask": control.ask_first,
            "collected": control.hold_transfers_only,
            "tonight": tonight,
            "unchecked": UNCHECKED,
            "uid": self.env.uid,
            "now": now,
        }
        # Two checks at once end in a retry, which is no error to log.
        self.env.cr.execute(_UPSERT, parameters, log_exceptions=False)
        return dict(self.env.cr.fetchall())

    def _resolve_where(self, condition, now, tonight=False) -> list[int]:
        rows = self.env.execute_query(
            SQL(
                """UPDATE ap_finding
                      SET state = 'resolved', date_resolved = %(now)s,
                          as_checked = %(tonight)s, write_uid = %(uid)s, write_date = %(now)s
                    WHERE state <> 'resolved' AND %(condition)s
                RETURNING id""",
                now=now,
                tonight=tonight,
                uid=self.env.uid,
                condition=condition,
            )
        )
        return [row[0] for row in rows]

    def resolve_of_controls(self, controls, company=None):
        """Close every finding of controls that are archived or no longer apply."""
        if not controls:
            return
        self.findings.flush_model()
        condition = SQL("control_id = ANY(%s)", controls.ids)
        if company:
            condition = SQL("%s AND company_id = %s", condition, company.id)
        gone = self._resolve_where(condition, self._now())
        self.findings.invalidate_model()
        self.findings._read_again_on_documents(controls.mapped("res_model"))
        self._note([], gone)

    def _note(self, back, gone):
        """Say in the chatter what happened without anybody."""
        bodies = dict.fromkeys(
            back, self.env._("The cause is back or has changed: open again.")
        )
        bodies.update(dict.fromkeys(gone, self.env._("The cause is gone: resolved.")))
        if not bodies:
            return
        findings = self.findings.browse(bodies)
        findings.filtered(lambda f: f.state in OPEN_STATES).write(self.findings._no_waiver())
        root = self.env.ref("base.partner_root")
        findings._message_log_batch(bodies, author_id=root.id)
        self.env["mail.activity"].search(
            [("res_model", "=", self.findings._name), ("res_id", "in", gone)]
        ).action_feedback(feedback=self.env._("The cause is gone."))
