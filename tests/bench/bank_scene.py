# SPDX-License-Identifier: AGPL-3.0-or-later
"""Prints a scene of bank lines with known truth as JSON: `bank_scene.py LEVEL LINES ITEMS`.

Run beside Odoo, in plain Python: the makers of scenes stand with the tests of the rules.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "unit"))
import conftest

conftest.register_alias()
import bank_world  # noqa: E402 - needs the stand-ins above

SUPPLIERS_SHARE = 20  # open items of one supplier


def main(level, lines, items) -> None:
    scene = bank_world.scene(level, lines, items, max(1, items // SUPPLIERS_SHARE), 5)
    kept = [line for line in scene.lines if line.journal == "B1"]
    json.dump(
        {
            "partners": [
                {"key": p.key, "name": p.names[0], "iban": p.ibans[0]}
                for p in scene.world.partners
            ],
            "items": [
                {
                    "key": i.key, "partner": i.partner, "amount": str(i.amount),
                    "day": i.day.isoformat(), "due": i.due.isoformat(),
                    "name": i.references[0], "ref": i.references[1],
                }
                for i in scene.world.items
            ],
            "lines": [
                {
                    "key": n.key, "day": n.day.isoformat(), "amount": str(n.amount),
                    "label": n.label, "iban": n.iban,
                    "facts": {
                        "end_to_end": n.end_to_end, "mandate": n.mandate,
                    },
                }
                for n in kept
            ],
            "truth": {
                line.key: sorted(scene.truth[line.key][1])
                if (scene.truth[line.key] or [""])[0] in ("items", "part") else []
                for line in kept
            },
        },
        sys.stdout,
    )  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
