"""Packages of XML (.xlsx, .docx) whose bytes do not tell when they were written."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime

EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001 (a package's dates have no zone)
Edit = Callable[[bytes], bytes]


def without_dates(raw: bytes, edits: Mapping[str, Edit] | None = None) -> bytes:
    """A package with one date for all its parts, so that reruns are identical.

    edits: what becomes of parts, by name.
    """
    fixed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as source,
        zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for item in source.infolist():
            edit = (edits or {}).get(item.filename, bytes)
            part = zipfile.ZipInfo(item.filename, EPOCH.timetuple()[:6])
            target.writestr(part, edit(source.read(item)), zipfile.ZIP_DEFLATED)
    return fixed.getvalue()


def with_parts(raw: bytes, parts: Mapping[str, bytes]) -> bytes:
    """A package whose parts are replaced where it has them and added where it lacks them.

    parts: by name; names that differ in nothing but capitals are one part.
    """
    with zipfile.ZipFile(io.BytesIO(raw)) as source:
        names = {name.replace("\\", "/").lower(): name for name in source.namelist()}
    edits = {names[name]: _always(new) for name, new in parts.items() if name in names}
    added = io.BytesIO(without_dates(raw, edits))
    with zipfile.ZipFile(added, "a", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(parts.keys() - names.keys()):
            part = zipfile.ZipInfo(name, EPOCH.timetuple()[:6])
            target.writestr(part, parts[name], zipfile.ZIP_DEFLATED)
    return added.getvalue()


def _always(content: bytes) -> Edit:
    return lambda _: content
