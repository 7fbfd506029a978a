"""What an analysis found, and how it is told: numbers, words, tables, and the renderers of them all."""
