"""Official forms as data. Nothing here yet."""
