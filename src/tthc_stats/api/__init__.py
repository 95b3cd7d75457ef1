"""The library's face: read tables, summarize, check, record and compare them."""
