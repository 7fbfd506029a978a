"""Under which conditions the linkage of the actors pays, and under which it does not."""
