"""Parameters that the evidence allows: targets, distances, the search in waves, and the ensemble."""
