"""Remarks at places of a document."""

from __future__ import annotations

from typing import NamedTuple


class Note(NamedTuple):
    """What is to be said of ``document.text[start:end]``.

    text: in the language of the reader; several lines are several paragraphs. severity: that
    of the finding, such as ``error``; ``None`` for a remark without one.
    """

    start: int
    end: int
    text: str
    severity: str | None = None
