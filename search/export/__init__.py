"""How is a result taken along? Tables, citations, JSON."""
