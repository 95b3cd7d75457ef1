"""What tests of several rooms need; the builders of small files beside those of ``ingest`` are
plain modules (``_*.py``).
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

INGEST = Path(__file__).parent / "ingest"
sys.path[:0] = [str(INGEST / folder) for folder in ("readers", "documents")]


@pytest.fixture(scope="session")
def soffice() -> str:
    """LibreOffice, where it is installed."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    return found
