"""The usual way to read a workbook: pandas with openpyxl."""

from __future__ import annotations

import sys

import pandas as pd


def main() -> None:
    """Print how many rows and columns the first sheet of a file has."""
    frame = pd.read_excel(sys.argv[1], engine="openpyxl", header=None)
    print(frame.shape)
