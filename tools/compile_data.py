"""Keep the definitions that every run needs in parsed form, for a quick start.

``python tools/compile_data.py`` writes src/tthc_stats/data/compiled.py from the TOML files.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from zlib import crc32

DATA = Path(__file__).parent.parent / "src" / "tthc_stats" / "data"
NAMES = ("captions", "identities", "indicators", "layouts", "rows")
HEAD = '''"""Made by tools/compile_data.py from the TOML files beside it; changes here are lost."""

from typing import Any

COMPILED: dict[str, tuple[int, dict[str, Any]]] = {
'''


def compiled() -> str:
    """The text of the module."""
    entries = []
    for name in NAMES:
        written = (DATA / f"{name}.toml").read_bytes()
        parsed = tomllib.loads(written.decode("utf-8"))
        entries.append(f"    {name!r}: ({crc32(written)}, {parsed!r}),\n")
    return HEAD + "".join(entries) + "}\n"


if __name__ == "__main__":
    (DATA / "compiled.py").write_text(compiled(), encoding="utf-8")
