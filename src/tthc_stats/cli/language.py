"""The language of this run: asked on the command line, in the environment, or the locale."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from gettext import bindtextdomain, textdomain
from os.path import join
from typing import Any

from tthc_stats.data import FOLDER
from tthc_stats.model.errors import TthcError
from tthc_stats.report.language import DOMAIN, SOURCE, Language, language, language_code
from tthc_stats.store.config import find_config, read_config


def asked(option: str, arguments: list[str]) -> str | None:
    """The value of an option before click has parsed anything: help texts need it."""
    for number, argument in enumerate(arguments):
        if argument == option and number + 1 < len(arguments):
            return arguments[number + 1]
        if argument.startswith(f"{option}="):
            return argument.removeprefix(f"{option}=")
    return None


def _environment() -> dict[str, str]:
    """The environment, with the language of the office's file where it names none."""
    environ = _system()
    if not environ.get("TTHC_STATS_LANG") and (written := _written_language(environ)):
        environ["TTHC_STATS_LANG"] = written
    return environ


def _written_language(environ: dict[str, str]) -> str | None:
    """What the office's file says; a broken one is told once options are read."""
    tables = _tables(environ)
    command = next((word for word in sys.argv[1:] if word in tables), "")
    said = {**tables.get("options", {}), **tables.get(command, {})}.get("lang")
    return said if isinstance(said, str) else None


def _written_for_report() -> str | None:
    said = _tables(_system()).get("report", {}).get("lang")
    return said if isinstance(said, str) else None


def _tables(environ: Mapping[str, str]) -> Mapping[str, Mapping[str, Any]]:
    """The tables of the office's file, if there is a sound one."""
    path = asked("--config", sys.argv[1:]) or environ.get("TTHC_STATS_CONFIG")
    if not (path or (path := find_config(os.curdir))):
        return {}
    try:
        return read_config(path).tables
    except TthcError:
        return {}


def _system() -> dict[str, str]:
    """The environment, with the language of Windows where nothing else names one."""
    if os.name != "nt" or os.environ.get("LANG"):
        return dict(os.environ)
    import ctypes

    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 (only there on Windows)
    vietnamese = kernel.GetUserDefaultUILanguage() & 0x3FF == 0x2A
    return {"LANG": "vi" if vietnamese else "en", **os.environ}


spoken: Language = language(language_code(asked("--lang", sys.argv[1:]), _environment()))


def of_papers() -> Language:
    """The language of what is printed and signed: Vietnamese, whatever the messages speak,
    unless ``--lang``, or ``lang`` for this command in the office's file, asks for another one.
    """
    wish = asked("--lang", sys.argv[1:]) or _written_for_report()
    return language(language_code(None, {"TTHC_STATS_LANG": wish}) if wish else "vi")


def speak_through_click() -> None:
    """Let click's own words come from our catalogue: it asks gettext's default domain."""
    if spoken.code != SOURCE:
        bindtextdomain(DOMAIN, join(FOLDER, "locale"))
        textdomain(DOMAIN)
        os.environ["LANGUAGE"] = spoken.code


def _(message: str) -> str:
    """A help text in the language of this run."""
    return spoken.translate(message)
