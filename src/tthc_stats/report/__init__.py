"""Reports: what to show (``Report``), and one writer a format."""
