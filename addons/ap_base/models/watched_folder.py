# SPDX-License-Identifier: AGPL-3.0-or-later
"""A folder of the server in which a program leaves files.

Files stay where they are: what was read is known by its content, so that nothing is taken
twice and nothing is lost when a run is interrupted.
"""

import logging
from pathlib import Path

_logger = logging.getLogger(__name__)
SETTLED_SECONDS = 60  # a file that is still being written is left for the next run


def files_in(env, folder: str, most_bytes: int, whose: str) -> list[Path]:
    """Return the settled files of a folder, the oldest first; none that is hidden, a link or
    larger than allowed. `whose`: named in the log where it is no folder."""
    place = Path(folder)
    if not place.is_dir():
        _logger.warning("%s: %s is no folder", whose, place)
        return []
    now, found = env.cr.now().timestamp(), []
    for path in place.iterdir():
        if path.is_symlink() or not path.is_file() or path.name.startswith("."):
            continue
        stat = path.stat()
        if stat.st_size > most_bytes:
            _logger.warning("%s: %s is larger than %s bytes", whose, path.name, most_bytes)
        elif now - stat.st_mtime > SETTLED_SECONDS:
            found.append((stat.st_mtime, path.name, path))
    return [path for _time, _name, path in sorted(found)]
