"""A country as a table of places: its counties, towns and villages, each drawn by its address, and samples of them."""
