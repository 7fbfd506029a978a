"""Who is there: columns of households and villages, ties, and random numbers by address."""
