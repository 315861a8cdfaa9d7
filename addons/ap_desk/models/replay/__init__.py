# SPDX-License-Identifier: AGPL-3.0-or-later
from .bank import BankReplay
from .bills import BillReplay
from .closings import ClosingReplay
from .controls import ControlReplay

# What can be replayed: heirs of `ap.replay` add theirs to `_kinds`.
KINDS = {
    "bank": BankReplay, "bills": BillReplay, "closings": ClosingReplay, "controls": ControlReplay,
}  # fmt: skip
