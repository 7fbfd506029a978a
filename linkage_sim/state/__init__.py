"""What is known of whom: the rows of households, villages, regions, programmes and months, and the world that holds them all."""
