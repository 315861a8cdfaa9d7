#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Messages of commits: `[IMP] addon: imperative` in 72 signs, then a body that says why.

As a hook it gets the file of one message; `--since main` checks every commit since then.
"""

import argparse
import re
import subprocess
import sys
from pathlib import Path

LONGEST_SUBJECT = 72
SHORTEST_BODY = 20
TAGS = ("ADD", "IMP", "FIX", "REF", "DEL", "MOV")
SUBJECT = re.compile(rf"\[({'|'.join(TAGS)})\] [a-z0-9_][\w ,./-]*: \S.*")
MADE_BY_GIT = ("Merge ", "Revert ", "fixup! ", "squash! ", "amend! ")


def remarks(message: str) -> list[str]:
    """What is wrong with a message, one sentence each; comment lines do not count."""
    message = message.partition("# ------------------------ >8 ---")[0]
    lines = [line.rstrip() for line in message.splitlines() if not line.startswith("#")]
    text = "\n".join(lines).strip()
    subject, _, body = text.partition("\n")
    if not subject or subject.startswith(MADE_BY_GIT):
        return []
    found = []
    if len(subject) > LONGEST_SUBJECT:
        found.append(f"the subject has {len(subject)} signs: at most {LONGEST_SUBJECT}")
    if not SUBJECT.fullmatch(subject):
        found.append(f"the subject is no `[TAG] addon: imperative`, TAG of {', '.join(TAGS)}")
    if body and not body.startswith("\n"):
        found.append("the line below the subject is not empty")
    if len(body.strip()) < SHORTEST_BODY:
        found.append("there is no body: say why, with figures or source")
    return found


def _since(base: str) -> list[tuple[str, str]]:
    """(short number, message) of each commit since a branch or commit."""
    command = ["git", "log", "--no-merges", "--format=%h%x00%B%x01", f"{base}..HEAD"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    commits = [one.strip("\n") for one in done.stdout.split("\x01") if one.strip("\n")]
    return [tuple(one.split("\x00")) for one in commits]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", nargs="?", type=Path, help="a message, as git hands it over")
    parser.add_argument("--since", metavar="BASE", help="each commit since BASE")
    options = parser.parse_args()
    if options.since:
        messages = _since(options.since)
    elif options.file:
        messages = [("message", options.file.read_text(encoding="utf-8"))]
    else:
        parser.error("a file or --since")
    bad = [(name, remark) for name, text in messages for remark in remarks(text)]
    for name, remark in bad:
        sys.stderr.write(f"{name}: {remark}.\n")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
