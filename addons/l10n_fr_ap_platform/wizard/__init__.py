# SPDX-License-Identifier: AGPL-3.0-or-later
from . import ap_bill_status_set, ap_bill_status_upload
