# SPDX-License-Identifier: AGPL-3.0-or-later
from . import test_beside, test_capture, test_folder, test_habits, test_split
