"""From a register of dossiers to the counts. Nothing here yet."""
