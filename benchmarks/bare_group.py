"""A click group with three commands and nothing else."""

import click


@click.group()
def program() -> None:
    """Nothing."""


for name in ("one", "two", "three"):
    program.add_command(click.Command(name, short_help="Nothing."))

program()
