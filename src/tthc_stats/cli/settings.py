"""Where the options of a command come from: the command line, the environment, the office's
file, else their defaults. click asks them in this order.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any

import click

from tthc_stats.cli.language import _
from tthc_stats.cli.own import TABLE as INDICATORS
from tthc_stats.cli.own import own_of
from tthc_stats.model.errors import UsageError
from tthc_stats.model.text import T
from tthc_stats.store.config import (
    Config,
    find_config,
    office_of,
    plain,
    read_config,
    refuse_unknown,
)

PREFIX = "TTHC_STATS_"
GENERAL = "options"
"""The table for every command that has an option of that name."""
FACTS = "office"
"""The table that holds no options."""
PATHS = ("files", "output", "layout", "calendar", "history", "against", "template")
"""Options that name files: in the office's file they are relative to it."""
FILES = "files"
"""The one argument that may be set: others say what is asked, and what is removed."""
FORM = "form"
"""An official form: a built-in name, or a file."""
HISTORY = "lich-su.sqlite"
"""Where the history is, beside the office's file, unless that says otherwise."""
RECORDING = ("history", "report")
UNSET = ("config", "help", "version", "explain", "save_layout")
"""Options of a single run."""
ITSELF = "config"
"""The command that shows the options, whose own are those of its command line: what is set for
reports, such as their output, is not meant for it.
"""


def configured(command: click.Command, name: str) -> click.Command:
    """Let the options of a command also come from the environment and the office's file."""
    for sub in getattr(command, "commands", {}).values():
        configured(sub, name)
    if isinstance(command, click.Group) or any(p.name == "config" for p in command.params):
        return command
    for parameter in command.params:
        if name != ITSELF and _has_variable(parameter):
            parameter.envvar = PREFIX + key_of(parameter).upper()
    command.params.append(_config_option())
    return command


def _has_variable(parameter: click.Parameter) -> bool:
    named = isinstance(parameter, click.Option) and parameter.envvar is None
    return named and may_be_set(parameter)


def may_be_set(parameter: click.Parameter) -> bool:
    """Whether the environment or the office's file may give it."""
    key = key_of(parameter)
    return key == FILES if isinstance(parameter, click.Argument) else key not in UNSET


def _config_option() -> click.Option:
    return click.Option(
        ["--config"],
        metavar=_("FILE"),
        envvar=f"{PREFIX}CONFIG",
        is_eager=True,
        expose_value=False,
        callback=_load,
        help=_("Options and facts of the office in TOML [default: the nearest tthc-stats.toml]."),
    )


def key_of(parameter: click.Parameter) -> str:
    """The key of an option in the file: its long name with underscores."""
    longest = max(parameter.opts, key=len)
    return longest.removeprefix("--").replace("-", "_")


def _load(context: click.Context, parameter: click.Parameter, value: str | None) -> None:  # noqa: ARG001
    """Before any other option is looked at: the file's values become the defaults."""
    if context.resilient_parsing:
        return
    path = value or find_config(os.curdir)
    if path is None:
        return
    config = read_config(path)
    _refuse_unknown(config, context)
    office_of(config)
    own_of(config)
    context.obj = config
    context.default_map = _defaults(config, context)


def _refuse_unknown(config: Config, context: click.Context) -> None:
    """Every table is looked at, or a slip would be silent until its command runs."""
    keys = dict(_keys(context.find_root()))
    refuse_unknown(config, None, {GENERAL, FACTS, INDICATORS, *keys})
    refuse_unknown(config, GENERAL, set().union(*keys.values()))
    for name, known in keys.items():
        refuse_unknown(config, name, known)


def _keys(root: click.Context) -> Iterable[tuple[str, set[str]]]:
    """What every command can be told, by its name."""
    group = root.command
    assert isinstance(group, click.Group)
    for name in set(group.list_commands(root)) - {ITSELF}:
        command = group.get_command(root, name)
        assert command is not None
        yield name, set(_parameters(command))


def _parameters(command: click.Command) -> dict[str, click.Parameter]:
    """The options and arguments that a file may set, by their keys."""
    found: dict[str, click.Parameter] = {}
    for sub in getattr(command, "commands", {}).values():
        found |= _parameters(sub)
    return found | {key_of(p): p for p in command.params if may_be_set(p)}


def _defaults(config: Config, context: click.Context) -> dict[str, Any]:
    """The values of this command by click's names, its own table before the general one."""
    own = context.command_path.split()[1]
    if own == ITSELF:
        return {}
    values = {**config.tables.get(GENERAL, {}), **config.tables.get(own, {})}
    parameters = _parameters(context.command)
    defaults = {
        str(parameters[key].name): _value(config, key, parameters[key], plain(value))
        for key, value in values.items()
        if key in parameters
    }
    return _usual_history(config, own, parameters) | defaults


def _usual_history(config: Config, own: str, known: Iterable[str]) -> dict[str, Any]:
    """The history beside the office's file, for the commands that make it, else if it exists."""
    path = beside(config, HISTORY)
    usual = "history" in known and (own in RECORDING or os.path.exists(path))
    return {"history": path} if usual else {}


def _value(config: Config, key: str, parameter: click.Parameter, value: Any) -> Any:
    several = parameter.multiple if isinstance(parameter, click.Option) else parameter.nargs != 1
    if isinstance(value, Mapping) or (isinstance(value, list) and not several):
        raise UsageError(T("“{key}” takes one value", key=key), place=config.path)
    items = value if isinstance(value, list) else [value]
    if key in PATHS or (key == FORM and str(value).endswith(".toml")):
        items = [beside(config, str(item)) for item in items]
    return items if several else items[0]


def beside(config: Config, path: str) -> str:
    """A path of the file as seen from the working directory."""
    if path == "-" or "://" in path:
        return path
    return os.path.join(config.folder, path)
