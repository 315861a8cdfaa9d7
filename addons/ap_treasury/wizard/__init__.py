# SPDX-License-Identifier: AGPL-3.0-or-later
from . import account_payment_register, ap_payment_proposal_ask
