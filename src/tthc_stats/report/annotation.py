"""Notes at places of a document, for the copies that carry them."""

from __future__ import annotations

from typing import NamedTuple


class Note(NamedTuple):
    """What is to be said of ``document.text[start:end]``; severity: ``error``, ``warning`` or
    ``None``.
    """

    start: int
    end: int
    text: str
    severity: str | None
