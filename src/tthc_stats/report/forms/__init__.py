"""Official forms as data: definition, filling, and the sheet they are printed on."""
