"""What became of a scenario or of a sweep, in sentences and a table, for scripts, the terminal and reports."""
