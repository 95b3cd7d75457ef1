"""The builders of small files beside the tests are plain modules (``_*.py``)."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent / folder) for folder in ("readers", "documents")]
