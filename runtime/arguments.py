# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words after `./ap`: their help, and one sentence for what is not understood."""

import argparse
from dataclasses import dataclass
from typing import NoReturn

from .say import Missing

INTRODUCTION = "The one command of AP Desk: sets up what it needs, runs, tests, measures."
ENVIRONMENT = """\
environment:
  ODOO_HOME        folder that contains the package `odoo` 19.0 (else: this Python's own,
                   else the Debian package, fetched below the cache)
  PGHOST, PGPORT,  a PostgreSQL server to use instead of a private one
  PGUSER, PGPASSWORD
  AP_PORT          port of the web client (8069)
  AP_CACHE         what is downloaded (~/.cache/ap-desk)
  AP_RUN           what runs: cluster, files, logs (one folder per checkout)
  AP_LANG=fr       `demo` prints its account of the month in French"""


@dataclass(frozen=True)
class Word:
    """One command: its summary, the help below it, and what may follow it."""

    summary: str
    details: str = ""
    words: str = ""  # how further words are called in its help; "" takes none
    choices: tuple[str, ...] = ()  # for the first of them
    flags: tuple[tuple[str, str], ...] = ()
    values: tuple[tuple[str, str, str], ...] = ()  # options: name, what follows it, meaning
    needs: tuple[str, ...] = ()  # of the machine: `system.NEEDS`


YES = ("--yes", "install missing system packages (as root, by apt) without asking")


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Missing(f"{message[:1].upper()}{message[1:]}: see `{self.prog} --help`.")


def parse(words: list[str], commands: dict[str, Word]) -> argparse.Namespace:
    """The command with its words and flags; `rest` is what stands behind `--`.

    `--help` prints and leaves by SystemExit(0). Refused: a command, a word or a flag
    that is not known.
    """
    if "--" in words:
        cut = words.index("--")
        words, rest = words[:cut], words[cut + 1 :]
    else:
        rest = []
    if not words or words[0] == "help":
        words = [*words[1:2], "--help"]
    if not words[0].startswith("-") and words[0] not in commands:
        known = ", ".join(commands)
        raise Missing(f"There is no command {words[0]!r}: choose among {known}.")
    parsed, unknown = _parser(commands).parse_known_args(words)
    if unknown or (rest and parsed.command != "test"):
        known = f"`./ap {parsed.command}` does not know {(unknown or ['--'])[0]!r}"
        hint = "; options of pytest stand behind `--`" if parsed.command == "test" else ""
        raise Missing(f"{known}{hint}: see `./ap {parsed.command} --help`.")
    _check_choice(parsed, commands[parsed.command])
    parsed.rest = rest
    return parsed


def _check_choice(parsed: argparse.Namespace, word: Word) -> None:
    if word.choices and parsed.words and parsed.words[0] not in word.choices:
        raise Missing(
            f"`./ap {parsed.command}` does not know {parsed.words[0]!r}: choose among "
            f"{', '.join(word.choices)}."
        )


def _parser(commands: dict[str, Word]) -> _Parser:
    shape = {"formatter_class": argparse.RawDescriptionHelpFormatter, "allow_abbrev": False}
    parser = _Parser(prog="./ap", description=INTRODUCTION, epilog=ENVIRONMENT, **shape)
    below = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, word in commands.items():
        text = f"{word.summary[:1].upper()}{word.summary[1:]}.\n\n{word.details}".strip()
        one = below.add_parser(name, help=word.summary, description=text, **shape)
        if word.words:
            one.add_argument("words", nargs="*", metavar=word.words)
        else:
            one.set_defaults(words=[])
        for flag, meaning in word.flags:
            one.add_argument(flag, action="store_true", help=meaning)
        for option, named, meaning in word.values:
            one.add_argument(option, metavar=named, default="", help=meaning)
    return parser
