"""Workbooks with errors that calamine does not know, made readable.

Google Sheets writes ``#ERROR!``, newer programs write others; for calamine one such cell
spoils the whole sheet. Which cells they are is known from the audit, so in a copy in memory
they may say ``#N/A``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from io import BytesIO
from zipfile import ZipFile

from tthc_stats.ingest.readers.package import Package

STAND_IN = rb"\g<1>#N/A\g<2>"


def mended(package: Package, parts: Iterable[str], errors: Iterable[str]) -> bytes:
    """A copy of the package whose sheets, the parts, show known errors only."""
    texts = b"|".join(re.escape(error.encode()) for error in errors)
    unknown = re.compile(rb"(<(?:\w+:)?v>\s*)(?:" + texts + rb")(\s*</)")
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:
        for name in package.members:
            content = package.read(name)
            archive.writestr(name, unknown.sub(STAND_IN, content) if name in parts else content)
    return stream.getvalue()
