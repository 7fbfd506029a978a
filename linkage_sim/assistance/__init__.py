"""Targeted assistance: which programmes run, how budgets are allocated, and how help is matched, with or without the platform."""
