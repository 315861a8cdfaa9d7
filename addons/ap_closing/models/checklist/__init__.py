# SPDX-License-Identifier: AGPL-3.0-or-later
# ruff: noqa: I001  a model stands before the files that add to it
from . import ap_closing_count
from . import ap_closing_task_template, ap_closing_task
