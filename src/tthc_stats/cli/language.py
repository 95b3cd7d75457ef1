"""The language of this run: asked on the command line, in the environment, or the locale."""

from __future__ import annotations

import os
import sys
from gettext import bindtextdomain, textdomain
from os.path import join

from tthc_stats.data import FOLDER
from tthc_stats.report.language import DOMAIN, SOURCE, Language, language, language_code


def asked_language(arguments: list[str]) -> str | None:
    """The value of ``--lang`` before click has parsed anything: help texts need it."""
    for number, argument in enumerate(arguments):
        if argument == "--lang" and number + 1 < len(arguments):
            return arguments[number + 1]
        if argument.startswith("--lang="):
            return argument.removeprefix("--lang=")
    return None


def _environment() -> dict[str, str]:
    """The environment, with the language of Windows where nothing else names one."""
    if os.name != "nt" or os.environ.get("LANG"):
        return dict(os.environ)
    import ctypes

    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 (only there on Windows)
    vietnamese = kernel.GetUserDefaultUILanguage() & 0x3FF == 0x2A
    return {"LANG": "vi" if vietnamese else "en", **os.environ}


spoken: Language = language(language_code(asked_language(sys.argv[1:]), _environment()))


def speak_through_click() -> None:
    """Let click's own words come from our catalogue: it asks gettext's default domain."""
    if spoken.code != SOURCE:
        bindtextdomain(DOMAIN, join(FOLDER, "locale"))
        textdomain(DOMAIN)
        os.environ["LANGUAGE"] = spoken.code


def _(message: str) -> str:
    """A help text in the language of this run."""
    return spoken.translate(message)
