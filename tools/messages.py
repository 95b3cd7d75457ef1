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

SOURCE = Path(__file__).parent.parent / "src" / "tthc_stats"
CATALOGUE = SOURCE / "data" / "locale" / "vi" / "LC_MESSAGES" / "tthc_stats.po"
MARKS = {"T", "_"}


def messages_in(source: Path) -> Iterator[str]:
    """The literal messages of one module, in order."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS:
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def messages() -> list[str]:
    """Every message of the package, once."""
    found = (text for path in sorted(SOURCE.rglob("*.py")) for text in messages_in(path))
    return list(dict.fromkeys(found))


def catalogue() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="vi")


def renewed(old: Catalog) -> Catalog:
    """The catalogue with just the messages of the code, in their order."""
    new = Catalog(
        locale="vi",
        project="tthc-stats",
        creation_date=old.creation_date,
        revision_date=old.revision_date,
        last_translator=old.last_translator,
        language_team=old.language_team,
        header_comment=old.header_comment,
        fuzzy=False,
    )
    for text in messages():
        known = old.get(text)
        new.add(text, known.string if known else "")
    return new


def _translated(known: Catalog, text: str) -> bool:
    entry = known.get(text)
    return entry is not None and bool(entry.string)


def main() -> int:
    old = catalogue()
    wanted = messages()
    missing = [text for text in wanted if not _translated(old, text)]
    for text in missing:
        sys.stdout.write(f"not translated: {text}\n")
    if "--check" not in sys.argv[1:]:
        new = renewed(old)
        with CATALOGUE.open("wb") as file:
            write_po(file, new, width=0)
        with CATALOGUE.with_suffix(".mo").open("wb") as file:
            write_mo(file, new)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
