"""Forecasts: what an ensemble says of years and places that no target tells of, with intervals."""
