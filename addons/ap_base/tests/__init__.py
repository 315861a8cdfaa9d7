# SPDX-License-Identifier: AGPL-3.0-or-later
from . import (
    test_ap_entry,
    test_changed,
    test_control,
    test_desk_counter,
    test_doors_of_entries,
    test_finding,
    test_import,
    test_import_odd_files,
    test_import_refusals,
    test_import_template,
    test_line_taxes,
    test_lock_dates,
    test_migrations,
    test_posting,
    test_settings,
    test_words,
)
