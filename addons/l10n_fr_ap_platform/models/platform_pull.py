# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading a platform: what is new is listed, then each flow is taken in."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

from odoo.tools import SQL

from ..client.errors import Busy, Denied, Incomplete, PlatformError, Unreachable
from .platform_words import words_of

# Flows that appear with an older moment than those read before.
OVERLAP = timedelta(hours=1)
LOCK = 20260901  # of advisory locks: one reader of each platform at a time
MOST_TRIES = 6


class Taken(Exception):
    """Somebody else reads the platform now."""


class Turn:
    """The right to read a platform and to send to it: one transaction at a time has it."""

    def __init__(self, platform, commit: Callable | None):
        """`commit`: keeps what is done so far; None: whoever called does it at the end."""
        self._platform, self._env, self._commit = platform, platform.env, commit

    def take(self):
        """Take it until the transaction ends; raises Taken."""
        query = SQL("SELECT pg_try_advisory_xact_lock(%s, %s)", LOCK, self._platform.id)
        if not self._env.execute_query(query)[0][0]:
            raise Taken

    def keep(self):
        """Keep what is done, and go on as the only one; raises Taken."""
        if self._commit:
            self._commit()
            self.take()
            self._env.invalidate_all()


class Pull:
    """One reading of one platform, as superuser."""

    def __init__(self, platform, turn):
        self._keep = turn.keep
        self._platform, self._env = platform, platform.env
        self._flows_here = self._env["ap.platform.flow"]
        self._counts, self._left = Counter(), 0

    def counts(self) -> dict:
        """How many flows were found, drafted, read as messages, failed, and are left."""
        names = {"found": "found", "drafted": "drafted", "messages": "read", "failed": "failed"}
        return {**{name: self._counts[one] for name, one in names.items()}, "left": self._left}

    def run(self, flows, most=None):
        """List what changed, and take in at most so many; raises PlatformError."""
        incomplete = None
        try:
            self._list(flows)
        except Incomplete as error:  # what was listed is taken in all the same
            incomplete = error
        self._treat(flows, most)
        if incomplete:
            raise incomplete

    def _list(self, flows):
        platform = self._platform
        first = datetime.combine(platform.date_from, time.min, UTC)
        mark = platform.changed_after
        start = max(first, mark.replace(tzinfo=UTC) - OVERLAP) if mark else first
        last = start
        for page in flows.changed(start):
            self._counts["found"] += len(self._flows_here._found(platform, page))
            last = max(last, *(one.updated for one in page))
            self._keep()
        # Only now: pages need not be in order, and a reading may end before the last one.
        moment = last.replace(tzinfo=None, microsecond=0)
        if last > start and (not mark or moment > mark):
            platform.changed_after = moment

    def _treat(self, flows, most):
        waiting = self._flows_here.search(
            [
                ("platform_id", "=", self._platform.id), ("direction", "=", "in"),
                ("state", "in", ("new", "received", "failed")), ("tries", "<", MOST_TRIES),
            ], order="id",
        ).filtered(lambda flow: not flow._waits())  # fmt: skip
        now = waiting[:most] if most else waiting
        self._left = len(waiting) - len(now)
        for flow in now:
            self._one(flow, flows)
            self._counts[flow.state] += 1
            self._keep()
        if self._left:
            self._env.ref("l10n_fr_ap_platform.cron_platform").sudo()._trigger()

    def _one(self, flow, flows):
        try:
            flow._treat(flows)
        except (Busy, Denied, Unreachable):
            raise  # of the platform, not of the flow: the next turn goes on here
        except PlatformError as error:
            flow._fail(words_of(self._env, error))
