"""From a register of dossiers to the counts, and the working days between its dates."""
