# SPDX-License-Identifier: AGPL-3.0-or-later
from . import controllers, models, wizard  # isort: skip  lists stand on the wizards
from . import report
