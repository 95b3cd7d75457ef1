"""What cannot be read as a report, said in words for documents."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tthc_stats.model.errors import NotUnderstoodError, UnreadableError
from tthc_stats.model.text import T, Text

SAVE_AS_WORD = T("Open it in Word or LibreOffice and save it as .docx.")
EXPORT_AGAIN = T("Save it again, as UTF-8 or as .docx.")
TOO_LARGE = (
    T("The document is too large to be read."),
    T("Save a copy that holds only the pages that are needed."),
)

WORDING: dict[str, tuple[Text, Text]] = {
    "The file is damaged or cut off.": (
        T("The document is damaged or cut off."),
        T("Download it again, or open it in the program it was written with and save a copy."),
    ),
    "The workbook is protected with a password.": (
        T("The document is protected with a password."),
        T("Open it and save a copy without a password."),
    ),
    "The file is too large to be read.": TOO_LARGE,
    "The workbook unpacks to {size} MB, which no table needs.": TOO_LARGE,
    "The page is nested too deeply.": (T("The page is nested too deeply."), SAVE_AS_WORD),
    "The file defines XML entities, which no workbook needs.": (
        T("The document defines XML entities, which no report needs."),
        T("Open it in a word processor and save a copy."),
    ),
    "This is neither a workbook nor a text.": (
        T("This is neither a document nor a text."),
        T("Save it as .docx, .odt, .pdf, .html, .md or .txt."),
    ),
}
"""By the message of the readers of tables: the sentence and hint for documents."""
HINTS: dict[str, Text] = {
    "Export the file again, as UTF-8 or as .xlsx.": EXPORT_AGAIN,
    "Pass a file to it, as in “< file.csv”, or name the file.": T(
        "Pass a file to it, as in “< report.txt”, or name the file."
    ),
}


@contextmanager
def in_words_for_documents() -> Iterator[None]:
    """The readers of containers and bytes are shared with tables, and speak of workbooks."""
    try:
        yield
    except UnreadableError as error:
        what, hint = WORDING.get(error.what.message, (error.what, error.hint))
        if hint is not None:
            hint = HINTS.get(hint.message, hint)
        if (what, hint) == (error.what, error.hint):
            raise
        raise UnreadableError(what, place=error.place, hint=hint) from error


def nothing(file: str) -> NotUnderstoodError:
    return NotUnderstoodError(
        T("There is nothing in it."), place=file, hint=T("Check that this is the right file.")
    )


def no_text_document(file: str) -> NotUnderstoodError:
    """Of a file that is no document of Word or OpenDocument text."""
    return NotUnderstoodError(
        T("This is no document of Word (.docx) or OpenDocument text (.odt)."),
        place=file,
        hint=T("Save the report as .docx."),
    )


def letters_unknown(file: str) -> NotUnderstoodError:
    return NotUnderstoodError(
        T("The letters are in an old encoding that is not certain (TCVN3, VNI or another one)."),
        place=file,
        hint=T("Save it as Unicode (UTF-8) or as .docx."),
    )
