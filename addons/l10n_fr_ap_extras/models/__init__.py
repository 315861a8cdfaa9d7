# SPDX-License-Identifier: AGPL-3.0-or-later
from . import accrual_templates_fr, einvoice, helpers, template_fr
