"""The text of a report proofread."""

from __future__ import annotations

from os import PathLike
from typing import BinaryIO

from tthc_stats.ingest.documents import read_document
from tthc_stats.proofread.claim import Proofreading
from tthc_stats.proofread.proofreading import proofread as proofread_document


def proofread(source: str | PathLike[str] | BinaryIO) -> Proofreading:
    """Say of every share in a text whether it follows from the figures around it."""
    return proofread_document(read_document(source))
