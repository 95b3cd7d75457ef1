"""XML parts through expat, without document types and without keeping a tree."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from xml.parsers import expat

from tthc_stats.ingest.readers.guard import damaged
from tthc_stats.ingest.readers.package import forbidden

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]


class Enough(Exception):  # noqa: N818 (a signal, as StopIteration is)
    """Raised by a handler that has seen all it needs."""


def parse(
    chunks: Iterable[bytes],
    file: str,
    *,
    start: Start,
    end: End | None = None,
    text: Callable[[str], None] | None = None,
    namespaces: bool = False,
) -> None:
    """Call the handlers for what the chunks hold.

    With ``namespaces``, names are the address and the local name with a space between.
    Raises UnreadableError for broken XML and for a document type.
    """
    parser = expat.ParserCreate(namespace_separator=" " if namespaces else None)
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text

    def refuse(*_: object) -> None:
        raise forbidden(file)

    parser.StartDoctypeDeclHandler = refuse
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except Enough:
        return
    except (expat.ExpatError, LookupError, ValueError) as error:  # the latter: its encoding
        raise damaged(file) from error


def local(name: str) -> str:
    """``x:c`` → ``c``."""
    return name.rpartition(":")[2]
