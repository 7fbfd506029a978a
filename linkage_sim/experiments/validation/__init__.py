"""Validation: whether the calibrated model shows what was observed, and nothing once a cause is taken away."""
