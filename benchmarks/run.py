"""Measure the speed of tthc-stats as ratios against simpler programs, all in one run.

See README.md for what is measured and how to read it.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from registers import REGISTERS
from sections import BASELINES, QUICK, SECTIONS, Plan, Ratio, Section
from tabulate import tabulate
from timing import Sample

HERE = Path(__file__).parent


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--quick", action="store_true", help="few repetitions, fewer files")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write every run to a file")
    names = [section.__name__ for section in (*SECTIONS, *REGISTERS)]
    parser.add_argument("--only", choices=names, action="append", help="one section; repeatable")
    parser.add_argument("--registers", metavar="FOLDER", type=Path, help="keep the registers there")
    return parser.parse_args()


def compile_bytecode() -> None:
    """Without bytecode every start would compile the package anew."""
    package = find_spec("tthc_stats")
    if package is None or package.origin is None:
        sys.exit("tthc-stats is not installed in this environment; run make test first")
    for folder in (Path(package.origin).parent, BASELINES):
        compileall.compile_dir(folder, quiet=2)


def generate(folder: Path, plan: Plan) -> None:
    subprocess.run([sys.executable, HERE / "workbooks.py", folder, *plan.workbooks], check=True)


def about() -> dict[str, str | int]:
    """When, with what and on how many cores; nothing that names the machine."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "tthc-stats": version("tthc-stats"),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count() or 0,
    }


def show(section: Section) -> Iterator[str]:
    yield f"\n## {section.title}\n"
    yield times(section)
    if section.ratios:
        lines = [_ratio(ratio) for ratio in section.ratios]
        yield "\n" + _table(lines, ("ratio", "median", "best", "goal", "met"))


def times(section: Section) -> str:
    """Seconds and memory of each program, per file where a section counts files."""
    heads = ["program", "runs", "median ms", "best ms", "peak MiB"]
    lines = [_line(name, sample) for name, sample in section.samples.items()]
    if section.files:
        heads.insert(4, "ms a file")
        for line, (name, files) in zip(lines, section.files.items(), strict=True):
            line.insert(4, f"{section.samples[name].seconds * 1000 / files:.0f}")
    return _table(lines, heads)


def _line(name: str, sample: Sample) -> list[str]:
    peak = "–" if sample.peak is None else f"{sample.peak:.0f}"
    spent = (f"{seconds * 1000:.1f}" for seconds in (sample.seconds, sample.best))
    return [name, str(len(sample.runs)), *spent, peak]


def _ratio(ratio: Ratio) -> list[str]:
    goal = "–" if ratio.goal is None else f"{'≥' if ratio.at_least else '≤'} {ratio.goal:g}"
    met = {None: "–", True: "yes", False: "no"}[ratio.met]
    return [ratio.name, f"{ratio.median:.2f}", f"{ratio.best:.2f}", goal, met]


def _table(lines: list[list[str]], heads: list[str] | tuple[str, ...]) -> str:
    right = ("left", *["right"] * (len(heads) - 1))
    return tabulate(lines, heads, "github", colalign=right, disable_numparse=True)


def as_data(section: Section) -> dict[str, Any]:
    return {
        "title": section.title,
        "runs": {
            name: [run._asdict() for run in sample.runs] for name, sample in section.samples.items()
        },
        "ratios": [ratio._asdict() for ratio in section.ratios],
    }


def main() -> None:
    asked = arguments()
    plan = QUICK if asked.quick else Plan()
    known = (*SECTIONS, *REGISTERS)
    sections = [s for s in known if s.__name__ in asked.only] if asked.only else SECTIONS
    compile_bytecode()
    print(" · ".join(f"{name} {value}" for name, value in about().items()))
    data = []
    with tempfile.TemporaryDirectory() as name:
        if any(section in SECTIONS for section in sections):
            generate(Path(name), plan)
        for measure in sections:
            kept = asked.registers if measure in REGISTERS else None
            section = measure(kept or Path(name), plan)
            print("\n".join(show(section)), flush=True)
            data.append(as_data(section))
    if asked.json:
        text = json.dumps({"about": about(), "sections": data}, ensure_ascii=False, indent=1)
        asked.json.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
