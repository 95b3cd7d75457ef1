"""Definitions as data: captions, identities, indicators, layouts and the texts' languages."""

from __future__ import annotations

from functools import cache
from os.path import dirname, join
from typing import Any

FOLDER = dirname(__file__)


@cache
def load(name: str) -> dict[str, Any]:
    """The definitions in ``data/<name>.toml``."""
    import tomllib

    with open(join(FOLDER, f"{name}.toml"), "rb") as file:
        return tomllib.load(file)
