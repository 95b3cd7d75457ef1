"""What all commands have in common: their help, in the language of the run."""

from __future__ import annotations

import click

from tthc_stats.cli.language import _


class Command(click.Command):
    """A command whose help is a result like any other.

    click writes it without regard to a full disk, and its usage line in English.
    """

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.callback = show_help
        return option

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return [_(piece) for piece in super().collect_usage_pieces(ctx)]


class Group(Command, click.Group):
    """A command that holds others like it."""

    command_class = Command


def show_help(context: click.Context, parameter: click.Parameter, value: bool) -> None:  # noqa: ARG001 (click's signature)
    if value and not context.resilient_parsing:
        _show(context, context.get_help())


def show_version(context: click.Context, parameter: click.Parameter, value: bool) -> None:  # noqa: ARG001 (click's signature)
    if value and not context.resilient_parsing:
        from tthc_stats import __version__

        said = _("%(prog)s, version %(version)s")
        _show(context, said % {"prog": context.find_root().info_name, "version": __version__})


def _show(context: click.Context, text: str) -> None:
    from tthc_stats.cli.streams import to_stdout

    to_stdout(f"{text}\n".encode())
    context.exit()


class Whole(click.IntRange):
    """A whole number, called so in help and errors."""

    name = _("whole number")
