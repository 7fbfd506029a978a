"""Parameters that the evidence allows: targets, distances, the search in waves, the ensemble, and what it must show."""
