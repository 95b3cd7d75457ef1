"""The least a click program can do for ``--help``: a group of three commands, not loaded."""

from __future__ import annotations

from importlib import import_module

import click

COMMANDS = {
    "first": "What the first command does, in a line of usual length.",
    "second": "What the second command does, in a line of usual length.",
    "third": "What the third command does, in a line of usual length.",
}


class LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:  # noqa: ARG002
        command: click.Command = import_module(cmd_name).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup)
def main() -> None:
    """A group of commands."""
