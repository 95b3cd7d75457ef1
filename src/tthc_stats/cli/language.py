"""The language of this run: asked on the command line, in the environment, or the locale."""

from __future__ import annotations

import os
import sys

from tthc_stats.report.language import Language, language, language_code


def asked_language(arguments: list[str]) -> str | None:
    """The value of ``--lang`` before click has parsed anything: help texts need it."""
    for number, argument in enumerate(arguments):
        if argument == "--lang" and number + 1 < len(arguments):
            return arguments[number + 1]
        if argument.startswith("--lang="):
            return argument.removeprefix("--lang=")
    return None


spoken: Language = language(language_code(asked_language(sys.argv[1:]), os.environ))


def _(message: str) -> str:
    """A help text in the language of this run."""
    return spoken.translate(message)
