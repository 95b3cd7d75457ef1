"""From tables of counts to findings, ratios, groups and frames."""
