"""Open a workbook with click and python-calamine alone."""

import click
from python_calamine import CalamineWorkbook


@click.command()
@click.argument("file")
def program(file: str) -> None:
    """Read every sheet."""
    book = CalamineWorkbook.from_path(file)
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python(skip_empty_area=False)


program()
