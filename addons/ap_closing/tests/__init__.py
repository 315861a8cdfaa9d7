# SPDX-License-Identifier: AGPL-3.0-or-later
from . import test_received
from . import test_other_kinds, test_prepaid
