"""Results as files: tables, citations, JSON."""
