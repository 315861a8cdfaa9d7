# SPDX-License-Identifier: AGPL-3.0-or-later
from . import test_demo
from . import test_fec_year
from . import test_story
