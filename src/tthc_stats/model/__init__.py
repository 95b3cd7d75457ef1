"""Value types without input or output: counts, identities, ratios, periods, findings, errors."""
