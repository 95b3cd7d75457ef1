"""Run the examples of the documents again and put in what they print now.

``python tools/renew_examples.py`` from the root of the repository. Examples with omitted
lines (a line of only “…”) are kept; tests/test_docs.py tells where they are out of date.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "README.vi.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"(^```console\n)(.*?)(^```$)", re.MULTILINE | re.DOTALL)
OMITTED = "\n…\n"


def main() -> None:
    for page in PAGES:
        with tempfile.TemporaryDirectory() as folder:
            desk = Path(folder)
            shutil.copytree(ROOT / "sample_data", desk / "sample_data")
            shutil.copytree(ROOT / "docs" / "examples", desk / "docs" / "examples")
            renewed = partial(_renewed, desk=desk, environment=_environment(desk))
            text = BLOCK.sub(renewed, page.read_text(encoding="utf-8"))
            page.write_text(text, encoding="utf-8")


def _environment(desk: Path) -> dict[str, str]:
    """The tool of this interpreter, in English, without colour."""
    shim = desk / "bin" / "tthc-stats"
    shim.parent.mkdir()
    shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tthc_stats "$@"\n', encoding="utf-8")
    shim.chmod(0o755)
    path = f"{shim.parent}{os.pathsep}{os.environ['PATH']}"
    return {"HOME": str(desk), "LANG": "C.UTF-8", "NO_COLOR": "1", "PATH": path}


def _renewed(block: re.Match[str], desk: Path, environment: dict[str, str]) -> str:
    parts = re.split(r"^(?=\$ )", block[2], flags=re.MULTILINE)
    return block[1] + "".join(_run(part, desk, environment) for part in parts) + block[3]


def _run(part: str, desk: Path, environment: dict[str, str]) -> str:
    if not part.startswith("$ "):
        return part
    command = part.split("\n", 1)[0]
    printed = subprocess.run(  # noqa: S602 (the examples of our own documents)
        command[2:],
        shell=True,
        check=False,
        cwd=desk,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ).stdout.decode("utf-8")
    if OMITTED in part or ("| jq " in command and shutil.which("jq") is None):
        return part
    spaced = re.search(r"\n*\Z", part.split("\n", 1)[1])
    return f"{command}\n{printed.rstrip(chr(10))}{(spaced and spaced[0]) or chr(10)}"


if __name__ == "__main__":
    main()
