# SPDX-License-Identifier: AGPL-3.0-or-later
# ruff: noqa: I001  a model stands before the files that add to it
from . import res_company, ap_closing_count
from . import ap_closing_task_template, ap_closing_task
from . import ap_closing_task_show, ap_closing_task_step
from . import ap_closing_tasks, ap_closing_figures, ap_closing_lock, ap_closing_run
from . import ap_closing_group
from . import account_move
