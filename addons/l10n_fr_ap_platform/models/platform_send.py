# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sending to a platform: each flow once, whatever happens in between."""

from ..client.errors import Busy, Denied, NotThere, PlatformError, Unreachable
from .platform_words import words_of

MOST_TRIES = 6
MOST_ASKED = 200


class Sending:
    """What waits for one platform, as superuser."""

    def __init__(self, platform, turn):
        self._platform, self._env, self.count = platform, platform.env, 0
        self._keep = turn.keep

    def run(self, flows):
        """Send what waits, oldest first, and ask what became of what was sent; raises
        PlatformError where the platform is the problem."""
        here = self._env["ap.platform.flow"]
        domain = [("platform_id", "=", self._platform.id), ("direction", "=", "out")]
        pending = here.search([*domain, ("state", "=", "sent")], order="id", limit=MOST_ASKED)
        waiting = here.search(
            [*domain, ("state", "in", ("waiting", "failed")),
             ("tries", "<", MOST_TRIES)], order="id",
        ).filtered(lambda flow: not flow._waits())  # fmt: skip
        for flow in waiting:
            self._one(flow, lambda one: one._send(flows))
            self.count += flow.state in ("sent", "acknowledged", "refused")
        for flow in pending:
            self._one(flow, lambda one: one._acknowledge(flows.metadata(one.flow_id)))

    def _one(self, flow, act):
        try:
            act(flow)
        except (Busy, Denied, Unreachable):
            raise
        except NotThere as error:
            flow.reason = words_of(self._env, error)
        except PlatformError as error:
            flow._fail(words_of(self._env, error))
        self._keep()
