"""``python -m tthc_stats``."""

from tthc_stats.cli import main

main()
