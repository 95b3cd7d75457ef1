"""The text of a report proofread, alone or beside tables and registers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from os import PathLike
from typing import TYPE_CHECKING, BinaryIO

from tthc_stats.api.inputs import tables_of
from tthc_stats.api.words import base_of, tally_options
from tthc_stats.ingest.documents import read_document
from tthc_stats.ingest.tables import Reading
from tthc_stats.model.errors import UsageError
from tthc_stats.model.period import Period
from tthc_stats.model.table import Table
from tthc_stats.model.text import T
from tthc_stats.proofread.claim import Proofreading
from tthc_stats.proofread.counterparts import Book, book_of_registers, books_of_tables
from tthc_stats.proofread.proofreading import proofread

if TYPE_CHECKING:
    from tthc_stats.model.register import Register
    from tthc_stats.tally.options import TallyOptions

GROUPS = ("unit", "field", "level")
"""What the subjects of texts are, as far as registers tell it."""


def proofread_text(
    source: str | PathLike[str] | BinaryIO,
    *,
    against: Reading | Sequence[Table] = (),
    on_time_base: str = "resolved",
    period: str | Period | None = None,
    cutoff: str = "official",
    as_of: date | None = None,
    rule: str = "date",
    no_due: str = "on-time",
    date_order: str | None = None,
    progress: Callable[[float], None] | None = None,
) -> Proofreading:
    """Say of every share in a text whether it follows from the figures around it.

    source: a path, ``"-"`` for standard input, or a binary stream with a ``.docx``, ``.odt``,
    ``.pdf``, ``.html``, ``.md`` or ``.txt``. against: tables of counts, or registers, whose
    figures those of the text are compared with, each with that of the same unit, level or
    field and the same period; figures that the text leaves out are no findings. on_time_base:
    ``resolved``, ``received`` or ``due``, of which on-time shares are taken whose figures
    stand only in such a table. progress: hears how many per cent are done, of the registers and
    then of the text. The other options are those of ``summarize`` for registers.

    Offsets count characters of ``document.text``; shares are in per cent. Raises
    UnreadableError for a source that cannot be opened or is broken, NotUnderstoodError for
    one without text or a count of a table that cannot be read, UsageError for an unknown word
    and for registers where nobody says the period.
    """
    base = base_of(on_time_base)
    options = tally_options(
        period, cutoff, as_of=as_of, rule=rule, no_due=no_due, date_order=date_order
    )
    if progress:
        progress(0)
    document = read_document(source)
    books = books_of_tables(tables_of(against))
    if isinstance(against, Reading) and against.registers:
        books.append(_book(against.registers, options, progress))
    return proofread(document, books, on_time_base=base, progress=progress)


def _book(
    registers: Sequence[Register],
    options: TallyOptions,
    progress: Callable[[float], None] | None,
) -> Book:
    """Registers counted by whatever they tell of the subjects that texts have."""
    from tthc_stats.analysis.dossiers import GROUPINGS, summarize_registers
    from tthc_stats.model.table import Dimension

    place = registers[0].grid.place()
    if options.period is None and not all(register.period for register in registers):
        raise UsageError(
            T("the register does not say which period to count"),
            place=place,
            hint=T("Say it with --period, or with --from and --to."),
        )
    told = [set(register.roles) for register in registers]
    by = [
        name
        for name in GROUPS
        if all(roles & set(GROUPINGS[Dimension(name)][:1]) for roles in told)
    ]
    summary = summarize_registers(registers, options, by=by or ("file",), progress=progress)
    return book_of_registers(summary, place, [r.unit for r in registers if r.unit])
