"""The least a click program can do with a workbook: open it with python-calamine alone."""

from __future__ import annotations

import click
from python_calamine import CalamineWorkbook


@click.command()
@click.argument("file")
def main(file: str) -> None:
    """Print how many rows the first sheet of FILE has."""
    rows = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()
    click.echo(len(rows))
