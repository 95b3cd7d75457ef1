"""The least a click program can do with a small register: python-calamine, and a DuckDB started."""

from __future__ import annotations

import click
import duckdb
from python_calamine import CalamineWorkbook


@click.command()
@click.argument("file")
def main(file: str) -> None:
    """Print how many rows the first sheet of FILE has, with a database open."""
    rows = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()
    with duckdb.connect():
        click.echo(len(rows))
