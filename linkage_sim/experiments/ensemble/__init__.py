"""Ensembles: parameter sets that the evidence allows, with their weights."""
