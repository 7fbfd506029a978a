"""A country in the page: its map, its provinces and counties, and the way down to a single village and up again."""
