# SPDX-License-Identifier: AGPL-3.0-or-later
"""Bills with known truth, made from orders that look real, and how well they are matched.

- `words`: what is bought, by trade
- `orders`: suppliers, their catalogues, orders and deliveries
- `drafts`: bills as they should be, with the order lines they truly bill
- `twists`: what suppliers, readers and people do to bills
- `levels`: which twists at which difficulty
- `scoring`: touchless rate, precision, recall

Everything follows from a seed.
"""

from .levels import LEVELS, POLICY, Scene, scene
from .scoring import Figures, score, table

__all__ = ["LEVELS", "POLICY", "Figures", "Scene", "scene", "score", "table"]
