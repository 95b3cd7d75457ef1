"""From the bytes of a report to its running text: one module a format."""
