# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    ap_desk_company,
    ap_desk_score,
    ap_improvement,
    ap_kpi,
    ap_kpi_benchmark,
    ap_kpi_value,
    ap_replay,
    ap_replay_line,
    ap_work,
    digest_digest,
)
