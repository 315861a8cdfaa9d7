# SPDX-License-Identifier: AGPL-3.0-or-later
from . import test_changed, test_kind, test_reader, test_target, test_task
