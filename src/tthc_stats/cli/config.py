"""``tthc-stats config``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import click
from click.core import ParameterSource

from tthc_stats.cli.commands import Group
from tthc_stats.cli.language import _, spoken
from tthc_stats.cli.options import output_options
from tthc_stats.cli.own import TABLE as INDICATORS
from tthc_stats.cli.settings import FACTS, GENERAL, key_of, may_be_set
from tthc_stats.cli.streams import check_outputs, deliver
from tthc_stats.ingest.postgres import shown
from tthc_stats.model.errors import UsageError
from tthc_stats.model.text import T, Text
from tthc_stats.report.document import Block, Cell, Flat, Heading, Report, TableBlock
from tthc_stats.store.config import Config

FORMATS = ("table", "json", "csv", "md")
Setting = tuple[str, str | None, Text | str]
"""A key, its value as text, and where it comes from."""


@click.group(cls=Group, help=_("Which value every option has, and where it comes from."))
def command() -> None:
    """A group, so that more can be asked of a configuration."""


@command.command(
    "show",
    context_settings={"ignore_unknown_options": True},
    help=_("Which value every option has, and where it comes from.")
    + "\n\n"
    + _(
        "COMMAND is the one whose options are shown; what would follow it on the command line "
        "may follow here, after --."
    ),
    epilog=_("Example: tthc-stats config show summarize -- --period 2026-08"),
)
@click.argument("name", metavar=_("COMMAND"))
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="[-- …]")
@output_options(*FORMATS)
@click.pass_context
def show(
    context: click.Context,
    name: str,
    arguments: tuple[str, ...],
    format_: str | None,
    outputs: tuple[str, ...],
) -> None:
    """Ask click for every value as it would for the command, and show them."""
    check_outputs(outputs, (), format_)
    root = context.find_root()
    words, command = _command(root, name, list(arguments))
    settings = [*_options(root, command, words[0], [*arguments][len(words) - 1 :])]
    title = T("Options of {command}", command=" ".join(("tthc-stats", *words)))
    deliver(_report(title, settings), format_, outputs, FORMATS)


def _command(
    root: click.Context, name: str, arguments: list[str]
) -> tuple[list[str], click.Command]:
    """The command and the words that name it, such as history and add."""
    words: list[str] = []
    command = root.command
    for word in (name, *arguments):
        if not isinstance(command, click.Group):
            break
        words.append(word)
        command = _inside(command, root, " ".join(words), word)
    if isinstance(command, click.Group):
        _inside(command, root, " ".join((*words, "…")), "")
    return words, command


def _inside(group: click.Group, root: click.Context, name: str, word: str) -> click.Command:
    if command := group.get_command(root, word):
        return command
    raise UsageError(
        T("there is no command “{name}”", name=name),
        hint=T("Known are {known}.", known=tuple(group.list_commands(root))),
    )


def _options(
    root: click.Context, command: click.Command, name: str, arguments: list[str]
) -> Iterator[Setting]:
    asked = click.Context(command, parent=root, info_name=name)
    given, _rest, order = command.make_parser(asked).parse_args(arguments)
    for parameter in click.core.iter_params_for_processing(order, command.get_params(asked)):
        value, source = parameter.consume_value(asked, given)
        if parameter.name == "config":
            parameter.process_value(asked, value)
        if may_be_set(parameter):
            yield key_of(parameter), _shown(value), _origin(asked, name, parameter, source)
    if isinstance(asked.obj, Config):
        yield from _facts(asked.obj)


def _shown(value: Any) -> str | None:
    if isinstance(value, list | tuple):
        return ", ".join(shown(str(item)) for item in value) or None
    return None if value is None or str(value).startswith("Sentinel") else shown(str(value))


def _origin(
    context: click.Context, name: str, parameter: click.Parameter, source: ParameterSource
) -> Text | str:
    if source is ParameterSource.COMMANDLINE:
        return T("command line")
    if source is ParameterSource.ENVIRONMENT:
        return T("environment: {variable}", variable=str(parameter.envvar))
    if source is ParameterSource.DEFAULT_MAP:
        key, tables = key_of(parameter), context.obj.tables
        table = next((t for t in (name, GENERAL) if key in tables.get(t, {})), None)
        if table is None:
            return T("beside {file}", file=context.obj.path)
        return f"{context.obj.path} [{table}]"
    return T("default")


def _facts(config: Config) -> Iterator[Setting]:
    """The facts of the office and its indicators, as they are written."""
    for key, value in config.tables.get(FACTS, {}).items():
        yield f"{FACTS}.{key}", _shown(value), config.path
    for key, entry in config.tables.get(INDICATORS, {}).items():
        parts = entry.items() if isinstance(entry, dict) else [("", entry)]
        for part, value in parts:
            name = ".".join(filter(None, (INDICATORS, key, part)))
            yield name, "true" if value is True else _shown(value), config.path


def _report(title: Text, settings: Iterable[Setting]) -> Report:
    listed = list(settings)

    def blocks() -> list[Block]:
        heads = [Heading(T("option")), Heading(T("value")), Heading(T("comes from"))]
        rows: list[list[Cell]] = [list(setting) for setting in listed]
        return [TableBlock(heads, rows)]

    def data() -> dict[str, object]:
        return {
            "schema": "tthc-stats/config/1",
            "settings": [
                {"key": key, "value": value, "origin": spoken.text(origin)}
                for key, value, origin in listed
            ],
        }

    def flat() -> Flat:
        rows = [(key, value, spoken.text(origin)) for key, value, origin in listed]
        return Flat(("key", "value", "origin"), rows)

    return Report(title, blocks, data, flat)
