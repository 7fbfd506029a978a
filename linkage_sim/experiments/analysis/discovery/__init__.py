"""Where among the points of a study a condition is met."""
