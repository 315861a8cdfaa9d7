# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    ap_document,
    ap_finding_assign,
    ap_finding_waive,
    ap_import_mapping,
    ap_import_mapping_line,
    ap_lock_dates,
    ap_report,
    ap_settings,
)
