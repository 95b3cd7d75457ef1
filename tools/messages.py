"""Texts in other languages: find those of the code, compare, compile.

``python tools/messages.py`` adds new texts to the catalogue with an empty translation,
drops old ones, and compiles it. ``python tools/messages.py --check`` only tells.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tthc_stats import __version__

SOURCE = Path(__file__).parent.parent / "src" / "tthc_stats"
CATALOGUE = SOURCE / "data" / "locale" / "vi" / "LC_MESSAGES" / "tthc_stats.po"
MARKS = {"T": 1, "_": 1, "ngettext": 2}
"""The functions that mark a message, and how many texts they take."""

Message = str | tuple[str, str]
"""A text, or its singular and plural."""


def messages_in(source: Path) -> Iterator[Message]:
    """The literal messages of one module, in order."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS:
            wanted = node.args[: MARKS[node.func.id]]
            texts = [str(item.value) for item in wanted if isinstance(item, ast.Constant)]
            if texts:
                yield (texts[0], texts[1]) if len(texts) == 2 else texts[0]


def messages() -> list[Message]:
    """Every message of the package, once."""
    found = (text for path in sorted(SOURCE.rglob("*.py")) for text in messages_in(path))
    return list(dict.fromkeys(found))


def catalogue() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="vi")


def translated(known: Catalog, message: Message) -> str:
    """The Vietnamese text of a message, which is the same for any number; empty if none."""
    entry = known.get(message if isinstance(message, str) else message[0])
    if entry is None or not entry.string:
        return ""
    return entry.string if isinstance(entry.string, str) else entry.string[0]


def renewed(old: Catalog) -> Catalog:
    """The catalogue with just the messages of the code, in their order."""
    new = Catalog(
        locale="vi",
        project="tthc-stats",
        version=__version__,
        creation_date=old.creation_date,
        revision_date=old.revision_date,
        last_translator=old.last_translator,
        language_team=old.language_team,
        header_comment=old.header_comment,
        fuzzy=False,
    )
    for message in messages():
        text = translated(old, message)
        new.add(message, text if isinstance(message, str) else (text,))
    return new


def main() -> int:
    old = catalogue()
    missing = [message for message in messages() if not translated(old, message)]
    for message in missing:
        sys.stdout.write(f"not translated: {message}\n")
    if "--check" not in sys.argv[1:]:
        new = renewed(old)
        with CATALOGUE.open("wb") as file:
            write_po(file, new, width=0)
        with CATALOGUE.with_suffix(".mo").open("wb") as file:
            write_mo(file, new)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
