"""Which part of an Office package is which (ECMA-376 part 2, relationships).

What is audited must be what calamine loads, so wherever two readers could understand the
relations differently, the file is refused.
"""

from __future__ import annotations

from tthc_stats.ingest.readers.guard import damaged
from tthc_stats.ingest.readers.package import Package, is_wide
from tthc_stats.ingest.readers.xmlparts import local, parse

FOLDER = "xl/"
MAIN_PARTS = ("xl/workbook.xml", "xl/workbook.bin")
DOCUMENT = "/officedocument"


Relations = dict[str, tuple[str, str]]
"""By id: the type of the relation and the path of the part, both in lower case."""


def main_part(package: Package) -> str | None:
    """The path of the workbook, or ``None`` for a container that is none.

    Raises UnreadableError where there are two.
    """
    mains = {part for part in MAIN_PARTS if part in package.members}
    named = {part for kind, part in relations(package, "").values() if kind.endswith(DOCUMENT)}
    mains |= {part for part in named if part.startswith(FOLDER)}
    if len(mains) > 1:
        raise damaged(package.file)
    return mains.pop() if mains else None


def relations(package: Package, part: str) -> Relations:
    """What a part (``""``: the package) refers to."""
    folder, _, name = part.rpartition("/")
    folder = folder and folder + "/"
    found: Relations = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if local(tag) == "Relationship" and attributes.get("TargetMode") != "External":
            key = attributes.get("Id", "")
            if key in found:
                raise damaged(package.file)
            target = _resolved(folder, attributes.get("Target", "").lower())
            found[key] = (attributes.get("Type", "").lower(), target)

    path = f"{folder}_rels/{name}.rels"
    if path in package.members:
        check_encoding(package, path)
        parse(package.chunks(path), package.file, start=start)
    return found


def _resolved(folder: str, target: str) -> str:
    """Some writers give the path from the root without saying so by a slash."""
    if target.startswith("/"):
        return target[1:]
    return target if target.startswith(FOLDER) else folder + target


def check_encoding(package: Package, part: str) -> None:
    """Raises UnreadableError for XML that calamine would take for an empty sheet."""
    if is_wide(next(package.chunks(part), b"")):
        raise damaged(package.file)
