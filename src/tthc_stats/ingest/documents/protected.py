"""Documents that cannot be read, each refused with a clear line.

The guards of tables speak of workbooks; here the same refusals speak of documents.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tthc_stats.ingest.readers import guard
from tthc_stats.ingest.readers.package import Package, forbidden
from tthc_stats.ingest.readers.sniff import ENCRYPTED_STREAMS
from tthc_stats.ingest.readers.source import Source
from tthc_stats.model.errors import NotUnderstoodError, UnreadableError
from tthc_stats.model.text import T, Text

OLD_WORD = "worddocument"
OPEN_AND_SAVE = T("Open it in a word processor and save a copy.")
UNPACKED = "The workbook unpacks to {size} MB, which no table needs."


def protected(file: str) -> UnreadableError:
    """The refusal of a document that only a password opens."""
    return UnreadableError(
        T("The document is protected with a password."),
        place=file,
        hint=T("Open it and save a copy without a password."),
    )


def damaged(file: str) -> UnreadableError:
    """The refusal of a document that is not whole."""
    return UnreadableError(T("The document is damaged or cut off."), place=file, hint=OPEN_AND_SAVE)


def too_large(file: str) -> UnreadableError:
    """The refusal of a document that no report is as large as."""
    return UnreadableError(
        T("The document is too large to be read."),
        place=file,
        hint=T("Save a copy that holds only the pages that are needed."),
    )


def old_word(file: str) -> NotUnderstoodError:
    """The refusal of Word 97–2003 (.doc)."""
    return NotUnderstoodError(
        T("This is a document of Word 97–2003 (.doc)."),
        place=file,
        hint=T("Open it in a word processor and save it as .docx."),
    )


def no_text_document(file: str) -> NotUnderstoodError:
    """The refusal of a package that is no document of Word or OpenDocument text."""
    return NotUnderstoodError(
        T("This is no document of Word (.docx) or OpenDocument text (.odt)."),
        place=file,
        hint=T("Save the report as .docx."),
    )


def refuse_compound(source: Source) -> None:
    """Refuse what an OLE container holds; does nothing for any other file.

    Raises UnreadableError for a password, NotUnderstoodError for an old or foreign document.
    """
    with worded(source.file):
        names = source.compound.names if source.compound else frozenset[str]()
    if not names:
        return
    if names & set(ENCRYPTED_STREAMS):
        raise protected(source.file)
    raise old_word(source.file) if OLD_WORD in names else no_text_document(source.file)


def checked_package(source: Source) -> Package:
    """The zip container of a document, every part unpacked once and free of document types.

    Raises UnreadableError for one that is missing, broken, protected or absurdly large, and
    what ``refuse_compound`` does.
    """
    refuse_compound(source)
    with worded(source.file):
        package = source.package
        if package is None:
            raise no_text_document(source.file)
        package.check({})
    return package


@contextmanager
def worded(file: str) -> Iterator[None]:
    """Refusals of the guards of tables, in words of documents."""
    try:
        yield
    except UnreadableError as error:
        raise _reworded(error, file) from error


def _reworded(error: UnreadableError, file: str) -> UnreadableError:
    known = {
        guard.damaged(file).what.message: damaged(file),
        guard.protected(file).what.message: protected(file),
        guard.too_large(file).what.message: too_large(file),
        forbidden(file).what.message: _entities(file),
        UNPACKED: too_large(file),
    }
    return known.get(error.what.message, error)


def _entities(file: str) -> UnreadableError:
    said: Text = T("The document defines XML entities, which no report needs.")
    return UnreadableError(said, place=file, hint=OPEN_AND_SAVE)
