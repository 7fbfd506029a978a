"""How results are seen: figures, the report, the browser app."""
