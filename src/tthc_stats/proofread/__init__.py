"""From the text of a report to stated figures and verdicts. Nothing here yet."""
