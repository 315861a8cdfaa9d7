# SPDX-License-Identifier: AGPL-3.0-or-later
from . import ap_fec_remark, l10n_fr_fec_export_wizard
