"""Read a workbook with pandas and openpyxl."""

import sys

import pandas as pd

pd.read_excel(sys.argv[1], engine="openpyxl")
