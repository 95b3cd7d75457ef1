"""Which part of an Office package holds which sheet (ECMA-376 part 2, relationships)."""

from __future__ import annotations

from tthc_stats.ingest.readers.guard import damaged
from tthc_stats.ingest.readers.package import Package, is_wide
from tthc_stats.ingest.readers.xmlparts import local, parse

FOLDER = "xl/"


def targets(package: Package, part: str) -> dict[str, str]:
    """The paths of the parts that a relationships part names, by their id, in lower case."""
    found: dict[str, str] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "Relationship":
            target = attributes.get("Target", "").removeprefix("/").lower()
            inside = target.startswith(FOLDER)
            found[attributes.get("Id", "")] = target if inside else FOLDER + target

    if part in package.members:
        parse(package.chunks(part), package.file, start=start)
    return found


def check_encoding(package: Package, part: str) -> None:
    """Raises UnreadableError for XML that calamine would take for an empty sheet."""
    if is_wide(next(package.chunks(part), b"")):
        raise damaged(package.file)
