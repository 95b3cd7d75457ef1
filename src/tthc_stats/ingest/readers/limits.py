"""How much a file may ask for before it is refused: inputs come from anywhere."""

from __future__ import annotations

MIB = 1 << 20
MAX_FILE = 1024 * MIB
MAX_UNPACKED = 1024 * MIB
"""Bytes that all parts of a workbook may unpack to."""
RATIO_FREE = 100 * MIB
MAX_RATIO = 200
"""Beyond ``RATIO_FREE`` bytes, how many times its packed size a workbook may unpack to."""
LARGE_TEXT = 16 * MIB
"""Of a larger text only the head is read where it turns out to be a register."""
LARGE_SHEET = 64 * MIB
"""The same of the unpacked sheets of a workbook."""
HEAD = MIB
MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384
MAX_AREA = 28_000_000
"""Cells of a used area that is mostly blank: more than 26 columns down to the last row."""
SPARSE = 4
"""A larger area is still read where at least one cell in ``SPARSE`` has a value."""
