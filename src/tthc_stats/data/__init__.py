"""Definitions as data: captions, identities, indicators, layouts and the texts' languages."""

from __future__ import annotations

from functools import cache
from os.path import dirname, join
from typing import Any
from zlib import crc32

FOLDER = dirname(__file__)


@cache
def load(name: str) -> dict[str, Any]:
    """The definitions in ``data/<name>.toml``.

    What every run needs is kept parsed in ``compiled.py`` as well, with the checksum of the
    TOML it was made from (tools/compile_data.py); an edited TOML counts at once.
    """
    from tthc_stats.data.compiled import COMPILED

    with open(join(FOLDER, f"{name}.toml"), "rb") as file:
        written = file.read()
    checksum, parsed = COMPILED.get(name, (None, {}))
    if checksum == crc32(written):
        return parsed
    import tomllib

    return tomllib.loads(written.decode("utf-8"))
