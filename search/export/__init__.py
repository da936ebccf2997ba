"""How does a result become a file? Tables, citations, JSON."""
